"""Followers and their clocks: each is minded by somebody, and 拆单 starts none anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.models import TicketState
from bot.store import catalogue, matters
from bot.store.catalogue import Topic
from tests.handlers.cast import STAGE, Hall
from tests.handlers.time_house import moment
from tests.handlers.town import Town, text

NOTICE = "因水管爆裂抢修，预计 18 时恢复供水。水务局 12345"
TITLE = "城东片区停水"


@pytest.fixture
async def knowing(town: Town) -> Town:
    """A town whose catalogue knows water."""
    outage = Topic("outage", "停水", "water", ("没水了", "no water"))
    await town.database.transaction(lambda tx: catalogue.keep_topic(tx, outage))
    return town


@pytest.fixture
async def among(knowing: Town, hall: Hall) -> Hall:
    """The town hall, whose catalogue knows water."""
    return hall


async def burst(town: Town, *who: str) -> list[str]:
    """All of them have no water; their tickets' numbers."""
    for each in who:
        await town.say("停水了", each)
    return [(await town.ticket(each)).number for each in who]


async def follows(hall: Hall, number: str, who: str) -> str:
    """One more resident follows a ticket that is shared; their ticket's number."""
    leader = await hall.by_number(number)
    town = hall.town
    await town.database.transaction(
        lambda tx: matters.share(tx, leader.id, TITLE, hall.wang.id, town.now)
    )
    await town.say("停水了", who)
    await town.say("1", who)
    ticket = await town.ticket(who)
    assert ticket.follows_id == leader.id
    return ticket.number


async def told_of(hall: Hall, who: str) -> set[tuple[str, str]]:
    """The clocks and rungs of which officials were reminded for a resident's ticket."""
    rungs = await hall.time.rungs(await hall.town.ticket(who))
    return {(watch, rung) for _, watch, rung in rungs if watch}


async def test_who_follows_late_is_not_forgotten_when_the_leader_was_answered_in_part(
    among: Hall,
) -> None:
    """The leader had its stage reply; who came later has own hours, and somebody is reminded."""
    number = await among.taken("停水了", "first")
    await among.done("stage_reply", number, STAGE)
    among.town.now = moment("2026-11-23 14:00")
    late = await follows(among, number, "b")
    later = await follows(among, number, "c")
    await among.time.through("2026-11-24 15:00")
    assert {("first_reply", "warn"), ("first_reply", "urge")} <= await told_of(among, "b")
    assert {("acceptance", "deputy"), ("acceptance", "head")} <= await told_of(among, "b")
    assert late in await among.heard(among.li)
    # One clock speaks for all who follow: the one that ends first.
    assert not any(watch == "first_reply" for watch, _ in await told_of(among, "c"))
    assert later not in await among.heard(among.li)


async def test_who_follows_late_stands_in_the_lists_of_who_has_to_act(among: Hall) -> None:
    """In 待办, at the desk and in the morning: the one whose clock ends first."""
    number = await among.taken("停水了", "first")
    await among.done("stage_reply", number, STAGE)
    among.town.now = moment("2026-11-23 14:00")
    late = await follows(among, number, "b")
    later = await follows(among, number, "c")
    assert await among.town.worklist(among.li) == [late, number]
    (listed,) = await among.town.act(text="待办", by=among.li)
    assert f"{late} 停水了" in listed.text
    assert f"跟着 {number}" in listed.text
    assert later not in listed.text
    await among.time.at("2026-11-24 08:31")
    (morning,) = [each for each in await among.time.told(among.li) if "早上好" in each]
    assert late in morning
    assert later not in morning
    # An answer to both ends it: nothing of the matter is listed twice.
    await among.done(
        "answer", number, "您好，停水的总阀已换好，今早通水。水务局12345。", people="3"
    )
    assert await among.town.worklist(among.li) == [number]


async def test_while_the_leaders_clock_ends_first_nobody_is_reminded_twice(among: Hall) -> None:
    """Of a burst the official hears once."""
    number = await among.opened("停水了", "first")
    await follows(among, number, "b")
    await among.done("take", number)
    await among.time.through("2026-11-24 10:30")
    assert ("first_reply", "urge") in await told_of(among, "first")
    assert await told_of(among, "b") == set()


async def test_a_resolution_that_ends_earlier_is_not_hidden_by_following(among: Hall) -> None:
    """Merged under one whose first reply was due sooner; its own days still end when they do."""
    first = await among.taken("停水了", "first")
    await among.done("stage_reply", first, STAGE)
    among.town.now = moment("2026-11-25 10:00")
    second = await among.taken("停水了", "b")
    await among.done("merge", second, also=first, by=among.wang)
    assert (await among.by_number(first)).follows_id == (await among.by_number(second)).id
    await among.done("stage_reply", second, STAGE.replace("11-25", "11-26"))
    await among.time.through("2026-12-01 10:00")
    own = (await among.by_number(first)).resolution_due
    leaders = (await among.by_number(second)).resolution_due
    assert own is not None
    assert leaders is not None
    assert own < leaders
    assert ("resolution", "urge") in await told_of(among, "first")


async def test_who_takes_a_matter_takes_it_for_all_who_follow(among: Hall) -> None:
    """签收 once; each is told, and each acceptance clock ends."""
    number = await among.opened("停水了", "first")
    await follows(among, number, "b")
    await among.done("take", number)
    mine = await among.town.ticket("b")
    assert (mine.state, mine.owner_id) == (TicketState.IN_PROGRESS, among.li.id)
    assert mine.accepted_at is not None
    assert "已经接手" in await among.told("b")
    await follows(among, number, "c")
    late = await follows(among, number, "d")
    await among.done("take", late)
    assert (await among.town.ticket("c")).accepted_at is not None


async def test_a_notice_leaves_no_follower_of_a_follower(among: Hall) -> None:
    """Another leader's crowd comes along; whoever it does not concern is on their own again."""
    first = await among.taken("停水了", "first")
    await among.town.say("停水了", "other")
    other = (await among.ticket("other")).number
    await follows(among, other, "b")
    await among.town.say("我妈在家透析，急用水", "b", ticket=(await among.ticket("b")).number)
    await follows(among, other, "c")
    await among.done("announce", first, NOTICE, title=TITLE, people="3")
    leader = (await among.by_number(first)).id
    assert (await among.ticket("other")).follows_id == leader
    assert (await among.ticket("c")).follows_id == leader
    assert (await among.ticket("c")).state is TicketState.REPLIED
    alone = await among.ticket("b")
    assert (alone.follows_id, alone.answered_at) == (None, None)
    assert "单独办理" in await among.told("b")


async def test_a_ticket_that_follows_can_be_parted_again(knowing: Town) -> None:
    """拆单: on its own, with its number and clock; the resident is told."""
    first, second = await burst(knowing, "first", "b")
    due = (await knowing.ticket("b")).first_reply_due
    await knowing.act("merge", first, also=second)
    assert await knowing.worklist(knowing.wang) == [first]
    await knowing.act("split", second)
    parted = await knowing.ticket("b")
    assert (parted.follows_id, parted.first_reply_due) == (None, due)
    assert "单独办理" in (await knowing.heard("b"))[-1].content.text
    assert sorted(await knowing.worklist(knowing.wang)) == [first, second]


async def test_a_parted_ticket_counts_from_when_its_resident_wrote(knowing: Town) -> None:
    """拆单 days later starts no clock anew: what was told then is late now, and said to be so."""
    await knowing.say("幸福路的路灯三天不亮了")
    await knowing.say("楼下烧烤店半夜还在冒油烟")
    written = knowing.now
    knowing.later(days=3)
    await knowing.settle()
    (lamp,) = await knowing.tickets()
    await knowing.act("split", lamp.number)
    _, smoke = await knowing.tickets()
    assert smoke.created_at < written
    assert written - timedelta(minutes=1) < smoke.created_at
    assert smoke.first_reply_due == smoke.created_at + timedelta(hours=24)
    assert smoke.resolution_due_original is not None
    assert smoke.resolution_due_original < lamp.created_at + timedelta(days=8)
    assert "登记得晚了" in (await knowing.heard())[-1].content.text
    assert await knowing.broken_chains() == []


async def test_what_was_added_to_the_wrong_ticket_becomes_its_own(knowing: Town) -> None:
    """拆单 of a ticket that follows nobody: its newest message makes a ticket."""
    await knowing.say("幸福路的路灯三天不亮了")
    await knowing.say("楼下烧烤店半夜还在冒油烟")
    knowing.later(minutes=11)
    (lamp,) = await knowing.tickets()
    assert "拆单" not in text(await knowing.act("show", lamp.number))
    await knowing.settle()
    assert "拆单" in text(await knowing.act("show", lamp.number))
    await knowing.act("split", lamp.number)
    lamp, smoke = await knowing.tickets()
    assert await knowing.said_in(lamp) == ["幸福路的路灯三天不亮了"]
    assert await knowing.said_in(smoke) == ["楼下烧烤店半夜还在冒油烟"]
    assert smoke.number in (await knowing.heard())[-1].content.text
    assert "没有可以拆出" in text(await knowing.act("split", lamp.number))
