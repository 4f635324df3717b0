"""The officials' commands as they are written in a chat: Chinese names, short Latin aliases."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from bot.models import Outcome
from bot.tickets.phrases import words


class Act(StrEnum):
    """What an official can say; the actions on a ticket bear the names of the life-cycle's."""

    TODO = "todo"
    SHOW = "show"
    SEARCH = "search"
    HELP = "help"
    UNKNOWN = "unknown"
    FAQ = "faq"
    TAKE = "take"
    ANSWER = "answer"
    SEND_ANYWAY = "send_anyway"
    NOTE = "note"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Command:
    """What an official said: `number` is a ticket's, in full or its last digits, or empty."""

    act: Act
    number: str = ""
    text: str = ""
    values: dict[str, str] = field(default_factory=dict)


_NAMES: dict[Act, frozenset[str]] = {
    Act.TODO: words("待办 todo list"),
    Act.SHOW: words("单 工单 show"),
    Act.SEARCH: words("搜 搜索 search find"),
    Act.FAQ: words("faq 入库 常见问题"),
    Act.HELP: words("帮助 help"),
    Act.TAKE: words("签收 take"),
    Act.ANSWER: words("答 答复 回复 再答 answer reply again"),
    Act.SEND_ANYWAY: words("仍发 仍然发送 anyway"),
    Act.NOTE: words("注 备注 note"),
    Act.CLOSE: words("办结 拟办结 close"),
    Act.REOPEN: words("重办 reopen"),
}
_ACTS = {name: act for act, names in _NAMES.items() for name in names}
_SUPPLEMENTS = words("再答 again")
_OUTCOMES: dict[Outcome, frozenset[str]] = {
    Outcome.DONE: words("已办理 办理 已解决 done"),
    Outcome.EXPLAINED: words("已解释 解释 explained"),
    Outcome.SCHEDULED: words("已列计划 列计划 挂账 scheduled"),
    Outcome.REFERRED: words("已转他途径 转他途径 已转办 referred"),
    Outcome.OUT_OF_SCOPE: words("不予受理 不受理 out_of_scope"),
    Outcome.UNREACHABLE: words("无法联系 联系不上 unreachable"),
}
_COMMAND = re.compile(
    r"(?P<slash>[/／])?(?P<name>[^\s:：#\d/／@]+)(?:@\S+)?"
    r"(?P<gap>\s*)(?:#?\s?(?P<number>\d{8}-\d{4,}|\d{1,8})(?=[\s:：]|$))?"
    r"\s*(?P<colon>[:：])?(?P<text>.*)",
    re.DOTALL,
)
_ASKS_HELP = frozenset("?？")
_WORDED = frozenset({Act.FAQ, Act.SEND_ANYWAY, Act.NOTE, Act.CLOSE, Act.REOPEN, Act.SEARCH})
"""These go on with words; the others are a name and at most a number."""


def parse(text: str) -> Command | None:
    """The command that a text is; None where it is plain talk, which goes to no resident ever.

    Without a slash a command is told from talk by what follows its name: 「单位领导来过」,
    「答复已经在写」 and 「签收了吗」 are talk. An answer needs the colon: 答: or 答 123：
    """
    stripped = text.strip()
    if stripped in _ASKS_HELP:
        return Command(Act.HELP)
    found = _COMMAND.fullmatch(stripped)
    if found is None:
        return Command(Act.UNKNOWN, text=stripped) if stripped[:1] in ("/", "／") else None
    name = unicodedata.normalize("NFKC", found["name"]).casefold()
    act = _ACTS.get(name)
    if act is None:
        return Command(Act.UNKNOWN, text=name) if found["slash"] else None
    command = _command(act, name, found["number"] or "", found["text"].strip())
    return command if found["slash"] or _is_meant(found, act, command) else None


def outcome_of(word: str) -> Outcome | None:
    """The outcome that an official names, in any of its names."""
    folded = word.strip(" ,，。:：").casefold().replace("_", " ").replace("-", " ")
    return next((outcome for outcome, names in _OUTCOMES.items() if folded in names), None)


def nearest(name: str) -> str:
    """The command's name that was probably meant; empty where none comes near."""
    close = get_close_matches(name.casefold(), sorted(_ACTS), n=1, cutoff=0.5)
    return close[0] if close else ""


def read_answer(text: str) -> tuple[str, bool]:
    """The words of an answer, and whether they are put as a further one (再答：)."""
    found = re.match(r"\s*(?:再答|again)\s*[:：]\s*", text, re.IGNORECASE)
    return (text[found.end() :], True) if found else (text, False)


def _command(act: Act, name: str, number: str, text: str) -> Command:
    values: dict[str, str] = {}
    if act is Act.ANSWER and name in _SUPPLEMENTS:
        values["supplement"] = "yes"
    if act is Act.CLOSE:
        word, _, rest = text.partition(" ")
        outcome = outcome_of(word)
        if outcome is not None:
            values["outcome"], text = outcome.value, rest.strip()
    return Command(act, number, text, values)


def _is_meant(found: re.Match[str], act: Act, command: Command) -> bool:
    if act is Act.ANSWER:
        return bool(found["colon"])
    ends = not (found["gap"] or found["number"] or found["colon"] or found["text"])
    parted = bool(found["gap"] or found["number"] or found["colon"])
    if act is Act.CLOSE:
        return ends or bool(command.number or command.values)
    if act in _WORDED:
        return ends or parted
    return ends or (parted and not command.text)
