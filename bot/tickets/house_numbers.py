"""The number of a house, a floor or a flat, in whichever signs it is written: 三号 is 3号."""

from __future__ import annotations

import re

_DIGITS = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UNITS = {"十": 10, "百": 100}
_NUMERAL = re.compile(r"[零〇一二三四五六七八九十百]+(?=(?:号|楼|栋|幢|单元|层|室))")


def in_digits(text: str) -> str:
    """A normalised text, the numbers of its places in digits: 二零一室 is 201室, 十二栋 12栋."""
    return _NUMERAL.sub(lambda found: _number(found[0]), text)


def _number(signs: str) -> str:
    if not _UNITS.keys() & set(signs):
        return "".join(str(_DIGITS[sign]) for sign in signs)
    value, digit = 0, 1
    for sign in signs:
        if sign in _UNITS:
            value, digit = value + digit * _UNITS[sign], 0
        else:
            digit = _DIGITS[sign]
    return str(value + digit)
