"""The main job on Telegram: a resident asks, an official answers, and it is solved."""

from __future__ import annotations

import re
import uuid

import pytest

from bot.channels.desk import Deed, decode
from bot.models import TicketState, Verdict
from bot.store import people, tickets
from tests.acceptance.sample import HALF_KNOWN, UNKNOWN, entries
from tests.channels.conftest import Open
from tests.channels.fake_bot_api import FakeBotApi
from tests.channels.town import Town

NUMBER = re.compile(r"\d{8}-\d{4}")
KNOWN = entries()[0]


async def answers(town: Town, number: str, text: str) -> None:
    """An official answers at the desk."""
    service = town.up.service
    official = (await service.database.read(people.officials))[0]
    deed = Deed(str(uuid.uuid4()), number, "answer", text)
    receipt = await service.intake.receive(decode(deed, official.id))
    await service.intake.answered(receipt)


async def test_a_question_is_answered_and_solved(town: Town) -> None:
    """Unknown to the FAQ: a ticket; the answer arrives, and a button says that it is solved."""
    town.platform.says(UNKNOWN)
    number = NUMBER.search(await town.hears("-0001"))
    assert number
    await answers(town, number.group(), "马蜂窝今天上午已经摘除 <请放心> & 注意安全。")
    await town.hears("马蜂窝今天上午已经摘除 <请放心> & 注意安全。")
    town.platform.presses(town.platform.buttons()[0]["callback_data"])
    await town.settled()
    ticket = await town.up.service.database.read(lambda tx: tickets.by_number(tx, number.group()))
    assert ticket is not None
    assert (ticket.state, ticket.verdict) == (TicketState.CLOSED, Verdict.SOLVED)


async def test_a_reply_to_our_answer_goes_to_its_ticket(town: Town) -> None:
    """What hangs at a message about a ticket belongs to it, whatever the FAQ thinks of it."""
    town.platform.says(UNKNOWN)
    number = NUMBER.search(await town.hears("-0001"))
    assert number
    await answers(town, number.group(), "已经摘除。")
    await town.hears("已经摘除。")
    await town.settled()
    answer = next(each for each in town.platform.sent if "已经摘除。" in each["text"])
    replied = {**town.platform.message(7), "message_id": answer["message_id"]}
    town.platform.says("又飞回来了", reply_to_message=replied)
    await town.settled()
    ticket = await town.up.service.database.read(lambda tx: tickets.by_number(tx, number.group()))
    assert ticket is not None
    assert ticket.state is not TicketState.REPLIED
    assert sum((await town.up.service.database.read(tickets.counts)).values()) == 1


async def test_a_candidate_is_tapped_or_named_by_its_digit(town: Town) -> None:
    """Both ways lead to the official text."""
    for chat_id, by_tap in ((7, True), (8, False)):
        town.platform.says(HALF_KNOWN, chat_id=chat_id)
        await town.comes(lambda chat=chat_id: town.platform.buttons(chat), "candidates")
        if by_tap:
            town.platform.presses(town.platform.buttons(chat_id)[0]["callback_data"], chat_id)
        else:
            town.platform.says("1", chat_id=chat_id)
        await town.comes(lambda chat=chat_id: len(town.platform.texts(chat)) == 2, "the answer")
    await town.settled()
    tapped, named = town.platform.texts(7)[1], town.platform.texts(8)[1]
    assert tapped == named


@pytest.mark.parametrize(
    ("language", "text", "heard"),
    [
        ("en", "/help", "You can also write"),
        ("zh-TW", "/help", "另外可以寫"),
        ("fr", "/help", "另外可以写"),
    ],
)
async def test_residents_are_answered_in_their_language(
    open_town: Open, platform: FakeBotApi, language: str, text: str, heard: str
) -> None:
    """The language of their Telegram, until they write in one."""
    town = await open_town()
    platform.says(text, language_code=language)
    await town.hears(heard)


async def test_danger_is_answered_first(town: Town) -> None:
    """The right number at once, and a person is called."""
    town.platform.says("我家煤气泄漏了,怎么办")
    await town.hears("119")
    await town.settled()
    assert await town.up.service.database.read(tickets.counts)
