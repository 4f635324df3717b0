"""Numbers of identity cards (GB 11643-1999, and the older 15 digits), passports and permits."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from bot.privacy.kinds import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_CROSSES = str.maketrans(dict.fromkeys("×✕✖╳ⅩⅹхХχΧ✗", "X"))
"""What stands for the last letter after a scan, or from a keyboard without Latin letters."""
_SCANNED = str.maketrans("OoIlx", "0011X")

_DIGIT = r"[\dOoIl]"
_GAP = r"[ -]{0,2}"
_EIGHTEEN = re.compile(
    rf"(?<![\d*])(?P<number>[1-9Il](?:{_GAP}{_DIGIT}){{16}}{_GAP}[\dOoXx])(?![\dA-Za-z*])"
)
_FIFTEEN = re.compile(rf"(?<![\d*])(?P<number>[1-9](?:{_GAP}\d){{14}})(?![\dA-Za-z*])")
_CALLED = re.compile(
    r"(?:身份证|证件号|身份号码|sfz|\bID\b)[^\d\n]{0,12}?"
    rf"(?P<number>(?<!\d)[1-9](?:{_GAP}\d){{13,16}}[\dXx])"
    r"(?![\d*])",
    re.IGNORECASE,
)
_TRAVEL = re.compile(
    r"(?:身份证|护照|通行证|回乡证|台胞证|居留证|居住证号|军官证|passport)[^\d\n]{0,12}?"
    r"(?P<number>[A-Z]{0,2}\d{7,10})(?![\d*])",
    re.IGNORECASE,
)
_HONG_KONG = re.compile(r"(?<![A-Za-z\d*])(?P<number>[A-Z]{1,2}\d{6}\([\dA]\))")

_PROVINCES = frozenset(
    map(
        str,
        (
            *range(11, 16),
            *range(21, 24),
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            *(71, 81, 82, 83, 91),
        ),
    )
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def checked_identities(text: str) -> Iterator[Finding]:
    """Eighteen digits with a province, a day of birth and the right check digit."""
    for match in _EIGHTEEN.finditer(text.translate(_CROSSES)):
        number = _bare(match["number"])
        if number[:2] in _PROVINCES and _is_day(number[6:14]) and _is_right(number):
            yield Finding(Kind.IDENTITY, *match.span(), head=3, tail=2)


def likely_identities(text: str) -> Iterator[Finding]:
    """Fifteen digits with a province and a day of birth, and whatever is called by its name."""
    for match in _FIFTEEN.finditer(text):
        number = _bare(match["number"])
        if number[:2] in _PROVINCES and _is_day("19" + number[6:12]):
            yield Finding(Kind.IDENTITY, *match.span(), head=3, tail=2)
    # A mistyped number is as personal as a right one.
    for match in _CALLED.finditer(text.translate(_CROSSES)):
        yield Finding(Kind.IDENTITY, *match.span("number"), head=3, tail=2)
    for pattern in (_TRAVEL, _HONG_KONG):
        for match in pattern.finditer(text):
            yield Finding(Kind.IDENTITY, *match.span("number"), head=1, tail=2)


def _bare(number: str) -> str:
    return re.sub("[ -]", "", number).translate(_SCANNED)


def _is_day(text: str) -> bool:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])).year >= 1880
    except ValueError:
        return False


def _is_right(number: str) -> bool:
    """The check digit of GB 11643 (ISO 7064, MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[17]
