"""The stage reply (阶段性答复): valid only with what was checked, what next, who, and by when.

「正在办理」 and 「已转交」 stop no clock: such a text is refused, not only warned of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.errors import Refused
from bot.tickets.days import read_day
from bot.tickets.labels import labelled
from bot.tickets.substance import substance

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
_LEAST = {"checked": 4, "following": 4, "responsible": 2}
"""Characters that must be left when the empty words are taken away."""


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
    for name, least in _LEAST.items():
        if len(substance(parts[name])) < least:
            raise Refused(f"refusals.stage_reply_{name}")
    by = read_day(parts["by"], today)
    if by is None or by < today:
        raise Refused("refusals.stage_reply_by")
    if latest is not None and today <= latest < by:
        raise Refused("refusals.stage_reply_late", latest=latest)
    return StageReply(parts["checked"], parts["following"], parts["responsible"], by)
