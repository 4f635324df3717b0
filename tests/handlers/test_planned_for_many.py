"""挂账 of what many ask: the plan goes along with its words, its day, and the opening on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest

from bot.models import Outcome, Ticket, TicketState
from tests.handlers.cast import Hall
from tests.handlers.twins import matter_of, merge, neighbours

WORDS = "您好，主管道要整体更换，已列入明年计划。水务局，电话12345。"
ANSWER = "您好，阀门已更换，今早恢复供水。水务局，电话12345。"
DAY = "2027-03-01"


async def _follow(hall: Hall, number: str, into: str) -> Ticket:
    await hall.done("merge", number, also=into)
    return await hall.by_number(number)


Join = Callable[[Hall, str, str], Awaitable[Ticket]]


async def _plan(hall: Hall, number: str, people: str) -> None:
    await hall.done("propose", number, WORDS, outcome="scheduled", until=DAY, people=people)
    await hall.done("approve", number, by=hall.zhao)


@pytest.mark.parametrize("join", [_follow, merge])
async def test_a_plan_is_everybodys_who_waits(hall: Hall, join: Join) -> None:
    """Told with its day, closed as planned, counted as planned, and opened for both on the day."""
    first, second = await neighbours(hall)
    await join(hall, second, first)
    await _plan(hall, first, "2")
    for who in ("chen", "zhang"):
        told = await hall.told(who)
        assert WORDS in told
        assert "已列入计划 2027年3月1日" in told
    ticket = await hall.by_number(second)
    assert (ticket.proposed, ticket.scheduled_for) == (Outcome.SCHEDULED, date(2027, 3, 1))
    await hall.time.through("2026-12-10 09:00", timedelta(hours=12))
    for number in (first, second):
        ticket = await hall.by_number(number)
        assert (ticket.state, ticket.outcome) == (TicketState.CLOSED, Outcome.SCHEDULED)
        assert (await matter_of(hall, number)).scheduled
    await hall.time.through(f"{DAY} 12:00", timedelta(hours=12))
    for number in (first, second):
        assert (await hall.by_number(number)).state is TicketState.REOPENED
        assert (await matter_of(hall, number)).scheduled
    assert await hall.town.broken_chains() == []


@pytest.mark.parametrize("join", [_follow, merge])
async def test_a_plan_that_is_moved_is_moved_for_everybody(hall: Hall, join: Join) -> None:
    """改计划 tells all who were told the plan; all open on the new day; the reply counts them."""
    first, second = await neighbours(hall)
    await join(hall, second, first)
    await _plan(hall, first, "2")
    await hall.time.through("2026-12-10 09:00", timedelta(hours=12))
    leak = "住户陈先生电话13812345678要求改期"
    why = await hall.refused("reschedule", first, leak, by=hall.zhao, until="2027-04-01")
    assert "13812345678" in why
    moved = "钢管四月才到货，工期随之后移"
    reply = await hall.done("reschedule", first, moved, by=hall.zhao, until="2027-04-01")
    assert "2 位居民" in reply.text
    for who, number in (("chen", first), ("zhang", second)):
        assert moved in await hall.told(who)
        ticket = await hall.by_number(number)
        assert (ticket.scheduled_for, ticket.scheduled_moved) == (date(2027, 4, 1), True)
    await hall.time.through("2027-04-01 12:00", timedelta(hours=12))
    for number in (first, second):
        assert (await hall.by_number(number)).state is TicketState.REOPENED
    assert await hall.town.broken_chains() == []


async def test_more_words_to_a_plan_change_nothing_of_it(hall: Hall) -> None:
    """The second ones are told as more of the same."""
    first, second = await neighbours(hall)
    await _follow(hall, second, first)
    await _plan(hall, first, "2")
    more = "您好，施工期间每天早晚各送一车水。水务局，电话12345。"
    await hall.done("answer", first, more, people="2")
    assert more in await hall.told("zhang")
    assert "已列入计划" not in await hall.told("zhang")
    ticket = await hall.by_number(second)
    assert (ticket.proposed, ticket.scheduled_moved) == (Outcome.SCHEDULED, False)


async def test_each_says_for_themselves_that_a_plan_is_no_solution(hall: Hall) -> None:
    """没解决 of one brings back that one; the other's plan stands."""
    first, second = await neighbours(hall)
    await merge(hall, second, first)
    await _plan(hall, first, "2")
    await hall.town.say("没解决", "zhang")
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.level, ticket.proposed) == (TicketState.REOPENED, 1, None)
    assert (await hall.by_number(first)).proposed is Outcome.SCHEDULED


async def test_who_joins_an_answered_plan_is_given_it_too(hall: Hall) -> None:
    """By 并, with the answer that it had."""
    first, second = await neighbours(hall)
    await hall.done("answer", first, ANSWER)
    await hall.done("propose", first, outcome="scheduled", until=DAY)
    await hall.done("approve", first, by=hall.zhao)
    assert "已列入计划" in await hall.told("chen")
    await _follow(hall, second, first)
    assert ANSWER in await hall.told("zhang")
    assert "已列入计划 2027年3月1日" in await hall.told("zhang")
    assert (await hall.by_number(second)).scheduled_for == date(2027, 3, 1)


async def test_an_end_without_words_tells_no_command(hall: Hall) -> None:
    """What was answered before goes along; how the official wrote the end does not."""
    first, second = await neighbours(hall)
    await _follow(hall, second, first)
    await hall.done("answer", first, ANSWER, people="2")
    words = f"办结 {first} 已列计划 {DAY}"
    assert "人数：2" in (await hall.town.act(text=words, by=hall.li))[-1].text
    (reply,) = await hall.town.act(text=f"{words} 人数：2", by=hall.li)
    assert not reply.refused
    await hall.done("approve", first, by=hall.zhao)
    for who in ("chen", "zhang"):
        told = await hall.told(who)
        assert "已列入计划 2027年3月1日" in told
        assert f"办结 {first}" not in told
        assert "人数" not in told
    assert (await hall.by_number(second)).scheduled_for == date(2027, 3, 1)
