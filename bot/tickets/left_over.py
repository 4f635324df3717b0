"""What a resident tells in one ticket and not in another, whose answer would leave it over.

When in doubt something is left over: then each ticket is answered by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.tickets.matters import is_announced_as_new, is_follow_up, named_places, topic
from bot.tickets.phrases import any_of
from bot.tickets.whereabouts import find_phone

_BETWEEN = re.compile(r"[,，。!！?？;；:：\n、]|\.(?=\s|$)")
_COVERED = 0.5
"""More than this share of a clause's terms the other ticket has to tell too."""
_BESIDE = any_of(r"""
    (?:[一二两三四五六七八九十几半\d]+个?(?:多)?(?:天|小时|钟头|星期|礼拜|月|周|年|点|号|日)半?多?)
    [今昨前]?(?:早上|上午|中午|下午|晚上) [今昨前]晚 半夜 凌晨
    (?:周|星期)[一二三四五六日末天]
    (?:联系)?(?:电话|手机)(?:号码?)? 号码 联系 从 开始 左右
""")
"""How long, since when, and how to be reached: no matter of its own."""


def same_place(new: str, earlier: str) -> bool:
    """Whether two normalised texts name places, and the same ones: road, number and flat."""
    here = named_places(new)
    return bool(here) and here == named_places(earlier)


def clauses(told: Iterable[str]) -> list[str]:
    """What these messages say, clause by clause, as it is written."""
    said = (each.strip() for text in told for each in _BETWEEN.split(text))
    return [each for each in said if each]


def left_over(said: Mapping[str, str], elsewhere: str, *, same_topic: bool = False) -> str:
    """The first clause that the normalised text `elsewhere` does not tell; empty where none is.

    `said` are the clauses as they are written, by their normalised text. `same_topic`: the
    catalogue knows one topic for both; then their only clause tells the same in other words.
    """
    telling = {text: each for text, each in said.items() if _tells(text, each)}
    if same_topic and len(telling) == 1 and not any(map(is_announced_as_new, telling)):
        return ""
    known = topic(elsewhere)
    return next((each for text, each in telling.items() if not _is_covered(text, known)), "")


def _tells(text: str, said: str) -> bool:
    if is_announced_as_new(text):
        return True
    return not (is_follow_up(text) or find_phone(said)) and bool(_terms(text))


def _is_covered(text: str, known: frozenset[str]) -> bool:
    terms = _terms(text)
    return not is_announced_as_new(text) and len(terms & known) > _COVERED * len(terms)


def _terms(text: str) -> frozenset[str]:
    return topic(_BESIDE.sub(" ", text))
