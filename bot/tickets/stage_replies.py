"""The stage reply (阶段性答复): valid only with what was checked, what next, who, and by when.

「正在办理」 and 「已转交」 stop no clock: such a text is refused, not only warned of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.errors import Refused
from bot.tickets.days import read_day
from bot.tickets.labels import labelled
from bot.tickets.phrases import any_of

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
_EMPTY = any_of(r"""
    正在(?:办理|处理|研究|核实|协调|推进|跟进|了解)(?:中|之中)?
    已(?:经)?(?:转交|转办|转|交办|受理|知悉|收到|安排)
    (?:将|会)?(?:尽快|及时|抓紧|加快|近期|适时|积极|进一步|认真|依法|妥善)(?:办理|处理|解决|答复|研究|核实|推进|落实|跟进|协调)?
    高度重视 引起重视 (?:研究|处理|办理|核实)中 请(?:您)?(?:耐心)?等(?:待|候)
    感谢(?:您的)?(?:理解|支持|关注)
    (?:有关|相关|责任|职能)(?:部门|单位|科室|人员|同志|领导) 工作人员 专人 我们 我局 我单位 我办
    \b(?:we_are_)?working_on_it\b \bin_progress\b \bforwarded\b \bpassed_on\b \bsoon\b
    \bas_soon_as_possible\b \b(?:the_)?(?:relevant|competent)_(?:department|authority|staff)\b
    \bstaff\b \bsome(?:body|one)\b \bwe\b
""")
_SIGNS = re.compile(r"[\W_]+")
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


def check(parts: Mapping[str, str], today: date) -> StageReply:
    """The stage reply that these parts make.

    Raises `Refused` for the first part that is missing or says nothing, naming it.
    """
    for name, least in _LEAST.items():
        if len(_SIGNS.sub("", _EMPTY.sub("", parts[name]))) < least:
            raise Refused(f"refusals.stage_reply_{name}")
    by = read_day(parts["by"], today)
    if by is None or by < today:
        raise Refused("refusals.stage_reply_by")
    return StageReply(parts["checked"], parts["following"], parts["responsible"], by)
