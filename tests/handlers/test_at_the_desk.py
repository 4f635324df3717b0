"""Who works at the desk is told its buttons and fields, and never what a chat writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.wording import LANGUAGES, Wording
from handlers.grammar import Act, parse
from tests.conftest import NOW
from tests.handlers.test_sentences import keys
from tests.handlers.town import ZONE, Town

NUMBERS = {"number": "20261123-0012", "into": "20261123-0013", "other": "20261123-0013"}
MOMENTS = dict.fromkeys(("at", "due", "until", "latest"), NOW)
SHORT = {"short": "12", "act": "", "said": "", "mine": "", "findings": []}
_LABEL = re.compile(r"人数：|人數：|people: |写法|寫法|标题：|標題：|title: |有效：|hours: \d")
"""What a chat writes before a value, for which the desk has a field."""


def wording_of(language: str, section: str, *, buttons: bool) -> Iterator[tuple[str, str]]:
    """Every refusal of a section, as it is said by the desk or in a chat."""
    wording = Wording(ZONE)
    for key, template in keys(language, section).items():
        names = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"{[{%].*?[}%]}", template))))
        others = {name: f"<{name}>" for name in names}
        values = {**others, **NUMBERS, **MOMENTS, **SHORT, "buttons": buttons, "now": NOW}
        yield key, wording.say(language, f"{section}.{key}", **values)


def commands(text: str) -> list[str]:
    """What a text has that somebody could write to a chat as a command about a ticket."""
    begins = [0, *(found.end() for found in re.finditer(r"[\s「：“\"（]", text))]
    read = ((text[begin:], parse(text[begin:])) for begin in begins)
    found = [
        said[:24]
        for said, command in read
        # 「工单 12」 names it, and asks for nothing.
        if command and command.number and command.act not in (Act.SHOW, Act.UNKNOWN)
    ]
    return found + _LABEL.findall(text)


@pytest.mark.parametrize("section", ["refusals", "answer_check"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_refusal_at_the_desk_tells_what_to_write_in_a_chat(language: str, section: str) -> None:
    """In a chat the same refusals do."""
    only_in_chats = {"which_ticket", "reason_needed"}
    desk = {
        key: found
        for key, text in wording_of(language, section, buttons=True)
        if key not in only_in_chats and (found := commands(text))
    }
    assert desk == {}
    chat = [key for key, text in wording_of(language, section, buttons=False) if commands(text)]
    assert len(chat) >= {"refusals": 20, "answer_check": 1}[section]


async def test_the_same_refusal_names_the_field_at_the_desk_and_the_words_in_a_chat(
    town: Town,
) -> None:
    """已解释 without its basis."""
    await town.say("幸福路12号停水两天了")
    number = (await town.ticket()).number
    await town.act("take", number)
    (desk,) = await town.act("propose", number, "已经跟您解释过了。", outcome="explained")
    (chat,) = await town.act(text=f"办结 {number} 已解释 已经跟您解释过了。")
    assert desk.refused
    assert "请填「依据」" in desk.text
    assert "办结 12" not in desk.text
    assert chat.refused
    assert "办结 12 已解释" in chat.text
