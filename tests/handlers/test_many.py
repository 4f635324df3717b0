"""Many ask the same: residents are offered to follow, are given a notice, and stay their own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.models import TicketState
from bot.store import Transaction, catalogue, matters, notices
from bot.store.catalogue import Topic
from bot.store.notices import NewNotice, Notice
from tests.handlers.town import Town, labels, text, values

TITLE = "城东片区停水"
WORDS = "因水管爆裂抢修，预计 18 时恢复供水。"
WORDS_EN = "A main burst; water is expected back by 18:00."
TOPICS = (
    Topic("outage", "停水", "water", ("没水了", "no water"), urgent=True),
    Topic("lamps", "路灯不亮", "water", ("路灯坏了",)),
)


@pytest.fixture
async def knowing(town: Town) -> Town:
    """A town whose catalogue knows water and lamps."""

    def keep(tx: Transaction) -> None:
        for topic in TOPICS:
            catalogue.keep_topic(tx, topic)

    await town.database.transaction(keep)
    return town


async def share(town: Town, who: str = "first") -> int:
    """An official has approved a neutral title for this resident's ticket; its id."""
    ticket = await town.ticket(who)
    await town.database.transaction(
        lambda tx: matters.share(tx, ticket.id, TITLE, town.wang.id, town.now)
    )
    return ticket.id


async def post(town: Town, place: str = "", who: str = "first") -> Notice:
    """An official has posted a notice on this resident's ticket."""
    ticket = await town.ticket(who)
    new = NewNotice(
        ticket.id,
        ticket.topic_id,
        place,
        TITLE,
        {"zh-Hans": WORDS, "en": WORDS_EN},
        town.wang.id,
        town.now + timedelta(hours=6),
    )
    return await town.database.transaction(lambda tx: notices.post(tx, new, town.now))


async def test_what_others_reported_is_offered_by_its_neutral_title(knowing: Town) -> None:
    """Never another's words; who follows has an own number, clock and verdict."""
    await knowing.say("我家停水了，3号楼张大妈家也停了", "first")
    leader = await share(knowing)
    (offered,) = await knowing.say("停水了", "b")
    assert TITLE in offered.text
    assert "张大妈" not in offered.text
    assert labels([offered]) == ["1 是，一起关注", "2 不是，单独登记"]
    assert await knowing.tickets("b") == []
    (accepted,) = await knowing.say("1", "b")
    mine = await knowing.ticket("b")
    assert mine.number in accepted.text
    assert TITLE in accepted.text
    assert (mine.follows_id, mine.verdict) == (leader, None)
    assert mine.number != (await knowing.ticket("first")).number
    assert mine.first_reply_due == mine.created_at + timedelta(hours=24)


async def test_who_says_it_is_another_matter_gets_a_ticket_alone(knowing: Town) -> None:
    """2 不是，单独登记; and so does who says nothing for ten minutes."""
    await knowing.say("停水了", "first")
    await share(knowing)
    await knowing.say("停水了", "b")
    await knowing.say("2", "b")
    assert (await knowing.ticket("b")).follows_id is None
    await knowing.say("停水了", "c")
    assert await knowing.tickets("c") == []
    knowing.later(minutes=11)
    await knowing.settle()
    assert (await knowing.ticket("c")).follows_id is None


async def test_what_waits_for_a_choice_is_never_lost(knowing: Town) -> None:
    """Whoever goes on to something else while we ask."""
    await knowing.say("停水了", "first")
    await share(knowing)
    await knowing.say("停水了", "b")
    await knowing.say("光明路的路灯坏了", "b")
    knowing.later(minutes=11)
    await knowing.settle()
    assert await knowing.lost(["停水了", "光明路的路灯坏了"]) == []


@pytest.mark.parametrize(
    "words",
    ["停水了，请保密", "停水了，我妈在家透析", "我要举报水务局乱作为，停水了", "光明路的路灯坏了"],
)
async def test_what_is_not_public_is_offered_nothing(knowing: Town, words: str) -> None:
    """Nor is what is another thing."""
    await knowing.say("停水了", "first")
    await share(knowing)
    await knowing.say(words, "b")
    assert (await knowing.ticket("b")).follows_id is None


async def test_without_an_approved_title_nothing_is_offered(knowing: Town) -> None:
    """Another's words are shown to nobody."""
    await knowing.say("停水了", "first")
    await knowing.say("停水了", "b")
    assert (await knowing.ticket("b")).follows_id is None


async def test_what_became_confidential_is_offered_no_more(knowing: Town) -> None:
    """Though a title was approved before."""
    await knowing.say("停水了", "first")
    await share(knowing)
    await knowing.say("停水的事请保密", "first")
    assert (await knowing.ticket("first")).confidential
    await knowing.say("停水了", "b")
    assert (await knowing.ticket("b")).follows_id is None


async def test_a_notice_answers_at_once_in_the_askers_language(knowing: Town) -> None:
    """With its date, without a ticket; the official's words unchanged."""
    await knowing.say("停水了", "first")
    await post(knowing)
    (told,) = await knowing.say("停水了", "b")
    assert WORDS in told.text
    assert "11月23日（今天）09:30" in told.text
    (english,) = await knowing.say("There is no water at home since this morning.", "c")
    assert WORDS_EN in english.text
    assert english.text.startswith("Hello")
    assert "Not solved, register it" in labels([english])
    assert await knowing.tickets("b") == await knowing.tickets("c") == []


@pytest.mark.parametrize("still", ["还没来水", "2", "tap"])
async def test_who_has_still_no_water_gets_a_ticket_of_their_own(knowing: Town, still: str) -> None:
    """Written, by its digit, or tapped: with what they asked first."""
    await knowing.say("停水了", "first")
    await post(knowing)
    (told,) = await knowing.say("停水了", "b")
    await (knowing.tap(values([told])[1], "b") if still == "tap" else knowing.say(still, "b"))
    ticket = await knowing.ticket("b")
    assert ticket.follows_id is None
    assert "停水了" in await knowing.said_in(ticket)
    assert ticket.urgent


async def test_a_notice_for_one_place_is_given_to_no_other(knowing: Town) -> None:
    """Who names another place is registered; who names none is told for which it is."""
    await knowing.say("幸福路停水了", "first")
    await post(knowing, place="幸福路")
    await knowing.say("光明路停水了", "b")
    assert len(await knowing.tickets("b")) == 1
    (told,) = await knowing.say("停水了", "c")
    assert "（幸福路）" in told.text


async def test_an_ended_notice_is_given_no_more(knowing: Town) -> None:
    """It has run out, or was withdrawn."""
    await knowing.say("停水了", "first")
    notice = await post(knowing)
    await knowing.database.transaction(lambda tx: notices.end(tx, notice.id, knowing.now))
    await knowing.say("停水了", "b")
    assert len(await knowing.tickets("b")) == 1
    await post(knowing)
    knowing.later(hours=7)
    await knowing.say("停水了", "c")
    assert len(await knowing.tickets("c")) == 1


async def test_a_burst_is_hot_and_moves_no_deadline(knowing: Town) -> None:
    """Five people within half an hour: theirs come first; one who repeats is one."""
    for _ in range(6):
        await knowing.say("停水了", "a")
    assert not (await knowing.ticket("a")).hot
    for who in "bcd":
        await knowing.say("停水了", who)
    due = (await knowing.ticket("a")).first_reply_due
    assert not (await knowing.ticket("a")).hot
    await knowing.say("没水了", "e")
    burst = [await knowing.ticket(who) for who in "abcde"]
    assert [ticket.hot for ticket in burst] == [True] * 5
    assert burst[0].first_reply_due == due
    await knowing.say("路灯坏了", "f")
    assert not (await knowing.ticket("f")).hot
    assert await knowing.broken_chains() == []


async def test_five_in_a_day_are_no_burst(knowing: Town) -> None:
    """It takes many in a short time."""
    for who in "abcde":
        await knowing.say("停水了", who)
        knowing.later(minutes=31)
    assert not any([(await knowing.ticket(who)).hot for who in "abcde"])


async def test_not_solved_makes_a_follower_its_own(knowing: Town) -> None:
    """没解决 parts it from the others, one level up."""
    await knowing.say("停水了", "first")
    await share(knowing)
    await knowing.say("停水了", "b")
    await knowing.say("1", "b")
    mine = await knowing.ticket("b")
    await knowing.act("answer", mine.number, "水已恢复。水务局")
    assert "解决" in text([m.content for m in await knowing.heard("b")])
    await knowing.say("没解决", "b")
    mine = await knowing.ticket("b")
    assert (mine.follows_id, mine.state, mine.level) == (None, TicketState.REOPENED, 1)


async def test_who_leads_leaves_and_the_others_are_not_forgotten(knowing: Town) -> None:
    """The oldest who still waits leads now, under the same title; nothing is closed by it."""
    await knowing.say("停水了", "first")
    await share(knowing)
    for who in "bc":
        await knowing.say("停水了", who)
        await knowing.say("1", who)
    number = (await knowing.ticket("first")).number
    await knowing.tap(f"withdrawn:{number}", "first")
    leader, other = await knowing.ticket("b"), await knowing.ticket("c")
    assert (await knowing.ticket("first")).state is TicketState.CLOSED
    assert (leader.follows_id, other.follows_id) == (None, leader.id)
    (offered,) = await knowing.say("停水了", "d")
    assert TITLE in offered.text
    assert await knowing.worklist(knowing.wang) == [leader.number]
    assert await knowing.broken_chains() == []


async def test_an_erased_resident_leaves_the_others_in_work(knowing: Town) -> None:
    """Nothing of the erased one is shared any more."""
    await knowing.say("停水了", "first")
    await share(knowing)
    await knowing.say("停水了", "b")
    await knowing.say("1", "b")
    await knowing.tap("erase", "first")
    leader = await knowing.ticket("b")
    assert leader.follows_id is None
    assert await knowing.worklist(knowing.wang) == [leader.number]


def kept(town: Town, words: str) -> int:
    """How many kept messages hold these words."""
    path = town.house.settings.data_folder / "wenzheng.db"
    with closing(sqlite3.connect(path)) as file:
        (count,) = file.execute(
            "SELECT COUNT(*) FROM messages WHERE content LIKE ?", (f"%{words}%",)
        ).fetchone()
    return int(count)


async def test_those_on_duty_are_told_of_a_burst_once(knowing: Town) -> None:
    """The first few call them one by one; then they hear of all at once, and of no more."""
    for who in "abcdefghijkl":
        await knowing.say("停水了", who)
    assert kept(knowing, "【突发】") == 1
    assert kept(knowing, "5 位居民反映「停水」") == 1
    assert kept(knowing, "请马上联系居民") == 4


async def test_a_burst_that_no_topic_knows_is_seen_by_its_words(knowing: Town) -> None:
    """Five people tell the same; what is told beside it stays as it is."""
    for who in "abcd":
        await knowing.say("化肥厂那边飘来一股臭味", who)
    await knowing.say("公园里的长椅都被人拆走了", "other")
    await knowing.say("化肥厂又飘臭味了，熏得睡不着", "e")
    assert [(await knowing.ticket(who)).hot for who in "abcde"] == [True] * 5
    assert not (await knowing.ticket("other")).hot


async def test_somebodys_own_affairs_are_no_burst(knowing: Town) -> None:
    """However many write of their pensions."""
    for who in "abcdef":
        await knowing.say("我的养老金这个月没有发下来", who)
    assert not any([(await knowing.ticket(who)).hot for who in "abcdef"])
