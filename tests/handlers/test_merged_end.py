"""The outcome *merged*: a matter told twice goes on in one ticket, and nobody loses by it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.clock import stamp
from bot.commands.tickets.life_words import told_events
from bot.models import Outcome, TicketState, Verdict
from bot.store import Transaction, people
from bot.tickets.rated import Exclusion
from tests.handlers.cast import STAGE, Hall
from tests.handlers.town import labels
from tests.handlers.twins import ANSWER, MERGED, WATER, matter_of, merge, neighbours, twice


async def test_it_is_approved_outside_and_told_in_plain_words(hall: Hall) -> None:
    """Which number goes on, that the answer comes, that the deadline stays, and how to say no."""
    first, second = await neighbours(hall)
    await hall.done("propose", second, into=first, **MERGED)
    assert (await hall.by_number(second)).state is TicketState.IN_REVIEW
    assert first in await hall.heard(hall.qian)
    for insider in (hall.li, hall.zhao):
        await hall.refused("approve", second, by=insider)
    await hall.done("approve", second, by=hall.qian)
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.outcome) == (TicketState.CLOSED, Outcome.MERGED)
    *_, last = told_events(await hall.town.events(ticket))
    assert last.did == f"agreed that it ends as merged, and goes on in {first}"
    assert last.effects == ()
    told = (await hall.town.heard())[-1].content
    for words in (first, second, "时限不变", "我不同意"):
        assert words in told.text
    assert labels([told]) == ["我不同意"]
    assert second in await hall.heard(hall.li)
    assert await hall.town.broken_chains() == []


async def test_no_clock_ends_by_it(hall: Hall) -> None:
    """Nobody was answered; what was promised first stands."""
    first, second = await neighbours(hall)
    before = await hall.by_number(second)
    after = await merge(hall, second, first)
    for name in ("first_reply_at", "first_reply_due", "resolution_due_original", "resolution_due"):
        assert getattr(after, name) == getattr(before, name)
    assert after.answered_at is None


async def test_the_answer_reaches_its_resident_who_has_the_last_word(hall: Hall) -> None:
    """Own number, own clock, own verdict; it says that it goes to two."""
    first, second = await neighbours(hall)
    await merge(hall, second, first)
    assert "2 人" in await hall.refused("answer", first, ANSWER)
    await hall.done("answer", first, ANSWER, people="2")
    told = (await hall.town.heard())[-1].content
    assert second in told.text
    assert ANSWER in told.text
    assert labels([told])[:3] == ["已解决", "部分解决", "没解决"]
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.outcome) == (TicketState.REPLIED, None)
    assert ticket.first_reply_at is not None
    await hall.town.say("没解决")
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.level, ticket.follows_id) == (TicketState.REOPENED, 1, None)
    row = await matter_of(hall, second)
    assert (row.exclusion, row.replied_in_time, row.verdict) == (None, True, Verdict.NOT_SOLVED)
    assert (await hall.by_number(first)).state is TicketState.REPLIED
    assert await hall.town.broken_chains() == []


async def test_a_stage_reply_reaches_them_too(hall: Hall) -> None:
    """And ends their first-reply clock as it ends the other's."""
    first, second = await neighbours(hall)
    await merge(hall, second, first)
    await hall.done("stage_reply", first, STAGE)
    assert "更换阀门" in await hall.told()
    ticket = await hall.by_number(second)
    assert ticket.first_reply_at is not None
    assert ticket.state is TicketState.CLOSED


async def test_a_stage_reply_reaches_who_follows(hall: Hall) -> None:
    """Each has it in their own ticket, and their first-reply clock ends; nobody's data is told."""
    first, second = await neighbours(hall)
    await hall.done("merge", second, also=first)
    leader, follower = sorted((first, second))
    private = STAGE.replace("更换阀门", "更换阀门，先问陈先生13812345678")
    assert private != STAGE
    assert "个人信息" in await hall.refused("stage_reply", leader, private)
    assert (await hall.by_number(follower)).first_reply_at is None
    assert "2 人" in (await hall.done("stage_reply", leader, STAGE)).text
    for who, number in (("chen", leader), ("zhang", follower)):
        assert "更换阀门" in await hall.told(who)
        assert (await hall.by_number(number)).first_reply_at is not None
    assert await hall.town.broken_chains() == []


async def test_unanswered_it_comes_back_in_time_by_itself(hall: Hall) -> None:
    """When its own clock is warned of: the day is the one that was promised, and both are told."""
    first, second = await neighbours(hall)
    merged = await merge(hall, second, first)
    await hall.time.through("2026-11-24 03:00")
    assert (await hall.by_number(second)).state is TicketState.CLOSED
    await hall.time.through("2026-11-24 09:00")
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.level, ticket.follows_id) == (TicketState.REOPENED, 0, None)
    assert ticket.resolution_due == merged.resolution_due
    assert "单独办理" in "\n".join(line.content.text for line in await hall.town.heard())
    assert second in await hall.heard(hall.zhao)
    assert "快到" in await hall.refused("propose", second, into=first, **MERGED)
    assert await hall.town.broken_chains() == []


@pytest.mark.parametrize("how", ["withdrawn", "unreachable", "confidential"])
async def test_it_comes_back_when_the_other_ends_without_an_answer(hall: Hall, how: str) -> None:
    """Nobody's matter ends because another's did; that they were not to be reached answers no
    neighbour.
    """
    first, second = await neighbours(hall)
    await merge(hall, second, first)
    if how == "withdrawn":
        await hall.town.tap(f"withdrawn:{first}", "chen", ticket=first)
    elif how == "confidential":
        few = {"officials": "周县长 钱警官"}
        await hall.done("confide", first, "涉及住户隐私", by=hall.wang, **few)
    else:
        await hall.done("stage_reply", first, STAGE)
        await hall.done("ask", first, "请说一下是哪个单元")
        await hall.done("prompt", first)
        hall.town.later(days=1)
        await hall.done("prompt", first)
        await hall.done(
            "propose", first, "您好，两次联系不上您。水务局12345。", outcome=how, people="2"
        )
        await hall.done("approve", first, by=hall.qian)
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.follows_id) == (TicketState.REOPENED, None)
    assert "单独办理" in await hall.told()


@pytest.mark.parametrize("outcome", ["out_of_scope", "referred"])
async def test_the_other_ending_elsewhere_leaves_them_their_own_word(
    hall: Hall, outcome: str
) -> None:
    """The same words are an answer to them; what they call not solved is theirs again."""
    first, second = await neighbours(hall)
    await merge(hall, second, first)
    words = (
        "您好，这是小区内部管道。谁：幸福物业；怎么：打电话预约，当天上门；联系：12345678。水务局"
    )
    held = {"outcome": outcome, "people": "2"}
    await hall.done("propose", first, words, **held)
    await hall.done("approve", first, by=hall.qian)
    assert (await hall.by_number(second)).state is TicketState.REPLIED
    await hall.town.say("没解决")
    assert (await hall.by_number(second)).state is TicketState.REOPENED


@pytest.mark.parametrize(
    "said", ["我不同意", "1", "不是一件事", "没解决", "我不同意，我家是另一根管子"]
)
async def test_one_objection_brings_it_back_one_level_up_for_good(hall: Hall, said: str) -> None:
    """It is not merged away again: the resident has said what it is."""
    first, second = await neighbours(hall)
    await merge(hall, second, first)
    await hall.town.say(said)
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.level, ticket.follows_id) == (TicketState.REOPENED, 1, None)
    await hall.done("take", second)
    await hall.refused("propose", second, into=first, **MERGED)
    assert (await matter_of(hall, second)).exclusion is None


async def test_what_was_told_twice_by_one_is_counted_once(hall: Hall) -> None:
    """The answer stands in the other ticket only; the rates list it as the same person's twice."""
    first, second = await twice(hall)
    await merge(hall, second, first)
    told = await hall.told()
    assert f"您的工单 {first}" in told
    assert f"答复会发在工单 {first} 里" in told
    await hall.done("answer", first, ANSWER)
    assert (await hall.by_number(second)).state is TicketState.CLOSED
    assert (await matter_of(hall, second)).exclusion is Exclusion.DUPLICATE
    await hall.time.through("2026-12-10 09:00", timedelta(hours=12))
    assert (await hall.by_number(second)).outcome is Outcome.MERGED
    await hall.town.tap(f"object:{second}", ticket=second)
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.level) == (TicketState.REOPENED, 1)
    assert (await matter_of(hall, second)).exclusion is None


async def test_the_office_takes_up_again_what_then_follows_nobody(hall: Hall) -> None:
    """重办: answered and split by itself, whatever becomes of the other ticket."""
    first, second = await neighbours(hall)
    await merge(hall, second, first)
    await hall.done("reopen", second, "居民来电说不是一件事", by=hall.qian)
    assert (await hall.by_number(second)).follows_id is None
    await hall.done("take", second)
    await hall.done("answer", first, ANSWER)
    assert (await hall.by_number(second)).state is TicketState.IN_PROGRESS
    await hall.done("answer", second, ANSWER)
    assert (await hall.by_number(second)).state is TicketState.REPLIED


async def test_into_an_answered_matter_the_answer_is_given_at_once(hall: Hall) -> None:
    """Unless it might name somebody."""
    first, second = await neighbours(hall)
    await hall.done("answer", first, ANSWER)
    await merge(hall, second, first)
    assert (await hall.by_number(second)).state is TicketState.REPLIED
    assert ANSWER in await hall.told()


async def test_an_answer_that_names_somebody_goes_to_nobody_else(hall: Hall) -> None:
    """Then theirs is answered by itself."""
    first, second = await neighbours(hall)
    await hall.done(
        "answer",
        first,
        "您好，阀门已换好，请联系王师傅13812345678。水务局，电话12345。",
        reason="居民要他的电话",
    )
    assert "个人信息" in await hall.refused("propose", second, into=first, **MERGED)


Arranged = Callable[[Hall, str, str], Awaitable[tuple[str, str]]]


async def _nowhere(_: Hall, __: str, second: str) -> tuple[str, str]:
    return second, ""


async def _itself(_: Hall, __: str, second: str) -> tuple[str, str]:
    return second, second


async def _unknown(_: Hall, __: str, second: str) -> tuple[str, str]:
    return second, "20261123-0999"


async def _closed(hall: Hall, first: str, second: str) -> tuple[str, str]:
    await hall.town.tap(f"withdrawn:{first}", "chen", ticket=first)
    return second, first


async def _follower(hall: Hall, first: str, second: str) -> tuple[str, str]:
    third = await hall.taken(WATER, "sun")
    await hall.done("merge", third, also=first)
    return second, third


async def _another_matter(hall: Hall, _: str, second: str) -> tuple[str, str]:
    hall.town.now -= timedelta(hours=3)
    return second, await hall.taken("公园的长椅坏了", "sun")


async def _later(_: Hall, first: str, second: str) -> tuple[str, str]:
    return first, second


async def _leads(hall: Hall, first: str, second: str) -> tuple[str, str]:
    third = await hall.taken(WATER, "sun")
    await merge(hall, third, second)
    return second, first


async def _answered(hall: Hall, first: str, second: str) -> tuple[str, str]:
    await hall.done("answer", second, ANSWER)
    return second, first


def _more(**promised: object) -> Arranged:
    async def arrange(hall: Hall, first: str, second: str) -> tuple[str, str]:
        await hall.change(second, **promised)
        return second, first

    return arrange


async def _secret(hall: Hall, first: str, second: str) -> tuple[str, str]:
    await hall.change(second, confidential=True, confidants=[hall.li.id])
    return second, first


async def _reviewed(hall: Hall, first: str, second: str) -> tuple[str, str]:
    """A second person reads what the closing ticket's unit answers, and not the other's."""
    await hall.change(first, department_id="police")

    await hall.town.database.transaction(
        lambda tx: people.require_review(tx, "water", required=True)
    )
    return second, first


@pytest.mark.parametrize(
    ("arrange", "why"),
    [
        (_nowhere, "并入哪一件"),
        (_itself, "并入哪一件"),
        (_unknown, "没有"),
        (_closed, "已经办结"),
        (_follower, "牵头"),
        (_another_matter, "不像一件事"),
        (_later, "时限"),
        (_leads, "跟着"),
        (_answered, "已经答复"),
        (_secret, "保密"),
        (_more(level=1), "要求更高"),
        (_more(urgent=True), "要求更高"),
        (_more(visit_required=True), "要求更高"),
        (_more(supervised=True), "要求更高"),
        (_more(kind="letter"), "领导信箱"),
        (_reviewed, "审核"),
    ],
)
async def test_an_official_under_pressure_is_refused(
    hall: Hall, arrange: Arranged, why: str
) -> None:
    """Each way round a promise, and where it ends; a reason helps nobody."""
    number, into = await arrange(hall, *await neighbours(hall))
    said = await hall.refused("propose", number, "现场查看是同一根主管道", into=into, **MERGED)
    assert why in said


async def test_two_are_not_merged_into_each_other(hall: Hall) -> None:
    """Both were proposed; the first that is approved leaves nothing for the other."""
    first, second = await neighbours(hall)
    due = (await hall.by_number(second)).first_reply_due
    await hall.change(first, first_reply_due=stamp(due))
    await hall.done("propose", second, into=first, **MERGED)
    await hall.done("propose", first, into=second, **MERGED)
    await hall.done("approve", second, by=hall.qian)
    await hall.refused("approve", first, by=hall.qian)
    assert (await hall.by_number(first)).state is TicketState.IN_REVIEW


async def test_what_has_changed_since_it_was_proposed_is_looked_at_again(hall: Hall) -> None:
    """The other one ended meanwhile: nothing is merged into it."""
    first, second = await neighbours(hall)
    await hall.done("propose", second, into=first, **MERGED)
    await hall.town.tap(f"withdrawn:{first}", "chen", ticket=first)
    assert "已经办结" in await hall.refused("approve", second, by=hall.qian)


async def test_a_ticket_that_follows_ends_in_its_own_leader_and_in_no_other(hall: Hall) -> None:
    """And one that is answered through another's leader hears of it too."""
    first, second = await neighbours(hall)
    await hall.done("merge", first, also=second)
    third = await hall.taken(WATER, "sun")
    await merge(hall, third, first)
    follower = next(
        each
        for each in (await hall.by_number(first), await hall.by_number(second))
        if each.follows_id is not None
    )
    assert follower.number == second
    await merge(hall, second, first)
    await hall.done("answer", first, ANSWER, people="3")
    for number in (first, second, third):
        assert (await hall.by_number(number)).state is TicketState.REPLIED


async def test_with_one_official_alone_it_is_marked_so(hall: Hall) -> None:
    """一人值守: nobody else could approve it."""
    first, second = await neighbours(hall)

    def leave(tx: Transaction) -> None:
        for each in (hall.wang, hall.zhao, hall.qian, hall.zhou):
            people.remove_official(tx, each.id, hall.town.now)

    await hall.town.database.transaction(leave)
    await hall.done("propose", second, into=first, **MERGED)
    ticket = await hall.by_number(second)
    assert ticket.outcome is Outcome.MERGED
    events = await hall.town.events(ticket)
    assert events[-1].detail["alone"] is True


async def test_more_words_bring_it_back_or_go_on_in_the_other(hall: Hall) -> None:
    """Progress tells where it stands; what is written under its page is not lost."""
    first, second = await neighbours(hall)
    await merge(hall, second, first)
    (told,) = await hall.town.say("进度")
    assert second in told.text
    assert "另一张工单" in told.text
    await hall.town.say("楼上也没水", ticket=second)
    assert (await hall.by_number(second)).state is TicketState.REOPENED
