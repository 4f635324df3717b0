"""What time does where a resident says nothing, a planned day comes, or the calendar changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.models import Outcome, Role, TicketState, Window
from bot.store import calendar, windows
from bot.tickets.calendar import CalendarDay, DayKind
from tests.handlers.time_house import TimeHouse, moment, open_house
from tests.handlers.town import ZONE, Town, labels

LAMP = "幸福路小学门口的路灯不亮了,晚上太黑"
ANSWER = "路灯已换新灯泡,今晚能亮。城管局 12319。"


@pytest.fixture
async def house(town: Town) -> TimeHouse:
    """A Monday morning."""
    return await open_house(town, "2026-11-23 09:00")


async def test_the_next_morning_asks_once_whether_it_is_solved(house: TimeHouse) -> None:
    """Once, at ten, with the choices to tap; and a tap is taken as the verdict."""
    ticket = await house.ask(LAMP)
    await house.town.act("answer", ticket.number, ANSWER)
    before = len(await house.town.heard())
    await house.through("2026-11-24 09:59")
    assert len(await house.town.heard()) == before
    await house.through("2026-11-26 10:00")
    (asked,) = (await house.town.heard())[before:]
    assert "解决了吗" in asked.content.text
    assert labels([asked.content])[0] == "已解决"
    await house.town.tap(f"verdict:solved:{ticket.number}")
    assert (await house.town.ticket()).state is TicketState.CLOSED


async def test_a_week_without_a_word_closes_it_unconfirmed(house: TimeHouse) -> None:
    """With one reminder before, and it can be opened again."""
    ticket = await house.ask(LAMP)
    await house.town.act("answer", ticket.number, ANSWER)
    await house.at("2026-11-30 08:00")
    assert (await house.town.ticket()).state is TicketState.REPLIED
    await house.at("2026-11-30 10:00")
    closed = await house.town.ticket()
    assert (closed.state, closed.outcome) == (TicketState.CLOSED, Outcome.UNCONFIRMED)
    assert closed.verdict is None
    actions = await house.town.actions(ticket)
    assert actions.count("prompt") == 1
    last = (await house.town.heard())[-1].content.text
    assert "未确认" in last
    await house.town.tap(f"verdict:not_solved:{ticket.number}")
    assert (await house.town.ticket()).state is TicketState.REOPENED
    assert await house.town.broken_chains() == []


async def test_who_wants_nothing_from_us_is_not_called_back(house: TimeHouse) -> None:
    """Call-back only where a channel is open."""
    ticket = await house.ask(LAMP)
    await house.town.act("answer", ticket.number, ANSWER)
    await house.town.intake.gone("web", "zhang")
    await house.through("2026-11-26 10:00")
    assert "prompt" not in await house.town.actions(ticket)


async def test_a_shut_window_is_not_knocked_at(house: TimeHouse) -> None:
    """Where the platform lets nobody write any more, the rating waits on the ticket page."""
    ticket = await house.ask(LAMP)
    await house.town.act("answer", ticket.number, ANSWER)
    opened = moment("2026-11-23 09:00")
    window = Window("service", opened, opened + timedelta(hours=2), 5)
    await house.town.database.transaction(lambda tx: windows.open_for(tx, "web", "zhang", window))
    await house.through("2026-11-26 10:00")
    assert "prompt" not in await house.town.actions(ticket)


async def test_a_resident_who_is_asked_is_reminded_and_not_waited_for_for_ever(
    house: TimeHouse,
) -> None:
    """After one and three working days; after five the clock runs again, moved by as much."""
    ticket = await house.ask(LAMP)
    due = ticket.resolution_due
    await house.town.act("take", ticket.number)
    await house.town.act("ask", ticket.number, "请告诉我们是哪一根路灯杆,杆上有编号。")
    assert (await house.town.ticket()).state is TicketState.AWAITING_RESIDENT
    before = len(await house.town.heard())
    await house.through("2026-11-27 12:00")
    said = [line.content.text for line in (await house.town.heard())[before:]]
    assert len([text for text in said if "路灯杆" in text]) == 2
    await house.through("2026-12-01 09:00")
    again = await house.town.ticket()
    assert again.state is TicketState.IN_PROGRESS
    assert again.resolution_due == moment("2026-12-07 17:30")
    assert again.resolution_due_original == due == moment("2026-11-30 17:30")
    assert "先按现有情况接着办" in (await house.town.heard())[-1].content.text
    assert any("居民未补充" in text for text in await house.told(house.town.wang))
    rungs = [rung for _, watch, rung in await house.rungs(ticket) if watch == "first_reply"]
    assert "urge" in rungs, "the first reply never pauses"
    assert await house.town.broken_chains() == []


async def test_a_decision_that_nobody_takes_is_urged(house: TimeHouse) -> None:
    """Four working hours for who may decide, and four more until the leader hears of it."""
    head = await house.hire("主任", "duty", Role.DEPARTMENT_HEAD)
    leader = await house.hire("县长", "police", Role.LEADER)
    ticket = await house.ask(LAMP)
    await house.town.act("take", ticket.number)
    await house.town.act("extend", ticket.number, "要等厂家发灯具。", until="2026-12-10")
    await house.through("2026-11-23 15:30")
    assert any("审核时限" in text for text in await house.told(head))
    await house.through("2026-11-24 12:00")
    assert any("审核时限" in text for text in await house.told(leader))
    await house.town.act("grant_extension", ticket.number, by=head)
    granted = await house.town.ticket()
    assert granted.resolution_due == moment("2026-12-10 17:30")
    assert granted.resolution_due_original == moment("2026-11-30 17:30")
    await house.through("2026-12-01 10:00")
    late = [rung for _, watch, rung in await house.rungs(ticket) if watch == "resolution"]
    assert late == [], "the ladder follows the granted date"


async def test_a_planned_day_opens_the_ticket_itself(house: TimeHouse) -> None:
    """挂账: the official is reminded before, the resident told on the day."""
    head = await house.hire("主任", "duty", Role.DEPARTMENT_HEAD)
    ticket = await house.ask(LAMP)
    await house.town.act("take", ticket.number)
    await house.town.act(
        "propose",
        ticket.number,
        "整条路的路灯明年三月统一更换,已列入计划。城管局 12319。",
        outcome="scheduled",
        until="2027-03-15",
    )
    await house.town.act("approve", ticket.number, by=head)
    await house.through("2026-12-02 09:00")
    planned = await house.town.ticket()
    assert (planned.state, planned.outcome) == (TicketState.CLOSED, Outcome.SCHEDULED)
    await house.at("2027-03-08 10:00")
    assert any("约定日期 3月15日" in text for text in await house.told(house.town.wang))
    await house.at("2027-03-15 08:30")
    opened = await house.town.ticket()
    assert (opened.state, opened.outcome) == (TicketState.REOPENED, None)
    assert "原定今天再办" in (await house.town.heard())[-1].content.text
    assert await house.town.broken_chains() == []


async def test_who_has_to_do_it_again_has_the_time_of_its_kind_again(house: TimeHouse) -> None:
    """Five working days from the reopening, whatever is added later; the first date is kept."""
    ticket = await house.ask(LAMP)
    first = ticket.resolution_due
    await house.town.act("answer", ticket.number, ANSWER)
    house.town.now = moment("2026-12-01 10:00")
    await house.town.tap(f"verdict:not_solved:{ticket.number}")
    again = await house.town.ticket()
    assert again.resolution_due == moment("2026-12-08 17:30")
    house.town.now = moment("2026-12-03 10:00")
    await house.town.say("幸福路小学门口的路灯还是不亮", ticket=ticket.number)
    later = await house.town.ticket()
    assert (later.resolution_due, later.resolution_due_original) == (again.resolution_due, first)


async def test_a_published_calendar_moves_what_is_due_and_says_so(house: TimeHouse) -> None:
    """New Year's holidays become known after the ticket was registered."""
    await house.at("2026-12-29 10:00")
    ticket = await house.ask(LAMP)
    assert ticket.resolution_due == moment("2027-01-05 17:30")
    accepted = (await house.town.heard())[-1].content.text
    assert "2027 年放假安排还没公布" in accepted
    holiday = CalendarDay(date(2027, 1, 1), DayKind.HOLIDAY, "元旦")
    await house.town.database.transaction(lambda tx: calendar.keep(tx, holiday))
    await house.at("2026-12-29 10:05")
    moved = await house.town.ticket()
    assert moved.resolution_due == moved.resolution_due_original == moment("2027-01-06 17:30")
    told = (await house.town.heard())[-1].content.text
    assert "2027年1月6日（周三）17:30" in told
    assert "元旦 1月1日不算" in told
    await house.at("2026-12-29 10:10")
    assert (await house.town.actions(ticket)).count("classify") == 1
    assert await house.town.broken_chains() == []


async def test_no_calendar_moves_a_day_that_has_passed(house: TimeHouse) -> None:
    """A day that is called a holiday afterwards: who was late stays late, and nobody is told."""
    late = await house.ask(LAMP)
    due = late.resolution_due
    assert due is not None
    await house.at("2026-12-01 10:00")
    heard = len(await house.town.heard())
    missed = CalendarDay(due.astimezone(ZONE).date(), DayKind.HOLIDAY, "补假")
    await house.town.database.transaction(lambda tx: calendar.keep(tx, missed))
    await house.at("2026-12-01 10:05")
    stands = await house.town.ticket()
    assert (stands.resolution_due, stands.resolution_due_original) == (due, due)
    assert len(await house.town.heard()) == heard


async def test_a_day_that_is_worked_after_all_makes_nobody_late(house: TimeHouse) -> None:
    """What would have been due by now keeps the day that was promised."""
    asked = await house.ask(LAMP)
    due = asked.resolution_due
    assert due is not None
    saturday = CalendarDay(date(2026, 11, 28), DayKind.WORKDAY, "调休")
    await house.at("2026-11-28 23:00")
    await house.town.database.transaction(lambda tx: calendar.keep(tx, saturday))
    await house.at("2026-11-28 23:05")
    stands = await house.town.ticket()
    assert (stands.resolution_due, stands.resolution_due_original) == (due, due)


async def test_a_calendar_that_moves_nothing_tells_nobody(house: TimeHouse) -> None:
    """A holiday next spring is no news for a ticket of November."""
    ticket = await house.ask(LAMP)
    heard = len(await house.town.heard())
    spring = CalendarDay(date(2027, 2, 5), DayKind.HOLIDAY, "春节")
    await house.town.database.transaction(lambda tx: calendar.keep(tx, spring))
    await house.at("2026-11-23 09:10")
    assert len(await house.town.heard()) == heard
    assert "classify" not in await house.town.actions(ticket)
