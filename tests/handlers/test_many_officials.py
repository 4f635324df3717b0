"""Officials answer many at once: merging, parting, sharing, and one notice for a burst."""

from __future__ import annotations

import pytest

from bot.models import Content, Official, Role, TicketState
from bot.store import Transaction, catalogue, matters, people
from bot.store.catalogue import Topic
from tests.handlers.town import Town, labels, text

ANSWER = "水管已抢修好，18 时恢复供水。水务局 12345"
NOTICE = "因水管爆裂抢修，预计 18 时恢复供水。水务局 12345"
FIVE = ("b", "c", "d", "e", "f")


@pytest.fixture
async def knowing(town: Town) -> Town:
    """A town whose catalogue knows water."""
    outage = Topic("outage", "停水", "water", ("没水了", "no water"), urgent=True)
    await town.database.transaction(lambda tx: catalogue.keep_topic(tx, outage))
    return town


async def number_of(town: Town, who: str) -> str:
    """A resident's only ticket, by its number."""
    return (await town.ticket(who)).number


async def burst(town: Town, *who: str) -> list[str]:
    """All of them have no water; their tickets' numbers."""
    for each in who:
        await town.say("停水了", each)
    return [await number_of(town, each) for each in who]


async def last(town: Town, who: str) -> Content:
    """What a resident was told last."""
    return (await town.heard(who))[-1].content


async def test_a_merged_ticket_is_answered_to_five_followers(knowing: Town) -> None:
    """One merge, one answer; each in their own language, with their own number and verdict."""
    await knowing.say("There is no water at home since this morning.", "b")
    leader, *others = [
        *(await burst(knowing, "first")),
        await number_of(knowing, "b"),
        *(await burst(knowing, *FIVE[1:])),
    ]
    leader, first = others[0], leader
    told = await knowing.act("merge", first, also=" ".join(others))
    assert "共 6 人" in text(told)
    leader = min([first, *others])
    assert "一起办理" in (await last(knowing, "c")).text
    held = await knowing.act("answer", leader, ANSWER)
    assert "6 人" in text(held)
    assert (await last(knowing, "c")).text.count(ANSWER) == 0
    await knowing.act("answer", leader, ANSWER, people="6")
    for who in ("first", *FIVE):
        ticket = await knowing.ticket(who)
        said = await last(knowing, who)
        assert ANSWER in said.text
        assert ticket.number in said.text
        assert ticket.state is TicketState.REPLIED
        assert ticket.first_reply_at is not None
    assert "replies" in (await last(knowing, "b")).text
    assert "Not solved" in labels([await last(knowing, "b")])
    await knowing.say("已解决", "c")
    await knowing.say("没解决", "d")
    assert (await knowing.ticket("c")).state is TicketState.CLOSED
    parted = await knowing.ticket("d")
    assert (parted.follows_id, parted.state) == (None, TicketState.REOPENED)
    assert (await knowing.ticket("e")).state is TicketState.REPLIED
    assert await knowing.broken_chains() == []


async def test_an_answer_to_many_names_nobody(knowing: Town) -> None:
    """The personal-data check holds it back for all, whatever was confirmed."""
    first, second = await burst(knowing, "first", "b")
    await knowing.act("merge", first, also=second)
    told = await knowing.act(
        "answer", first, "已联系您，张先生 13800138000。水务局 12345", people="2"
    )
    assert told[0].refused
    assert (await knowing.ticket("b")).state is not TicketState.REPLIED


async def test_in_a_chat_the_words_say_that_they_go_to_all(knowing: Town) -> None:
    """答 is held back with the number of people, 群答 is sent."""
    first, second = await burst(knowing, "first", "b")
    await knowing.act(text=f"并 {first} {second}")
    assert "群答" in text(await knowing.act(text=f"答 {first}：{ANSWER}"))
    assert "2 人" in text(await knowing.act(text=f"群答 {first}：{ANSWER}"))
    assert ANSWER in (await last(knowing, "b")).text


async def test_who_is_merged_into_an_answered_matter_is_given_its_answer(knowing: Town) -> None:
    """By the official's own deed; an answer that may name somebody stays with whom it was for."""
    (first,) = await burst(knowing, "first")
    await knowing.act("answer", first, ANSWER)
    (second,) = await burst(knowing, "b")
    assert "答复也发给了" in text(await knowing.act("merge", first, also=second))
    assert ANSWER in (await last(knowing, "b")).text
    assert (await knowing.ticket("b")).state is TicketState.REPLIED


async def test_an_answer_of_before_is_passed_on_with_its_day(knowing: Town) -> None:
    """Else 「今早恢复供水」 would be read as of today."""
    (first,) = await burst(knowing, "first")
    knowing.later(minutes=30)
    await knowing.act("answer", first, ANSWER)
    answered = knowing.now
    knowing.later(days=2)
    (second,) = await burst(knowing, "b")
    await knowing.act("merge", first, also=second)
    told = (await last(knowing, "b")).text
    day = knowing.house.wording.on("zh-Hans", answered, knowing.now)
    assert f"在{day}对同一件事作过答复" in told
    assert ANSWER in told


@pytest.mark.parametrize("words", ["停水了，请保密", "老板拖欠工资三个月"])
async def test_only_public_matters_are_merged_shared_or_announced(
    knowing: Town, words: str
) -> None:
    """What is somebody's own, confidential or a report stays alone."""
    (first,) = await burst(knowing, "first")
    await knowing.say(words, "b")
    private = await number_of(knowing, "b")
    for told in (
        await knowing.act("merge", first, also=private),
        await knowing.act("share", private, "停水"),
        await knowing.act("announce", private, NOTICE, title="停水", people="1"),
    ):
        assert told[0].refused
    assert (await knowing.ticket("b")).follows_id is None


async def test_a_title_must_be_neutral(knowing: Town) -> None:
    """It names nobody; the next who asks is offered it."""
    (first,) = await burst(knowing, "first")
    assert (await knowing.act("share", first, "张三家 13800138000 停水"))[0].refused
    await knowing.act("share", first, "城东片区停水")
    (offered,) = await knowing.say("停水了", "b")
    assert "城东片区停水" in offered.text


async def test_a_shared_matter_is_known_by_its_approved_title(knowing: Town) -> None:
    """And by no other."""
    (first,) = await burst(knowing, "first")
    await knowing.act("share", first, "城东片区停水")
    ticket = await knowing.ticket("first")
    title = await knowing.database.read(lambda tx: matters.title_of(tx, ticket.id))
    assert title == "城东片区停水"


async def test_what_becomes_confidential_leaves_the_others(knowing: Town) -> None:
    """It follows nobody, leads nobody and is shared no more; the others go on without it."""
    first, second, third = await burst(knowing, "first", "b", "c")
    await knowing.act("merge", first, also=f"{second} {third}")
    await knowing.act("share", first, "城东片区停水")
    await knowing.say("停水的事请保密", "first")
    kept, leader, other = [await knowing.ticket(who) for who in ("first", "b", "c")]
    assert (kept.confidential, kept.follows_id) == (True, None)
    assert (leader.follows_id, other.follows_id) == (None, leader.id)
    await knowing.say("停水的事请保密", "c")
    assert (await knowing.ticket("c")).follows_id is None
    (offered,) = await knowing.say("停水了", "d")
    assert "城东片区停水" in offered.text
    assert await knowing.broken_chains() == []


async def test_a_ticket_in_brief_says_how_many_it_answers(knowing: Town) -> None:
    """And only where they are more than one."""
    first, second = await burst(knowing, "first", "b")
    assert "群答" not in text(await knowing.act("show", first))
    await knowing.act("merge", first, also=second)
    assert "发给 2 人" in text(await knowing.act("show", first))


async def test_what_was_answered_lately_is_told_to_the_next_who_asks(knowing: Town) -> None:
    """With its date, without a ticket; whom it does not help is registered."""
    (first,) = await burst(knowing, "first")
    await knowing.act("share", first, "城东片区停水")
    await knowing.act("answer", first, ANSWER)
    (told,) = await knowing.say("停水了", "b")
    assert ANSWER in told.text
    assert "城东片区停水" in told.text
    assert await knowing.tickets("b") == []
    await knowing.tap(told.choices[1].value, "b")
    assert (await knowing.ticket("b")).follows_id is None
    await knowing.say("没解决", "first")
    await knowing.say("停水了", "c")
    assert await knowing.tickets("c") == []
    await knowing.say("1", "c")
    assert (await knowing.ticket("c")).follows_id is not None


async def test_an_answer_that_may_name_somebody_is_told_to_nobody_else(knowing: Town) -> None:
    """It was written to one."""
    (first,) = await burst(knowing, "first")
    await knowing.act("share", first, "城东片区停水")
    named = "已联系您，张先生 13800138000，水已恢复。水务局 12345"
    await knowing.act("answer", first, named, reason="当面说好的")
    await knowing.say("停水了", "b")
    assert len(await knowing.tickets("b")) == 1


async def test_one_visit_is_enough_for_all_who_follow(knowing: Town) -> None:
    """The answer to each of them says that somebody was there: it counts as solved for each."""
    first, second = await burst(knowing, "first", "b")
    await knowing.act("merge", first, also=second)
    await knowing.act("take", first)
    knowing.later(hours=2)
    photos = {"at": "2026-11-23 10:30", "place": "幸福路", "found": "水管破裂", "done": "已更换"}
    told = await knowing.act("record_visit", first, **photos)
    assert not told[0].refused, told[0].text
    assert "record_visit" in await knowing.actions(await knowing.ticket("first"))
    await knowing.act("answer", first, ANSWER, people="2")
    answered = (await knowing.events(await knowing.ticket("b")))[-1]
    assert answered.detail["visited"] is True


async def test_nobody_comes_to_follow_themselves_or_a_follower(knowing: Town) -> None:
    """Whatever is merged in whatever order: one leads, and its clocks run."""
    one, two, three, four = await burst(knowing, *FIVE[:4])
    await knowing.act("merge", two, also=f"{one} {four}")
    await knowing.act("split", four)
    await knowing.act("merge", one, also=three)
    await knowing.act("merge", three, also=one)
    await knowing.act("merge", two, also=one)
    await knowing.act("merge", four, also=three)
    held = [await knowing.ticket(who) for who in FIVE[:4]]
    (leader,) = [each for each in held if each.follows_id is None]
    assert {each.follows_id for each in held} == {None, leader.id}
    assert await knowing.worklist(knowing.wang) == [leader.number]
    assert await knowing.broken_chains() == []


async def test_what_is_due_first_leads_whoever_led_before(knowing: Town) -> None:
    """An older ticket does not leave the work list behind a newer one."""
    (old,) = await burst(knowing, "first")
    knowing.later(hours=3)
    newer, newest = await burst(knowing, "b", "c")
    await knowing.act("merge", newer, also=newest)
    await knowing.act("share", newer, "城东片区停水")
    told = await knowing.act("merge", newer, also=old)
    assert f"由工单 {old} 牵头，共 3 人" in text(told)
    leader = await knowing.ticket("first")
    assert {(await knowing.ticket(who)).follows_id for who in ("b", "c")} == {leader.id}
    title = await knowing.database.read(lambda tx: matters.title_of(tx, leader.id))
    assert title == "城东片区停水"


LAMP = "幸福路的路灯三天不亮了"


async def test_an_answer_is_not_passed_on_to_another_matter(knowing: Town) -> None:
    """The ticket that waits leads, and its clock runs until somebody writes."""
    (first,) = await burst(knowing, "first")
    await knowing.act("answer", first, ANSWER)
    await knowing.say(LAMP, "b")
    second = await number_of(knowing, "b")
    told = await knowing.act("merge", first, "同一根杆子上的线断了", also=second)
    assert f"由工单 {second} 牵头" in text(told)
    assert ANSWER not in (await last(knowing, "b")).text
    waiting = await knowing.ticket("b")
    assert (waiting.follows_id, waiting.first_reply_at) == (None, None)
    assert second in await knowing.worklist(knowing.wang)


async def test_an_overridden_answer_stays_overridden_where_it_is_passed_on(
    knowing: Town,
) -> None:
    """The event of who was merged tells it too."""
    (first,) = await burst(knowing, "first")
    words = "您反映的问题我们正在协调，请耐心等待。"
    assert (await knowing.act("answer", first, words))[0].doubted
    await knowing.act("answer", first, words, reason="电话里说过单位了")
    (second,) = await burst(knowing, "b")
    assert "答复也发给了" in text(await knowing.act("merge", first, also=second))
    details = [
        [
            each.detail["overridden"]
            for each in await knowing.events(await knowing.ticket(who))
            if "overridden" in each.detail
        ]
        for who in ("first", "b")
    ]
    assert details[0]
    assert details[0] == details[1]


async def test_who_may_not_merge_reads_what_they_may_do(knowing: Town) -> None:
    """A leader only instructs: refused in words, and nothing moves."""

    def hire(tx: Transaction) -> Official:
        return people.add_official(tx, "周县长", "duty", {Role.LEADER}, knowing.now)

    leader = await knowing.database.transaction(hire)
    first, second = await burst(knowing, "first", "b")
    for choice, words in (("merge", ""), ("answer", ANSWER)):
        told = await knowing.act(choice, first, words, leader, also=second)
        assert "督办" in text(told)
    assert (await knowing.ticket("b")).follows_id is None
    assert knowing.unhandled == 0


async def test_two_matters_of_one_resident_are_not_merged(knowing: Town) -> None:
    """Neither directly nor behind somebody else's: each counts by itself."""
    await burst(knowing, "b")
    knowing.later(minutes=30)
    await knowing.settle()
    await knowing.say("另外一件事：" + LAMP, "b")
    await knowing.settle()
    water, lamp = [each.number for each in await knowing.tickets("b")]
    told = await knowing.act("merge", water, also=lamp)
    assert told[0].refused
    assert "请分别答复" in text(told)
    (first,) = await burst(knowing, "first")
    await knowing.act("merge", first, also=water)
    assert "请分别答复" in text(await knowing.act("merge", first, also=lamp))
    assert [each.follows_id for each in await knowing.tickets("b")][1] is None
