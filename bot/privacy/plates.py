"""Number plates (GA 36): ordinary, new-energy, police, training, trailer, embassy, two-border."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.privacy.kinds import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SUFFIXES = "学警挂港澳领使试超临"

_PLATE = re.compile(
    rf"""
    [{_PROVINCES}] [ ]? [A-Z] [ ]? [·.-]? [ ]?
    (?P<body> [A-Z\d]{{6}} | [A-HJK][ ][A-Z\d]\d{{4}} | \d{{5}}[ ][A-HJK](?![A-Z])
            | [A-Z\d]{{5}} | [A-Z\d]{{3}}[ ][A-Z\d]{{2}} | [A-Z\d]{{2}}[ ][A-Z\d]{{3}}
            | [A-Z\d](?:[ ][A-Z\d]){{4}} | [A-Z\d]{{4}} [{_SUFFIXES}] )
    (?![A-Z\d])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?:车牌|牌照|号牌|\bplate)(?:号码?| number| no\.?)?[^A-Za-z\d\n*]{0,4}"
    r"(?P<body>[A-Z][ ·.-]?[A-Z\d]{5,6}|[A-Z]{2} ?\d{1,4})(?![A-Za-z\d])",
    re.IGNORECASE,
)
_EMBASSY = re.compile(r"使 ?\d{3}[ ·.]?\d{3}(?!\d)")


def plates(text: str) -> Iterator[Finding]:
    """Plates with the province's character, and bare ones that are called so."""
    for match in _PLATE.finditer(text):
        if _digits(match["body"]) >= 2:
            yield Finding(Kind.PLATE, *match.span(), head=2)
    for match in _CALLED.finditer(text):
        if _digits(match["body"]) >= 1:
            yield Finding(Kind.PLATE, *match.span("body"), head=1)
    for match in _EMBASSY.finditer(text):
        yield Finding(Kind.PLATE, *match.span(), head=1)


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
