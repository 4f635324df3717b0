"""Numbers written in Chinese characters, turned into digits where they count something."""

from __future__ import annotations

import re

_DIGITS = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_COUNTED = (
    "岁个月年天日号周级条元块次人点分位名件张份套期代层楼站路度倍成胎孩届章项批只公斤里米折线寸价种类本车"
    "小时星期"
)
# 十分 (very), 百分 (per cent), 千万 (by all means) and 一样 count nothing.
_NUMERAL = re.compile(
    rf"(?:(?<=第)[一二两三四五六七八九十]+|[一二两三四五六七八九]?十(?!分[^之])[一二三四五六七八九]?(?=[{_COUNTED}])"
    rf"|(?:[一二两三四五六七八九][百千十]零?)+[一二三四五六七八九]?|[一二两三四五六七八九](?=[{_COUNTED}])"
    r"|[〇零一二三四五六七八九]{3,})"
)
_ANY = re.compile("[一二两三四五六七八九十]")


def with_digits(text: str) -> str:
    """The normalised text with counting numerals as digits: 六十岁 is 60岁, 一下 stays."""
    return _NUMERAL.sub(_digits, text) if _ANY.search(text) else text


def _digits(found: re.Match[str]) -> str:
    signs = found[0]
    if not any(sign in _UNITS for sign in signs):
        return "".join(str(_DIGITS[sign]) for sign in signs)
    value, digit = 0, 1
    for sign in signs:
        if sign in _UNITS:
            value += digit * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return str(value + digit)
