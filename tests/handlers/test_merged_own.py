"""What one resident told twice: it is answered in the other ticket, or comes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.models import Outcome, TicketState
from tests.handlers.cast import STAGE, Hall
from tests.handlers.twins import ANSWER, merge, twice


async def own(hall: Hall) -> tuple[str, str]:
    """One resident's two tickets of one matter, of which the second was merged into the first."""
    first, second = await twice(hall)
    await merge(hall, second, first)
    return first, second


async def unreachable(hall: Hall, number: str) -> None:
    """It ends because nobody answered what was asked."""
    await hall.done("stage_reply", number, STAGE)
    await hall.done("ask", number, "请说一下是哪个单元")
    await hall.done("prompt", number)
    hall.town.later(days=1)
    await hall.done("prompt", number)
    words = "您好，两次联系不上您。水务局12345。"
    await hall.done("propose", number, words, outcome="unreachable")
    await hall.done("approve", number, by=hall.qian)


async def withdrawn(hall: Hall, number: str) -> None:
    """Its resident takes that one back, and not the other."""
    await hall.town.tap(f"withdrawn:{number}", ticket=number)


async def out_of_scope(hall: Hall, number: str) -> None:
    """It is said to be another's, and nobody says a word against it."""
    words = "您好，户内管道请找物业。谁：幸福物业；怎么：打电话预约；联系：12345678。水务局"
    await hall.done("propose", number, words, outcome="out_of_scope")
    await hall.done("approve", number, by=hall.qian)
    await hall.time.through("2026-12-05 12:00", timedelta(hours=12))


End = Callable[[Hall, str], Awaitable[None]]


@pytest.mark.parametrize("end", [unreachable, withdrawn, out_of_scope])
async def test_it_comes_back_when_the_other_ends_without_an_answer(hall: Hall, end: End) -> None:
    """What was said of the one was not said of the other, and its resident is told."""
    first, second = await own(hall)
    await end(hall, first)
    assert (await hall.by_number(first)).state is TicketState.CLOSED
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.follows_id) == (TicketState.REOPENED, None)
    told = [line.content.text for line in await hall.town.heard()]
    assert any(second in each and "单独办理" in each for each in told)
    assert await hall.town.broken_chains() == []


async def test_answered_and_then_taken_back_it_stays(hall: Hall) -> None:
    """They have read the answer."""
    first, second = await own(hall)
    await hall.done("answer", first, ANSWER)
    await withdrawn(hall, first)
    assert (await hall.by_number(second)).outcome is Outcome.MERGED


async def test_what_came_back_unsolved_and_ends_unanswered_brings_it_back(hall: Hall) -> None:
    """The answer of before was none."""
    first, second = await own(hall)
    await hall.done("answer", first, ANSWER)
    await hall.town.tap(f"verdict:not_solved:{first}", ticket=first)
    assert (await hall.by_number(second)).outcome is Outcome.MERGED
    await withdrawn(hall, first)
    assert (await hall.by_number(second)).state is TicketState.REOPENED


@pytest.mark.parametrize(
    ("day", "heard"), [("2027-01-25 12:00", True), ("2027-02-10 12:00", False)]
)
@pytest.mark.parametrize("spoken", [True, False])
async def test_the_days_of_objection_run_from_the_end_of_the_other(
    hall: Hall, day: str, *, heard: bool, spoken: bool
) -> None:
    """Not from the day on which the two were joined, when there was nothing to disagree with."""
    first, second = await own(hall)
    await hall.time.through("2026-12-28 09:00", timedelta(days=1))
    await hall.done("answer", first, ANSWER)
    await hall.town.tap(f"verdict:solved:{first}", ticket=first)
    await hall.time.through(day, timedelta(days=1))
    if spoken:
        await hall.town.say("我不同意", ticket=second)
    else:
        await hall.town.tap(f"object:{second}", ticket=second)
    state = TicketState.REOPENED if heard else TicketState.CLOSED
    assert (await hall.by_number(second)).state is state


async def test_while_the_other_is_open_it_may_be_objected_to_at_any_time(hall: Hall) -> None:
    """Nothing has ended."""
    _, second = await own(hall)
    await hall.time.through("2027-01-10 09:00", timedelta(days=1))
    await hall.town.say("我不同意", ticket=second)
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.level) == (TicketState.REOPENED, 1)
