"""What time does to a ticket that nobody works on: the ladder, bundled, by day, each step once."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from bot.models import Approval, Approver, Outcome, Role, TicketState
from bot.store import people
from bot.tickets.ladder import steps
from handlers.promises.keeping_time import DEEDS
from tests.handlers.time_house import TimeHouse, moment, open_house
from tests.handlers.town import Town
from tests.tickets.test_ladder import CLOCKS, FRESH, NINE

LAMP = "幸福路小学门口的路灯不亮了,晚上太黑"


@pytest.fixture
async def house(town: Town) -> TimeHouse:
    """A Monday morning."""
    return await open_house(town, "2026-11-23 09:00")


async def test_the_ladder_climbs(house: TimeHouse) -> None:
    """预警, 催办, 督办, 通报: of the first reply, and of the resolution."""
    ticket = await house.ask(LAMP)
    await house.through("2026-12-08 10:00")
    rungs = await house.rungs(ticket)
    assert [rung for _, watch, rung in rungs if watch == "acceptance"] == [
        "deputy",
        "head",
        "leader",
    ]
    for watch in ("first_reply", "resolution"):
        assert [(action, rung) for action, each, rung in rungs if each == watch] == [
            ("warn", "warn"),
            ("urge", "urge"),
            ("supervise", "supervise"),
            ("circulate", "circulate"),
        ], watch
    (supervised,) = [line for line in await house.town.heard() if "督办" in line.content.text]
    assert supervised.ticket_id == ticket.id
    assert (await house.town.ticket()).supervised


async def test_each_step_is_taken_once_also_after_a_restart(house: TimeHouse) -> None:
    """An hour of downtime over the due time: what came due meanwhile is done once, late."""
    ticket = await house.ask(LAMP)
    await house.at("2026-11-23 11:00")
    again = await open_house(house.town, "2026-11-24 10:00")
    once = await again.rungs(ticket)
    assert ("urge", "first_reply", "urge") in once
    for text in ("2026-11-24 10:00", "2026-11-24 10:01"):
        await (await open_house(house.town, text)).at(text)
    assert await again.rungs(ticket) == once
    assert len(set(once)) == len(once)


async def test_two_processes_take_a_step_once(house: TimeHouse) -> None:
    """Whoever comes second finds it taken."""
    ticket = await house.ask(LAMP)
    other = await open_house(house.town, "2026-11-23 09:30")
    house.town.now = house.town.now.replace(day=24)
    await asyncio.gather(house.deadlines.go_round(), other.deadlines.go_round())
    rungs = await house.rungs(ticket)
    assert len(set(rungs)) == len(rungs) > 3
    assert await house.town.broken_chains() == []


async def test_an_answer_ends_the_ladder(house: TimeHouse) -> None:
    """Nobody is urged to do what is done."""
    ticket = await house.ask(LAMP)
    await house.town.act("answer", ticket.number, "路灯已修好。城管局 12319。")
    await house.through("2026-11-25 10:00")
    assert [rung for _, watch, rung in await house.rungs(ticket) if watch != ""] == []


async def test_reminders_are_bundled_and_the_night_is_quiet(house: TimeHouse) -> None:
    """At most three a day, none between eight and eight, and each ticket once in each."""
    for number in range(8):
        who = f"r{number}"
        await house.ask(f"第{number}小区{number}号楼门前的井盖坏了", who)
    await house.through("2026-11-26 08:00")
    told = await house.told(house.town.wang)
    rows = await house.moments(house.town.wang)
    assert len(rows) == len(told)
    by_day: dict[str, int] = {}
    for at in rows:
        assert "08:30" <= at[11:] < "20:00", at
        by_day[at[:10]] = by_day.get(at[:10], 0) + 1
    assert max(by_day.values()) <= 3
    assert any("早上好，11月24日" in text and "已超时 8 件" in text for text in told)
    assert any("提醒 8 件" in text for text in told)


@pytest.mark.parametrize("asked", ["2026-11-23 10:00", "2026-11-23 21:00"], ids=["day", "night"])
async def test_who_has_buttons_is_told_of_buttons_and_who_writes_of_commands(
    house: TimeHouse, asked: str
) -> None:
    """By day at once, and in the morning's bundle what was asked for at night."""
    head = await house.hire("主任", "duty", Role.DEPARTMENT_HEAD)
    ticket = await house.ask(LAMP)
    await house.town.act("take", ticket.number)
    await house.at(asked)
    await house.town.act("extend", ticket.number, "要等厂家发灯具。", until="2026-12-10")
    if asked.endswith("21:00"):
        assert await house.told(head) == []
        await house.through("2026-11-24 09:00")
    written, pressed = (await house.told(head))[0], (await house.seen(head))[0]
    assert f"回复「同意 {ticket.number}」" in written
    assert "按钮" not in written
    assert "点上面的按钮决定" in pressed
    assert "回复「" not in pressed
    assert ticket.number in pressed


async def test_nobody_is_wished_a_good_morning_in_the_afternoon(house: TimeHouse) -> None:
    """Whoever has nothing due in the morning hears of what comes later, and no more."""
    head = await house.hire("主任", "duty", Role.DEPARTMENT_HEAD)
    await house.ask(LAMP)
    await house.through("2026-11-23 15:00")
    (told,) = await house.told(head)
    assert "报负责人" in told
    assert "早上好" not in told


async def test_what_nobody_takes_goes_to_deputy_head_and_leader(house: TimeHouse) -> None:
    """Two working hours, then two and four more."""
    deputy = await house.hire("副手", "duty", Role.OFFICIAL)
    head = await house.hire("主任", "duty", Role.DEPARTMENT_HEAD)
    leader = await house.hire("县长", "duty", Role.LEADER)
    await house.names_deputy(house.town.wang, deputy)
    ticket = await house.ask(LAMP)
    assert ticket.owner_id == house.town.wang.id
    await house.through("2026-11-23 11:00")
    assert any("待签收" in text for text in await house.told(deputy))
    assert not any("待签收" in text for text in await house.told(head))
    await house.through("2026-11-23 15:00")
    assert any("报负责人" in text for text in await house.told(head))
    assert "报领导" not in "".join(await house.told(leader))
    await house.through("2026-11-23 18:00")
    assert any("报领导" in text for text in await house.told(leader))
    assert ticket.number in "".join(await house.told(leader))


async def test_an_urgent_matter_wakes_people_at_once(house: TimeHouse) -> None:
    """Deep in the night: the owner hears it, and the resident that nobody is on duty."""
    await house.at("2026-11-24 02:00")
    await house.town.say("三楼着火了,快来人,烟很大", "li")
    heard = [line.content.text for line in await house.town.heard("li")]
    assert "119" in heard[0]
    assert any("现在没有人值守，请立即打上面的电话" in text for text in heard)
    assert not any("12345" in text for text in heard)
    told = await house.told(house.town.wang)
    assert any("【紧急】" in text and "必须有人处理" in text for text in told)
    (progress,) = await house.town.say("进度", "li")
    assert "现在没有人值守，工作人员一上班就会看到" in progress.text
    assert "前有人处理" not in progress.text
    assert "最晚 11月25日（明天）02:00 前答复您" in progress.text
    await house.at("2026-11-24 04:00")
    assert any("待签收" in text for text in (await house.told(house.town.wang))[len(told) :])


async def test_what_is_not_urgent_waits_for_the_morning(house: TimeHouse) -> None:
    """A request made late at night disturbs nobody before eight; by day it goes at once."""
    head = await house.hire("主任", "duty", Role.DEPARTMENT_HEAD)
    ticket = await house.ask(LAMP)
    await house.town.act("take", ticket.number)
    house.town.now = moment("2026-11-23 22:30")
    await house.town.act("extend", ticket.number, "要等厂家发灯具。", until="2026-12-10")
    await house.through("2026-11-24 08:00")
    assert await house.told(head) == []
    await house.through("2026-11-24 08:30")
    (told,) = await house.told(head)
    assert "要等厂家发灯具" in told


async def test_a_roster_in_the_night_is_called_instead(house: TimeHouse) -> None:
    """With somebody on duty nobody is told that nobody is there."""
    await house.on_duty(house.town.li, "2026-11-24 00:00", "2026-11-24 08:00")
    await house.at("2026-11-24 02:00")
    await house.town.say("三楼着火了,快来人,烟很大", "li")
    heard = [line.content.text for line in await house.town.heard("li")]
    assert not any("没有人值守" in text for text in heard)
    assert any("必须有人处理" in text for text in await house.told(house.town.li))
    (progress,) = await house.town.say("进度", "li")
    assert "紧急，最晚 11月24日（今天）04:00 前有人处理" in progress.text


async def test_who_is_away_is_not_reminded_but_who_stands_in(house: TimeHouse) -> None:
    """An absent owner's deputy hears of it."""
    deputy = await house.hire("副手", "duty", Role.OFFICIAL)
    await house.names_deputy(house.town.wang, deputy)
    ticket = await house.ask(LAMP)
    await house.goes_away(house.town.wang, "2026-11-23 10:00", "2026-12-31 00:00")
    await house.through("2026-11-24 10:00")
    assert ticket.number in "".join(await house.told(deputy))
    assert "首次答复" not in "".join(await house.told(house.town.wang))


async def test_who_leaves_is_followed_by_another_owner(house: TimeHouse) -> None:
    """Always one named owner, who is told."""
    ticket = await house.ask(LAMP)
    deputy = await house.hire("副手", "duty", Role.OFFICIAL)
    await house.names_deputy(house.town.wang, deputy)
    await house.town.database.transaction(
        lambda tx: people.remove_official(tx, house.town.wang.id, house.town.now)
    )
    await house.at("2026-11-23 09:30")
    assert (await house.town.ticket()).owner_id == deputy.id
    (told,) = [text for text in await house.told(deputy) if "原由王芳承办" in text]
    assert ticket.number in told
    assert await house.town.broken_chains() == []


async def test_nothing_is_dispatched_to_who_is_away(house: TimeHouse) -> None:
    """Unless everybody is: then it has an owner all the same."""
    await house.goes_away(house.town.wang, "2026-11-23 08:00", "2026-11-24 00:00")
    assert (await house.ask(LAMP)).owner_id == house.town.li.id
    await house.goes_away(house.town.li, "2026-11-23 08:00", "2026-11-24 00:00")
    assert (await house.ask("人民路3号的井盖坏了", "li")).owner_id == house.town.wang.id


async def test_confidential_matters_are_told_by_number_only(house: TimeHouse) -> None:
    """Not a word of it in anybody's chat."""
    await house.town.say("保密:我要反映我们单位拖欠加班工资的问题")
    ticket = await house.town.ticket()
    assert ticket.confidential
    await house.through("2026-11-24 10:00")
    said = "".join(await house.told(house.town.wang))
    assert ticket.number in said
    assert "工资" not in said


def test_every_step_of_the_ladder_has_its_deed() -> None:
    """A step without one would hold up its ticket for ever."""
    asked = replace(FRESH, state=TicketState.AWAITING_RESIDENT, paused_at=NINE)
    answered = replace(FRESH, state=TicketState.REPLIED, confirm_by=NINE + timedelta(days=7))
    planned = replace(
        FRESH,
        state=TicketState.CLOSED,
        outcome=Outcome.SCHEDULED,
        scheduled_for=date(2027, 3, 1),
    )
    merged = replace(FRESH, state=TicketState.CLOSED, outcome=Outcome.MERGED, follows_id=7)
    waiting = [Approval(1, 1, "extend", Approver.HEAD, "duty", 1, NINE)]
    found = {
        (step.watch, step.rung)
        for ticket in (FRESH, asked, answered, planned, merged)
        for step in steps(ticket, CLOCKS, waiting)
    }
    assert found == DEEDS.keys()
