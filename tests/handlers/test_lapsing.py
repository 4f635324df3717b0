"""What time does where a resident says nothing, a planned day comes, or the calendar changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.models import Outcome, TicketState, Window
from bot.store import calendar, windows
from bot.tickets.calendar import CalendarDay, DayKind
from tests.handlers.time_house import TimeHouse, moment, open_house
from tests.handlers.town import Town, labels

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
    assert "2027-01-06 17:30" in told
    assert "元旦 1月1日不算" in told
    await house.at("2026-12-29 10:10")
    assert (await house.town.actions(ticket)).count("classify") == 1
    assert await house.town.broken_chains() == []


async def test_a_calendar_that_moves_nothing_tells_nobody(house: TimeHouse) -> None:
    """A holiday next spring is no news for a ticket of November."""
    ticket = await house.ask(LAMP)
    heard = len(await house.town.heard())
    spring = CalendarDay(date(2027, 2, 5), DayKind.HOLIDAY, "春节")
    await house.town.database.transaction(lambda tx: calendar.keep(tx, spring))
    await house.at("2026-11-23 09:10")
    assert len(await house.town.heard()) == heard
    assert "classify" not in await house.town.actions(ticket)
