"""A telephone that a resident left lately is used again, shown starred, and changed by a word."""

from __future__ import annotations

import re

import pytest

from bot.models import Ticket
from tests.handlers.cast import Hall
from tests.handlers.town import Town, text, values

WATER = "幸福路12号停水两天了"
NOISE = "楼下烧烤店每天半夜吵得睡不着"
LAMP = "和平路8号路灯坏了"
PHONE, OTHER = "13812348000", "13912348111"
ANSWER = "已抢修,负责单位:值班室,电话 0571-1。"


async def _left_a_phone(town: Town, who: str = "zhang") -> None:
    await town.say(WATER, who)
    await town.say(PHONE, who)
    assert (await town.ticket(who)).phone == PHONE


async def _new_one(town: Town, matter: str, who: str = "zhang") -> str:
    """A ticket of its own for what is reported beside an open one; the text that accepts it."""
    said = await town.say(matter, who)
    if values(said)[-1:] and values(said)[-1].startswith("new:"):
        said = await town.tap(values(said)[-1], who)
    assert "查询码" in text(said)
    return text(said)


async def _newest(town: Town, who: str = "zhang") -> Ticket:
    return (await town.tickets(who))[-1]


async def test_the_second_ticket_gets_the_number_and_asks_for_the_place_only(town: Town) -> None:
    """What was said minutes ago nobody has to say again, nor is it shown whole."""
    await _left_a_phone(town)
    town.later(hours=2)
    accepted = await _new_one(town, NOISE)
    newest = await _newest(town)
    assert (newest.title, newest.phone) == (NOISE, PHONE)
    assert "在哪里？" in accepted
    assert "联系电话？" not in accepted
    assert "电话还用您留的 138****8000；要换" in accepted
    assert PHONE not in accepted


async def test_where_the_place_is_told_nothing_is_asked(town: Town) -> None:
    """The number is named all the same, so that a wrong one is noticed."""
    await _left_a_phone(town)
    town.later(hours=2)
    accepted = await _new_one(town, LAMP)
    assert "可跳过" not in accepted
    assert "138****8000" in accepted


@pytest.mark.parametrize("matter", [NOISE, LAMP])
async def test_the_new_number_is_sent_and_taken(town: Town, matter: str) -> None:
    """With and without a question open."""
    await _left_a_phone(town)
    town.later(hours=2)
    await _new_one(town, matter)
    assert OTHER in text(await town.say(OTHER))
    assert (await _newest(town)).phone == OTHER


async def test_a_number_in_the_words_themselves_is_the_one(town: Town) -> None:
    """Who gives another is called there, and reads nothing of the old one."""
    await _left_a_phone(town)
    town.later(hours=2)
    accepted = await _new_one(town, f"{LAMP}，电话{OTHER}")
    assert (await _newest(town)).phone == OTHER
    assert "****" not in accepted


async def test_nobody_else_gets_it_until_the_contacts_are_one_person(town: Town) -> None:
    """绑定 makes two contacts one; before, the question is asked as of anybody."""
    await _left_a_phone(town)
    assert "联系电话？" in await _new_one(town, NOISE, "li")
    code = re.search(r"\b\d{8}\b", text(await town.say("绑定")))
    assert code
    await town.say(f"绑定 {code[0]}", "zhang-at-home")
    assert "138****8000" in await _new_one(town, NOISE, "zhang-at-home")
    assert (await town.ticket("zhang-at-home")).phone == PHONE


@pytest.mark.parametrize(("days", "known"), [(29, True), (31, False)])
async def test_a_closed_ticket_lends_it_for_thirty_days(
    hall: Hall, *, days: int, known: bool
) -> None:
    """People change their numbers."""
    town = hall.town
    number = await hall.answered()
    await town.say(PHONE)
    await town.tap(f"verdict:solved:{number}")
    assert (await town.ticket()).phone == PHONE
    town.later(days=days)
    assert ("138****8000" in await _new_one(town, LAMP)) is known


async def test_what_is_told_in_confidence_keeps_to_itself(town: Town) -> None:
    """A report neither takes the number along nor lends its own."""
    await _left_a_phone(town)
    town.later(hours=2)
    reported = text(await town.say("举报某局长收红包"))
    assert "138****8000" not in reported
    assert (await _newest(town)).phone == ""
