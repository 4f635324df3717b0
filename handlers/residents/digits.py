"""Reads which number somebody picked, in whatever form they write it."""

from __future__ import annotations

import re
import unicodedata

_NUMERALS = {
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **dict(zip("０１２３４５６７８９", range(10), strict=True)),
    "两": 2,
    "貳": 2,
    "參": 3,
    "陸": 6,
    "十": 10,
}
_WORDS = {
    word: number
    for number, forms in enumerate(
        (
            ("zero", "none"),
            ("one", "first", "1st"),
            ("two", "second", "2nd"),
            ("three", "third", "3rd"),
            ("four", "fourth", "4th"),
            ("five", "fifth", "5th"),
        )
    )
    for word in forms
}
_CIRCLED = {
    code: str(unicodedata.digit(chr(code)))
    for block in (range(0xB2, 0x2800), range(0x10A40, 0x10E80), range(0x1F100, 0x1F10D))
    for code in block
    if unicodedata.digit(chr(code), None) is not None
}
"""❶ and its like have a digit's value, but no digit as their plain form."""
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufe00-\ufe0f\u20e3\ufeff]")
_NAMED = "|".join(sorted(_WORDS, key=len, reverse=True))
_NUMBER = rf"(?P<number>\d{{1,2}}|[{''.join(_NUMERALS)}]|{_NAMED})"
_PICKED = re.compile(
    r"(?:我?[想要]?选(?:择)?|我要|第|(?:选项|答案)|option|number|no\.?|choice|the|#|[(（\[【「])*\s*"
    rf"{_NUMBER}"
    r"\s*(?:[)）\]】」]|号|[个個](?=\W|吧|$)|[条條项項]|吧|one|please|谢谢|[.。、,，!！:：;；])*"
)
_MORE_THAN_A_NUMBER = re.compile(
    rf"(?![我想要选择第项答案号个個条條項吧谢{''.join(_NUMERALS)}])[\u4e00-\u9fff]"
)
"""A Chinese character in no way to pick a number: no folding changes it into one."""
_LOOKED_AT = 60
_COUNTED = re.compile(r"^[\d一二三四五六七八九十两]+[个個]")


def digit(text: str) -> int | None:
    """The number that a text picks and nothing else (1, １, 一, ①, 选1, 第一个, first …), or None.

    Total for any string; what says more than a number ("1号楼", "一个人") picks nothing.
    """
    if _MORE_THAN_A_NUMBER.search(text, 0, _LOOKED_AT):
        return None
    plain = _folded(text)
    if len(plain) > 20 or _COUNTED.match(plain):
        return None
    picked = _PICKED.fullmatch(plain)
    return _value(picked["number"]) if picked else None


def _folded(text: str) -> str:
    shown = _INVISIBLE.sub("", text[:_LOOKED_AT])
    return unicodedata.normalize("NFKC", shown.translate(_CIRCLED)).casefold().strip()


def _value(number: str) -> int:
    if number in _WORDS:
        return _WORDS[number]
    return _NUMERALS[number] if number in _NUMERALS else int(number)
