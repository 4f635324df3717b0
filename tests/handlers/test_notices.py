"""One notice for many: written, counted, replaced and withdrawn by officials."""

from __future__ import annotations

import pytest

from bot.models import TicketState
from bot.store import Transaction, notices, people
from tests.handlers.test_many_officials import FIVE, NOTICE, burst, knowing, last, number_of
from tests.handlers.town import Town, text

__all__ = ["knowing"]


async def test_one_notice_answers_a_burst(knowing: Town) -> None:
    """All who wait, in their language; whoever asks later at once; told first how many."""
    await knowing.say("There is no water at home since this morning.", "en")
    await burst(knowing, "first", *FIVE)
    number = await number_of(knowing, "en")
    held = await knowing.act("announce", number, NOTICE, en="Water is back by 18:00.")
    assert "7 人" in text(held)
    assert (await knowing.ticket("b")).state is not TicketState.REPLIED
    told = await knowing.act("announce", number, NOTICE, en="Water is back by 18:00.", people="7")
    assert "7 位" in text(told)
    for who in ("first", *FIVE):
        assert NOTICE in (await last(knowing, who)).text
        assert (await knowing.ticket(who)).state is TicketState.REPLIED
    assert "Water is back by 18:00." in (await last(knowing, "en")).text
    (later,) = await knowing.say("停水了", "later")
    assert NOTICE in later.text
    assert await knowing.tickets("later") == []
    await knowing.say("还没来水", "c")
    parted = await knowing.ticket("c")
    assert (parted.follows_id, parted.state) == (None, TicketState.REOPENED)
    assert await knowing.broken_chains() == []


async def test_a_notice_is_written_in_a_chat_with_its_parts(knowing: Town) -> None:
    """通告 12 标题：…；地点：…；人数：…；正文：…"""
    (first,) = await burst(knowing, "first")
    words = f"通告 {first} 标题：城东停水；地点：幸福路；有效：6；人数：1；正文：{NOTICE}"
    assert "1 位" in text(await knowing.act(text=words))
    (told,) = await knowing.say("停水了", "b")
    assert "城东停水（幸福路）" in told.text


@pytest.mark.parametrize(
    ("place", "here", "elsewhere"),
    [
        ("金沙小区", "金沙小区停水了", "No water on Wangjiang Road since morning"),
        ("Wangjiang Road", "There is no water on WangJiang  road", "和平路停水了"),
        ("幸福路、和平路", "和平路停水了", "金沙小区停水了"),
    ],
)
async def test_a_notice_for_one_place_answers_no_other(
    knowing: Town, place: str, here: str, elsewhere: str
) -> None:
    """Neither who waits elsewhere, nor who said no place: their clocks go on."""
    await knowing.say(elsewhere, "elsewhere")
    await knowing.say("停水了", "nowhere")
    await knowing.say(here, "here")
    number = await number_of(knowing, "here")
    told = await knowing.act("announce", number, NOTICE, place=place, people="1")
    assert "1 位" in text(told)
    assert (await knowing.ticket("here")).state is TicketState.REPLIED
    for who in ("elsewhere", "nowhere"):
        ticket = await knowing.ticket(who)
        assert ticket.state is not TicketState.REPLIED
        assert ticket.first_reply_at is None


async def test_who_names_another_place_is_given_no_notice_and_who_names_none_is_asked(
    knowing: Town,
) -> None:
    """「不是这里」 is a ticket of their own."""
    (first,) = await burst(knowing, "first")
    await knowing.act("announce", first, NOTICE, place="金沙小区", people="1")
    for who, said in (("b", "和平路停水了"), ("c", "No water on Wangjiang Road since morning")):
        assert NOTICE not in text(await knowing.say(said, who))
    (asked,) = await knowing.say("停水了", "d")
    assert NOTICE in asked.text
    assert "这个地方吗" in asked.text
    elsewhere = asked.choices[-1]
    assert "不是这里" in elsewhere.label
    await knowing.tap(elsewhere.value, "d")
    assert len(await knowing.tickets("d")) == 1


async def test_a_withdrawn_notice_tells_its_readers_how_it_went_on(knowing: Town) -> None:
    """Those who were given it without a ticket hear the end; nobody is given it any more."""
    (first,) = await burst(knowing, "first")
    await knowing.act("announce", first, NOTICE, people="1")
    await knowing.say("停水了", "reader")
    await knowing.act("withdraw_notice", first, "供水已恢复。水务局 12345")
    assert "供水已恢复" in (await last(knowing, "reader")).text
    await knowing.say("停水了", "b")
    assert len(await knowing.tickets("b")) == 1
    assert "没有正在生效" in text(await knowing.act("withdraw_notice", first))


async def test_a_newer_notice_takes_the_place_of_the_earlier(knowing: Town) -> None:
    """Its readers are told the newer one."""
    (first,) = await burst(knowing, "first")
    await knowing.act("announce", first, NOTICE, people="1")
    await knowing.say("停水了", "reader")
    await knowing.act("announce", first, "抢修延长到 22 时。水务局 12345", people="0")
    assert "22 时" in (await last(knowing, "reader")).text

    def standing(tx: Transaction) -> int:
        return len(notices.standing(tx, knowing.now))

    assert await knowing.database.read(standing) == 1


@pytest.mark.parametrize(
    "said",
    [{"text": "正在办理，请耐心等待。"}, {"text": NOTICE, "en": "We have received your message."}],
)
async def test_a_notice_that_says_nothing_is_no_answer(knowing: Town, said: dict[str, str]) -> None:
    """In any of its languages; no reason helps, and no clock ends."""
    first, _ = await burst(knowing, "first", "b")
    (reply,) = await knowing.act(
        "announce", first, title="停水", people="2", reason="先稳住大家再说", **said
    )
    assert "没有回答居民" in reply.text
    for who in ("first", "b"):
        assert (await knowing.ticket(who)).first_reply_at is None


async def test_an_overridden_notice_counts_with_each_who_is_answered_by_it(knowing: Town) -> None:
    """Empty words are doubted as in an answer; the reason is kept with every ticket."""
    first, _ = await burst(knowing, "first", "b")
    words = "停水原因正在研究，近期恢复。"
    held = await knowing.act("announce", first, words, title="停水", people="2")
    assert held[0].doubted
    assert (await knowing.ticket("b")).first_reply_at is None
    await knowing.act("announce", first, words, title="停水", people="2", reason="抢修队还没到现场")
    for who in ("first", "b"):
        answered = (await knowing.events(await knowing.ticket(who)))[-1]
        assert answered.detail["overridden"] == ["empty_words"]


async def test_a_notice_is_no_way_round_the_review(knowing: Town) -> None:
    """Where answers are read by a second person, those who read them post the notices."""
    (first,) = await burst(knowing, "first")

    def review(tx: Transaction) -> None:
        for unit in ("duty", "water"):
            people.require_review(tx, unit, required=True)

    await knowing.database.transaction(review)
    (told,) = await knowing.act("announce", first, NOTICE, by=knowing.li, title="停水", people="1")
    assert "审核" in told.text
    assert not (await knowing.act("announce", first, NOTICE, title="停水", people="1"))[0].refused
