"""Bare names directly before or after a telephone number: 王桂兰 13812348000, Tom Baker 138…."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.privacy.english_names import CAPITAL, NO_SURNAME
from bot.privacy.kinds import Finding, Kind
from bot.privacy.names import HAN, NAME, is_word
from bot.privacy.phones import phone_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

_BETWEEN = r"[ \n,:、;()]{0,3}"
_CALLED = r"(?:(?:电话|手机|tel|phone)(?:号码?)?)?[ :]{0,2}(?:\(?(?:\+|00)?86\)?[ -]{0,2})?"
_LOOK_BACK = 80
"""Characters before a number in which a name directly before it begins."""

# What people write about a number, or to end a message, with capitals.
_NO_NAME = (
    rf"{NO_SURNAME}|Please|Pls|Call|Phone|Tel|Mobile|Number|No|Contact|My|Me|You|Your|Our|The|This|"
    "Thank|Thanks|Many|Best|Kind|Dear|Hello|Hi|Again|Office|Company|Department|Hotline|Line|Service|"
    "Water|East|West|North|South|New|Any|After|Before|Monday|Tuesday|Wednesday|Thursday|Friday|"
    "Saturday|Sunday|Tomorrow|Today|Morning|Afternoon|Evening|Urgent|And|Or|In|On|At|From|It|Is|"
    "Gate|Court|Tower|Mansion|Market|Bridge|County|Province|Committee|Government|Hall|Clinic|Bank"
)
_LATIN_WORD = rf"(?!(?:{_NO_NAME})\b){CAPITAL}"
_LATIN = rf"{_LATIN_WORD}(?: [A-Z]\.?)? {_LATIN_WORD}(?![\w*'-]| [A-Z][a-z])"
_HAN_NAME = rf"{NAME}(?![{HAN}])"
_BEFORE = re.compile(
    rf"(?P<name>(?<![{HAN}]){_HAN_NAME}|(?<![\w*'-])(?<![A-Za-z] ){_LATIN}){_BETWEEN}{_CALLED}$",
    re.ASCII,
)
_AFTER = re.compile(rf"{_BETWEEN}(?P<name>{_HAN_NAME}|{_LATIN})", re.ASCII)
# 江宁区, 商务局, 荆州: begins like a name, and is a place or an office.
_ENDS_PLACES = frozenset("区路街镇局院校苑园府楼店厂站所处委办巷县市省州乡村科室")


def names_beside_phones(text: str) -> Iterator[Finding]:
    """Full names with nothing but spaces, commas and colons between them and a number."""
    for phone in phone_numbers(text):
        first = max(0, phone.start - _LOOK_BACK)
        before = _BEFORE.search(text[first : phone.start])
        if before and _is_name(before["name"]):
            start, end = before.span("name")
            yield Finding(Kind.NAME, first + start, first + end, head=1)
        after = _AFTER.match(text, phone.end)
        if after and _is_name(after["name"]):
            yield Finding(Kind.NAME, *after.span("name"), head=1)


def _is_name(name: str) -> bool:
    return name.isascii() or not (name[-1] in _ENDS_PLACES or is_word(name))
