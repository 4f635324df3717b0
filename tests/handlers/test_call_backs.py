"""回访: only somebody without any part in the work asks the resident how it went."""

from __future__ import annotations

from bot.models import Official, Role, TicketState, Verdict
from bot.store import Transaction, people, tickets
from bot.tickets import parts
from handlers.officials.offering import offered
from tests.handlers.cast import REACHABLE, VISIT, Hall
from tests.handlers.town import ZONE, Town

AGAIN = "您好，又检查了一遍，阀门没有问题。水务局12345。"
ELSEWHERE = (
    "您好，这是小区内部管道。谁：幸福物业李经理；怎么：打电话预约，当天上门；联系：12345678。水务局"
)
WATER = "幸福路12号停水两天了"


async def test_a_unit_that_held_it_once_never_calls_back(hall: Hall) -> None:
    """The police had it first, and handed it on: they are not asked, nor is it offered to them."""
    await hall.town.say(WATER)
    number = (await hall.ticket()).number
    await hall.town.act("transfer", number, "警情", by=hall.wang, department="police")
    await hall.done("take", number, by=hall.qian)
    await hall.done("transfer", number, "管道归水务局管", by=hall.wang, department="water")
    await hall.done("answer", number, AGAIN)
    why = await hall.refused("call_back", number, "说好了", by=hall.qian, verdict="solved")
    assert "没有经手" in why
    assert "call_back" not in await actions(hall, number, hall.qian)


async def test_whose_colleague_acted_on_it_never_calls_back(hall: Hall) -> None:
    """An outsider approved its end: their whole unit has a part in it from then on."""
    sun = await hall.time.hire("孙警官", "police", Role.OFFICIAL)
    number = await hall.taken()
    await hall.done("propose", number, ELSEWHERE, outcome="referred")
    await hall.done("approve", number, by=hall.qian)
    await hall.refused("call_back", number, "说好了", by=sun, verdict="solved")


async def test_who_only_noted_something_or_called_before_may_call(hall: Hall) -> None:
    """Neither is work on the matter."""
    number = await hall.answered(text=REACHABLE)
    await hall.done("note", number, "居民下午才在家", by=hall.qian)
    await hall.done("call_back", number, "还没有水", by=hall.qian, verdict="not_solved")
    await hall.done("take", number)
    await hall.done("answer", number, AGAIN, by=hall.li)
    await hall.done("approve", number, by=hall.zhao)
    await hall.done("call_back", number, "水来了", by=hall.qian, verdict="solved")
    assert (await hall.by_number(number)).verdict is Verdict.SOLVED


async def test_where_every_unit_had_a_part_who_stands_above_calls(hall: Hall) -> None:
    """A leader or a 监督员 who never acted on it; the unit's people still may not."""
    auditor = await hall.time.hire("郑监督", "water", Role.AUDITOR)
    number = await hall.answered(text=REACHABLE)
    await hall.refused("call_back", number, "好了", by=auditor, verdict="solved")
    await hall.done("answer", number, f"再答：{AGAIN}", by=hall.qian)
    assert await able(hall.town, number) == ["周县长", "郑监督"]
    await hall.refused("call_back", number, "好了", by=hall.zhao, verdict="solved")
    assert "call_back" in await actions(hall, number, auditor)
    await hall.done("call_back", number, "水来了", by=auditor, verdict="solved")
    assert (await hall.by_number(number)).verdict is Verdict.SOLVED


async def test_a_colleague_at_the_duty_desk_calls_only_where_it_was_passed_on(hall: Hall) -> None:
    """Who took it there has worked on it, and so has the desk."""
    sun = await hall.time.hire("孙值班", "duty", Role.OFFICIAL)
    number = await hall.answered(text=REACHABLE)
    await hall.done("answer", number, f"再答：{AGAIN}", by=hall.qian)
    assert sun.name in await able(hall.town, number)
    await hall.town.say("建设街的路灯三天不亮了", "b")
    other = (await hall.ticket("b")).number
    await hall.done("take", other, by=hall.wang)
    await hall.done("answer", other, AGAIN, by=hall.wang)
    assert sun.name not in await able(hall.town, other)


async def test_nobody_is_called_back_about_what_nobody_answered(hall: Hall) -> None:
    """A ticket that was withdrawn unanswered is not made *solved* by a telephone call."""
    number = await hall.taken()
    await hall.town.tap(f"withdrawn:{number}", ticket=number)
    assert (await hall.by_number(number)).state is TicketState.CLOSED
    why = await hall.refused("call_back", number, "说好了", by=hall.qian, verdict="solved")
    assert "没有人答复过" in why
    assert "call_back" not in await actions(hall, number, hall.qian)


async def test_a_visit_without_a_photograph_stands_for_no_call(hall: Hall) -> None:
    """It is told, and the resident's better word still waits for another unit's call."""
    number = await came_back(hall)
    hall.town.later(hours=2)
    at = hall.town.now.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
    await hall.done("record_visit", number, at=at, **VISIT)
    await answered_again(hall, number)
    await hall.town.tap(f"verdict:solved:{number}")
    ticket = await hall.by_number(number)
    assert (ticket.verdict, ticket.contested_verdict) == ("not_solved", "solved")


async def test_who_left_no_telephone_was_not_called(hall: Hall) -> None:
    """No call makes it solved; that it is not may be passed on, and a better word confirmed."""
    number = await hall.answered()
    why = await hall.refused("call_back", number, "说好了", by=hall.qian, verdict="solved")
    assert "没有留电话" in why
    await hall.done("call_back", number, "路上遇到，说还没水", by=hall.qian, verdict="not_solved")
    await hall.done("take", number)
    await answered_again(hall, number)
    await hall.town.tap(f"verdict:solved:{number}")
    assert (await hall.by_number(number)).contested_verdict is Verdict.SOLVED
    await hall.done("call_back", number, "确实好了", by=hall.qian, verdict="solved")


async def came_back(hall: Hall) -> str:
    """The number of a ticket that was not solved, and is being worked on again."""
    number = await hall.answered(text=REACHABLE)
    await hall.town.say("没解决")
    await hall.done("take", number)
    return number


async def answered_again(hall: Hall, number: str) -> None:
    """A further answer, with the head's word."""
    await hall.done("answer", number, AGAIN)
    await hall.done("approve", number, by=hall.zhao)


async def able(town: Town, number: str) -> list[str]:
    """The names of those who may call a ticket's resident back."""

    def read(tx: Transaction) -> list[str]:
        found = tickets.by_number(tx, number)
        assert found
        everybody = people.officials_ever(tx)
        return [each.name for each in parts.callers(found, tickets.events(tx, found.id), everybody)]

    return await town.database.read(read)


async def actions(hall: Hall, number: str, official: Official) -> list[str]:
    """What an official is offered on a ticket."""
    ticket, town = await hall.by_number(number), hall.town
    settings = town.house.settings
    return await town.database.read(
        lambda tx: [each.value for each in offered(tx, settings, ZONE, official, ticket, town.now)]
    )
