"""Words that name their ticket: `#12 words`, and how a number is said aloud."""

from __future__ import annotations

import re

_NUMBER = r"\d{8}-\d{4,}|\d{1,8}"
_OF_A_HOUSE = r"[楼樓栋棟幢座层層室弄门門]|[号號][楼樓栋棟]|单元|單元"
"""Behind a number it makes a part of a house of it: 「#3楼电梯已修好」 names no ticket."""
_NAMED = re.compile(
    rf"\s*[#＃]\s?(?P<number>{_NUMBER})(?!\d|-|{_OF_A_HOUSE})[\s:：,，、]*(?P<text>.*)",
    re.DOTALL,
)
_SPOKEN = re.compile(
    rf"\s*(?:(?:答复?|回复|工单)\s*(?:第\s*)?(?P<after>{_NUMBER})(?![\d-])\s*号?(?:工单)?"
    rf"|(?:第\s*)?(?P<before>{_NUMBER})\s*号?工单)[\s:：,，、。]*(?P<text>.*)",
    re.DOTALL,
)
"""How a number is said aloud, where nobody can say a sign: 12号工单, 工单12号, 答12."""


def named(text: str, *, is_spoken: bool = False) -> tuple[str, str] | None:
    """The number that a text begins with, and the words behind it; None where it names none."""
    if found := _NAMED.fullmatch(text):
        return found["number"], found["text"].strip()
    if is_spoken and (found := _SPOKEN.fullmatch(text)):
        return found["before"] or found["after"], found["text"].strip()
    return None
