"""Whom words reach at the moment when they leave: counted, confirmed, and nobody else's data in
them; whoever joined is reached, but for those whose own reviewer has not spoken.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from bot.models import Media, Role, TicketState
from bot.store import catalogue, people
from bot.store.catalogue import Topic
from tests.handlers.cast import Hall
from tests.handlers.town import text
from tests.handlers.twins import MERGED

WATER = "幸福路12号停水两天了"
ANSWER = "您好，阀门已更换，今早恢复供水。水务局，电话12345。"
PRIVATE = "您好，阀门已换好，陈先生请联系王师傅13812345678，您家3单元502室。水务局，电话12345。"
PARTS = "谁：幸福物业；怎么：打电话预约；联系：12345678。水务局"
PLANNED = {"outcome": "scheduled", "until": "2027-03-01"}
ELSEWHERE = {"outcome": "out_of_scope"}
WHY = {"reason": "居民要他的电话"}


@dataclass(frozen=True)
class Draft:
    """Words that wait: how they are handed in, the plain ones, and those with personal data."""

    deed: str
    values: dict[str, str]
    approver: str
    plain: str
    private: str


DRAFTS = (
    Draft("submit", {}, "zhao", ANSWER, PRIVATE),
    Draft(
        "propose",
        PLANNED,
        "zhao",
        "您好，明年3月扩建水厂，到时通水。水务局，电话12345。",
        "您好，明年3月扩建水厂，陈先生请联系王师傅13812345678。水务局，电话12345。",
    ),
    Draft(
        "propose",
        ELSEWHERE,
        "qian",
        f"您好，这是小区内部管道。{PARTS}",
        f"您好，这是小区内部管道，陈先生请联系王师傅13812345678。{PARTS}",
    ),
)


async def follow(hall: Hall, leader: str, other: str) -> None:
    """并单: the other ticket follows."""
    await hall.done("merge", other, also=leader)


async def merge_away(hall: Hall, leader: str, other: str) -> None:
    """办结为并单: the other ticket ends in this one."""
    await hall.done("propose", other, into=leader, **MERGED)
    await hall.done("approve", other, by=hall.qian)


Join = Callable[[Hall, str, str], Awaitable[None]]


async def neighbours(hall: Hall) -> tuple[str, str]:
    """Two residents tell of the same, one an hour after the other: the numbers, older first."""
    first = await hall.taken(WATER, "chen")
    hall.town.later(hours=1)
    return first, await hall.taken(WATER, "zhang")


@pytest.mark.parametrize("join", [follow, merge_away])
@pytest.mark.parametrize("draft", DRAFTS, ids=["submitted", "scheduled", "elsewhere"])
async def test_what_was_written_for_one_is_for_nobody_who_joined_since(
    hall: Hall, draft: Draft, join: Join
) -> None:
    """No confirmation and no reason lets it pass; mended, it goes to both."""
    first, second = await neighbours(hall)
    approver = getattr(hall, draft.approver)
    await hall.done(draft.deed, first, draft.private, **WHY, **draft.values)
    await join(hall, first, second)
    before = await hall.by_number(second)
    confirmed: tuple[dict[str, str], ...] = ({}, {"people": "2"}, {"people": "all", **WHY})
    for values in confirmed:
        said = await hall.refused("approve", first, by=approver, **values)
        assert "2 个人" in said
        assert "13812345678" in said
    assert await hall.by_number(second) == before
    await hall.done("approve", first, draft.plain, by=approver, people="2", **WHY)
    for who in ("chen", "zhang"):
        assert draft.plain in await hall.told(who)
        assert "13812345678" not in "".join(
            line.content.text for line in await hall.town.heard(who)
        )
    assert await hall.town.broken_chains() == []


@pytest.mark.parametrize("join", [follow, merge_away])
@pytest.mark.parametrize("draft", DRAFTS, ids=["submitted", "scheduled", "elsewhere"])
async def test_who_approves_says_to_how_many_it_goes_now(
    hall: Hall, draft: Draft, join: Join
) -> None:
    """As its writer would have: the number of when it was handed in is not enough."""
    first, second = await neighbours(hall)
    approver = getattr(hall, draft.approver)
    await hall.done(draft.deed, first, draft.plain, **draft.values)
    await join(hall, first, second)
    for values in ({}, {"people": "1"}, {"people": "3"}):
        said = await hall.refused("approve", first, by=approver, **values)
        assert "2 人" in said
        assert "请再点一次" in said
    (told,) = await hall.town.act(text=f"同意 {first}", by=approver)
    assert f"同意 {first} 人数：2" in told.text
    (reply,) = await hall.town.act(text=f"同意 {first} 人数：2", by=approver)
    assert not reply.refused
    assert draft.plain in await hall.told("zhang")
    assert (await hall.by_number(second)).state is TicketState.REPLIED


async def test_who_was_told_the_number_approves_with_one_tap(hall: Hall) -> None:
    """The request names it; where one more came since then, it is asked for."""
    first, second = await neighbours(hall)
    await follow(hall, first, second)
    assert "2 人" in await hall.refused("submit", first, ANSWER)
    (reply,) = await hall.town.act(text=f"审 {first} 人数：2 {ANSWER}", by=hall.li)
    assert not reply.refused
    assert "发给 2 人" in await hall.heard(hall.zhao)
    third = await hall.taken(WATER, "sun")
    await follow(hall, first, third)
    assert "3 人" in await hall.refused("approve", first, by=hall.zhao)
    await hall.done("recall", first)
    await hall.done("submit", first, ANSWER, people="3")
    await hall.done("approve", first, by=hall.zhao)
    for who in ("chen", "zhang", "sun"):
        assert ANSWER in await hall.told(who)


async def test_words_handed_in_for_several_name_nobody(hall: Hall) -> None:
    """Not even for the second person to read: whatever was confirmed."""
    first, second = await neighbours(hall)
    await follow(hall, first, second)
    said = await hall.refused("submit", first, PRIVATE, people="2", **WHY)
    assert "2 个人" in said


async def test_a_proposed_end_says_in_a_chat_to_how_many_it_goes(hall: Hall) -> None:
    """办结 12 已解释 人数：2 …"""
    first, second = await neighbours(hall)
    await follow(hall, first, second)
    basis = "停水已提前公告，依据：《城市供水条例》第二十二条。水务局，电话12345"
    words = f"办结 {first} 已解释"
    (reply,) = await hall.town.act(text=f"{words} {basis}", by=hall.li)
    assert "人数：2" in reply.text
    (reply,) = await hall.town.act(text=f"{words} 人数：2 {basis}", by=hall.li)
    assert not reply.refused
    assert basis in await hall.told("zhang")
    assert "人数" not in await hall.told("zhang")


async def test_one_number_written_twice_is_no_way_round(hall: Hall) -> None:
    """答 12 12 goes to everybody who waits for it, and names nobody either."""
    first, second = await neighbours(hall)
    await follow(hall, first, second)
    (reply,) = await hall.town.act(text=f"群答 {first} {first}：{PRIVATE}", by=hall.li)
    assert "个人信息" in reply.text
    (reply,) = await hall.town.act(text=f"仍发 {first} 居民要他的电话", by=hall.li)
    assert reply.refused
    assert (await hall.by_number(second)).state is not TicketState.REPLIED


async def test_a_letter_to_the_leader_is_not_answered_along_with_another(hall: Hall) -> None:
    """一把手信箱: what it follows is answered, and it waits for the leader's own word."""
    first = await hall.taken(WATER, "chen")
    letter = await hall.taken(f"请县长看看，{WATER}", "sun")
    await follow(hall, first, letter)
    assert (await hall.by_number(letter)).follows_id == (await hall.by_number(first)).id
    told = text(await hall.town.act("answer", first, ANSWER, by=hall.li))
    assert f"工单 {letter} 要由另外的人审核" in told
    assert ANSWER not in await hall.told("sun")
    ticket = await hall.by_number(letter)
    assert (ticket.state, ticket.first_reply_at) == (TicketState.IN_PROGRESS, None)
    await hall.done("answer", letter, ANSWER)
    await hall.done("approve", letter, by=hall.zhou)
    assert "周县长答复如下" in await hall.told("sun")
    assert await hall.town.broken_chains() == []


@pytest.mark.parametrize("role", [Role.LEADER, Role.REVIEWER])
async def test_who_only_reads_what_others_write_sends_it_to_all(hall: Hall, role: Role) -> None:
    """A leader or a reviewer works on no ticket: nobody is left out, and no hands change."""
    letter = "请县长看看，" if role is Role.LEADER else ""
    first = await hall.taken(f"{letter}{WATER}", "chen")
    second = await hall.opened(f"{letter}{WATER}", "sun")
    await follow(hall, first, second)
    reader = await hall.town.database.transaction(
        lambda tx: people.add_official(tx, "孙审核", "water", {role}, hall.town.now)
    )
    await hall.done("submit", first, ANSWER, people="2")
    await hall.done("approve", first, by=reader)
    for who, number in (("chen", first), ("sun", second)):
        told = await hall.told(who)
        assert ANSWER in told
        assert ("孙审核答复如下" in told) is bool(letter)
        ticket = await hall.by_number(number)
        assert (ticket.state, ticket.owner_id) == (TicketState.REPLIED, hall.li.id)
    assert await hall.town.broken_chains() == []


@pytest.mark.parametrize("reviewed", [True, False])
async def test_a_unit_that_reviews_its_answers_is_not_answered_for_by_another(
    hall: Hall, *, reviewed: bool
) -> None:
    """Its ticket ended as merged into another unit's: nothing unread goes to its resident."""
    first = await hall.taken(WATER, "chen")
    hall.town.later(hours=1)
    await hall.town.say(WATER, "zhang")
    second = (await hall.ticket("zhang")).number
    await hall.done("transfer", second, by=hall.wang, department="police")
    await hall.done("take", second, by=hall.qian)
    await hall.done("propose", second, by=hall.qian, into=first, **MERGED)
    await hall.done("approve", second, by=hall.wang)
    await hall.town.database.transaction(
        lambda tx: people.require_review(tx, "police", required=reviewed)
    )
    if not reviewed:
        assert "2 人" in await hall.refused("answer", first, ANSWER)
    await hall.done("answer", first, ANSWER, people="1" if reviewed else "2")
    assert (ANSWER in await hall.told("zhang")) is not reviewed
    await hall.time.through("2026-11-24 10:30")
    state = TicketState.REOPENED if reviewed else TicketState.REPLIED
    assert (await hall.by_number(second)).state is state


@pytest.mark.parametrize("join", [follow, merge_away])
async def test_a_notice_reaches_those_who_joined_whichever_way(hall: Hall, join: Join) -> None:
    """Counted with the others, answered in their own ticket; a letter waits for its leader."""
    first, second = await neighbours(hall)
    await join(hall, first, second)
    letter = await hall.taken(f"请县长看看，{WATER}", "sun")
    await follow(hall, first, letter)
    values = {"title": "幸福路停水", "place": "幸福路"}
    assert "2 人" in await hall.refused("announce", first, ANSWER, **values, people="1")
    await hall.done("announce", first, ANSWER, **values, people="2")
    told = await hall.told("zhang")
    assert ANSWER in told
    assert second in told
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.outcome) == (TicketState.REPLIED, None)
    assert ticket.first_reply_at is not None
    assert (await hall.by_number(letter)).first_reply_at is None
    await hall.town.say("没解决", "zhang")
    assert (await hall.by_number(second)).level == 1
    assert await hall.town.broken_chains() == []


async def test_a_notice_reaches_who_was_merged_into_another_of_its_topic(hall: Hall) -> None:
    """Their ticket stays where it was, and is not parted from what answered it."""
    outage = Topic("outage", "停水", "water", ("没水了",), urgent=False)
    await hall.town.database.transaction(lambda tx: catalogue.keep_topic(tx, outage))
    first, second = await neighbours(hall)
    await merge_away(hall, first, second)
    third = await hall.taken(WATER, "sun")
    values = {"title": "幸福路停水", "place": "幸福路"}
    await hall.done("announce", third, ANSWER, **values, people="3")
    assert ANSWER in await hall.told("zhang")
    for number in (first, second, third):
        assert (await hall.by_number(number)).state is TicketState.REPLIED
    assert await hall.town.broken_chains() == []


async def test_the_pictures_of_a_draft_reach_everybody_whom_its_words_reach(hall: Hall) -> None:
    """Approved later by another, who sent none."""
    first, second = await neighbours(hall)
    await follow(hall, first, second)
    photo = Media("image/jpeg", "valve.jpg", body=b"valve")
    handed_in = hall.town.deed("submit", first, ANSWER, by=hall.li, people="2")
    await hall.town.send(hall.town.with_media(handed_in, photo))
    await hall.done("approve", first, by=hall.zhao)
    for who in ("chen", "zhang"):
        (told,) = [each for each in await hall.town.heard(who) if ANSWER in each.content.text]
        assert [each.name for each in told.content.attachments] == ["valve.jpg"]
