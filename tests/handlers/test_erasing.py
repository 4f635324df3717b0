"""忘记我: asked once, told in plain words, and done at once."""

from __future__ import annotations

import pytest

from bot.models import Outcome
from bot.store import Transaction, access, contacts, tickets
from bot.store.access import Wanted
from tests.handlers.town import Town, labels, text, values

WATER = "幸福路12号停水两天了，我的电话13800138000"


async def test_it_says_what_goes_and_what_stays_and_asks_once(town: Town) -> None:
    """Nothing is erased before the answer, and 不删除 erases nothing."""
    await town.say(WATER)
    (asked,) = await town.say("删除我的资料")
    assert "找不回来" in asked.text
    assert "1 件事会一起撤回" in asked.text
    assert "会留下" in asked.text
    assert labels([asked]) == ["确定删除", "不删除"]
    assert "什么都没有删除" in text(await town.say("2"))
    assert (await town.ticket()).phone == "13800138000"


@pytest.mark.parametrize("yes", ["1", "tap"])
async def test_everything_is_erased_and_the_resident_is_told(town: Town, yes: str) -> None:
    """By a digit as well as by a tap; afterwards they are nobody we know."""
    await town.say(WATER)
    ticket = await town.ticket()
    await town.act("answer", ticket.number, "已抢修，当天恢复供水。")
    asked = await town.say("忘记我")
    told = await (town.say("1") if yes == "1" else town.tap(values(asked)[0]))
    assert text(told) == "您的资料已经全部删除。以后要问什么，直接写给我们就行。"
    assert await town.tickets() == []
    assert [line.content.text for line in await town.lines()] == [told[0].text]

    def look(tx: Transaction) -> None:
        kept = tickets.get(tx, ticket.id)
        assert kept.outcome is Outcome.WITHDRAWN
        assert kept.first_reply_at is not None
        assert (kept.title, kept.phone) == ("", "")
        (noted,) = access.listed(tx, Wanted())
        assert (noted.action, noted.name) == ("erased", "")

    await town.database.read(look)
    assert await town.broken_chains() == []


@pytest.mark.parametrize("yes", ["确定删除", "確定刪除", "确定", "是的", "yes"])
async def test_the_words_of_the_button_erase_as_the_button_does(town: Town, yes: str) -> None:
    """Whoever writes what stands on it has said yes; 「好的」 is too little for that."""
    await town.say(WATER)
    await town.say("忘记我")
    await town.say("好的")
    assert (await town.ticket()).phone == "13800138000"
    assert "已经全部删除" in text(await town.say(yes)) or "erased" in text(await town.say("?"))
    assert await town.tickets() == []


@pytest.mark.parametrize("no", ["不删除", "不刪除", "不用了", "算了", "no"])
async def test_the_words_of_the_other_button_erase_nothing(town: Town, no: str) -> None:
    """And are heard as that, not as a new matter."""
    await town.say(WATER)
    await town.say("忘记我")
    (told,) = await town.say(no)
    assert "什么都没有删除" in told.text
    assert len(await town.tickets()) == 1


async def test_a_second_press_is_answered_alike(town: Town) -> None:
    """The button still stands on the resident's screen."""
    asked = await town.say("删除我的资料")
    await town.tap(values(asked)[0])
    assert "已经全部删除" in text(await town.tap("erase"))


async def test_whoever_was_erased_is_welcome_again(town: Town) -> None:
    """As somebody new, who is greeted."""
    await town.say(WATER)
    await town.say("forget me")
    await town.say("1")
    await town.say("中山路路灯不亮，三天了")
    (ticket,) = await town.tickets()
    assert ticket.title.startswith("中山路")


async def test_the_language_stays_that_of_the_question(town: Town) -> None:
    """An English speaker is told in English."""
    await town.say("There has been no water in Garden Road for two days")
    asked = await town.say("erase my data")
    assert "Erased:" in text(asked)
    assert "has been erased" in text(await town.tap("erase"))


async def test_one_who_holds_a_ticket_page_erases_nobody(town: Town) -> None:
    """A code of one ticket does not speak for the whole person."""
    await town.say(WATER)
    ticket = await town.ticket()
    refused = await town.tap("erase", ticket=ticket.number, contact_id=ticket.contact_id)
    assert refused[0].refused

    def address(tx: Transaction) -> str:
        return contacts.get(tx, ticket.contact_id).address

    assert await town.database.read(address) == "zhang"
