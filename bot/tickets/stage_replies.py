"""The stage reply (阶段性答复): valid only with what was checked, what next, who, and by when.

「正在办理」 and 「已转交」 stop no clock: such a text is refused, not only warned of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.errors import Refused
from bot.tickets.answer_rules import Rules, compared, standard
from bot.tickets.days import read_day
from bot.tickets.labels import labelled
from bot.tickets.substance import letters, substance

_LABELS: dict[str, tuple[str, ...]] = {
    "checked": (
        "查了什么",
        "核查情况",
        "已核查",
        "查了",
        "已查",
        "核查",
        "checked",
        "what was checked",
    ),
    "following": ("下一步", "接下来", "后续", "next", "what next"),
    "responsible": ("谁来办", "谁办", "负责人", "经办人", "承办人", "谁", "by whom", "who"),
    "by": ("什么时候", "完成时间", "办好时间", "何时", "期限", "时间", "by when", "when", "by"),
}
_LEAST = 4
"""Letters that must be left of what was checked, and of what comes next."""
_LEAST_NAME = 2
"""Letters of a person's name, or of a team's: 李强, 维修组."""
_CLAUSE = re.compile(r"[^,。;!?\n]+")
_ALSO = re.compile(r"[,、;/\n]|和|与|及|\band\b")
_CALLED = re.compile(r"\d{5,}|\d{3,4}-\d{7,8}")


@dataclass(frozen=True, slots=True)
class StageReply:
    """What a valid stage reply says."""

    checked: str
    following: str
    responsible: str
    by: date


def read(text: str, values: Mapping[str, str]) -> dict[str, str]:
    """The four parts as they were written: fields of a form, else the labels of a text."""
    found = labelled(text, _LABELS)
    return {name: (values.get(name) or found.get(name, "")).strip() for name in _LABELS}


def check(parts: Mapping[str, str], today: date, latest: date | None = None) -> StageReply:
    """The stage reply that these parts make; `latest` is the day on which the ticket is due.

    Raises `Refused` for the first part that is missing or says nothing, naming it, and for a day
    after the latest: more time is an extension, which another has to grant. Where that day has
    passed already, any day still to come is better than none.
    """
    rules = standard()
    for name in ("checked", "following"):
        if len(_told(parts[name], rules)) < _LEAST:
            raise Refused(f"refusals.stage_reply_{name}")
    if not _names_somebody(parts["responsible"], rules):
        raise Refused("refusals.stage_reply_responsible")
    by = read_day(parts["by"], today)
    if by is None or by < today:
        raise Refused("refusals.stage_reply_by")
    if comes_late(by, today, latest):
        raise Refused("refusals.stage_reply_late", latest=latest)
    return StageReply(parts["checked"], parts["following"], parts["responsible"], by)


def comes_late(by: date, today: date, latest: date | None) -> bool:
    """Whether a promised day is after the day on which a ticket is due, which is still to come."""
    return latest is not None and today <= latest < by


def _told(words: str, rules: Rules) -> str:
    """What is left of a part: no promise without a step, and nothing that was only passed on."""
    said = (
        clause
        for clause in _CLAUSE.findall(compared(words))
        if rules.transferred_results.search(clause) or not rules.transferred_words.search(clause)
    )
    left = ",".join(said)
    for hollow in (
        rules.stage_hollow,
        rules.empty_words_always,
        rules.empty_words_vague,
        rules.phrases_closed,
    ):
        left = hollow.sub(" ", left)
    return substance(left, rules)


def _names_somebody(words: str, rules: Rules) -> bool:
    """Whether these words lead to somebody: a person, a team, or a telephone that is answered."""
    if _CALLED.search(compared(words)):
        return True
    said = rules.stage_nobody.sub(" ", compared(words))
    left = substance(said, rules)
    named = [each.strip(" 的.") for each in _ALSO.split(said)]
    only_units = all(rules.stage_unit.search(each) for each in named if letters(each))
    return len(left) >= _LEAST_NAME and not only_units
