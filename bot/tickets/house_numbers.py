"""The number of a house, a floor or a flat, in whichever signs it is written: 三号 is 3号."""

from __future__ import annotations

import re

SIGNS = "零〇一二三四五六七八九十百千万廿卅两"
"""All that a number is written in: one sign fewer, and what stands behind it is another number."""
_NUMERAL = re.compile(rf"[0-9{SIGNS}]+(?=(?:号|楼|栋|幢|单元|层|室))")
_DIGITS = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}
_COUNT = "[一二三四五六七八九]"
_SAID = re.compile(
    f"(?:({_COUNT}|两)千)?[零〇]?(?:({_COUNT}|两)百)?[零〇]?({_COUNT}?十|廿|卅)?"
    # 一百二 may be 102 or 120: nobody knows, and it is left.
    f"(?:[零〇]?(?<![千百])({_COUNT}))?"
)
_TENS = {"十": 10, "廿": 20, "卅": 30} | {f"{sign}十": at * 10 for sign, at in _DIGITS.items()}


def in_digits(text: str) -> str:
    """A normalised text, the numbers of its places in digits: 二零一室 is 201室, 十二栋 12栋.

    A number that can be read in two ways, or in none, stays as it is written, and whole.
    """
    return _NUMERAL.sub(lambda found: _number(found[0]), text)


def _number(signs: str) -> str:
    if _DIGITS.keys() >= set(signs):
        return "".join(str(_DIGITS[sign]) for sign in signs)
    said = _SAID.fullmatch(signs)
    if said is None:
        return signs
    thousands, hundreds, tens, ones = said.groups()
    return str(
        1000 * _count(thousands) + 100 * _count(hundreds) + _TENS.get(tens, 0) + _count(ones)
    )


def _count(sign: str | None) -> int:
    return 2 if sign == "两" else _DIGITS.get(sign or "零", 0)
