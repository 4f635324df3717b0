"""How tickets and departments are called in the reader's language."""

from __future__ import annotations

import re

from bot.models import Official
from bot.store import Transaction, people
from bot.wording import Wording

_LONGEST_TITLE = 40
_NUMBER = re.compile(r"[0-9+][0-9 -]*$")
_GOES_ON = re.compile(r"[ -]?[0-9]")
_ASKED_FOR_A_PERSON = re.compile(
    r"(?:/\S+|(?:请|請|帮我|幫我|麻烦|麻煩)?(?:转|轉|找|接|要)?(?:人工|真人)(?:客服|服务|服務)?)"
    r"[\s,，。.:：;；!！、~]+(?=\S)"
)
"""「人工 路灯坏了」: how they came to a person tells nothing of the matter."""
_SENTENCE_END = re.compile(r"[。！？!?\n；;]")


def title_of(text: str) -> str:
    """A line that tells one matter from another: its first words; empty for an empty text."""
    if not text:
        return ""
    told = _without_command(text.strip())
    plain = " ".join(told.split())
    first = " ".join(_SENTENCE_END.split(told, maxsplit=1)[0].split())
    # A greeting alone tells nothing: take the words after it as well.
    line = first if len(first) > 4 else plain
    return line if len(line) <= _LONGEST_TITLE else f"{_cut(line)}…"


def without_remark(wording: Wording, text: str) -> str:
    """A text without what we remark in front of it on a recording: that tells of no matter."""
    remark = wording.say(wording.default, "files.heard", text="")
    return text.removeprefix(remark).lstrip()


def _without_command(text: str) -> str:
    found = _ASKED_FOR_A_PERSON.match(text)
    return text[found.end() :] if found else text


def _cut(line: str) -> str:
    # Half a telephone number would be masked by nobody: a number stays whole, or goes whole.
    cut = _LONGEST_TITLE - 1
    number = _NUMBER.search(line[:cut])
    begins = number.start() if number and _GOES_ON.match(line[cut:]) else cut
    return line[: begins or cut].rstrip()


def department_name(tx: Transaction, department_id: str, language: str) -> str:
    """The department's name as the reader knows it; empty where the ticket has none yet."""
    department = people.department(tx, department_id) if department_id else None
    if department is None:
        return ""
    return department.name_en if language == "en" and department.name_en else department.name


def unit_of(tx: Transaction, official: Official, language: str) -> str:
    """The name of an official's department."""
    return department_name(tx, official.department_id, language)


def channel_name(wording: Wording, language: str, channel: str) -> str:
    """How officials call a channel."""
    name = f"officials.channel_{channel}"
    return wording.say(language, name) if wording.has(name) else channel
