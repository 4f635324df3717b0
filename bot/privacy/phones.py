"""Telephone numbers: mobile and fixed, of the mainland, Hong Kong, Macao, Taiwan and abroad."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.privacy.folding import NUMERALS, spoken
from bot.privacy.kinds import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALONE = r"(?<![\d*])(?<!\d\.)"
_COUNTRY = r"(?: \(?(?:\+|00)?86\)? [ -]{0,2} | 0 )?"
_MOBILE = rf"""
    {_ALONE} {_COUNTRY}
    (?P<number> 1 [ -]{{0,3}} [3-9] (?: [ -]{{0,3}} \d ){{9}}
              | 1[3-9]\d [-_./,、: ]{{1,3}} \d{{4}} [-_./,、: ]{{1,3}} \d{{4}} )
"""
_MOBILE_DIGITS = re.compile(_MOBILE + r"(?![\d*])", re.VERBOSE)
_MOBILE_SPOKEN = re.compile(_MOBILE, re.VERBOSE)
# 一三八…五六七八一直: the last numeral begins the next word.
_SPOKEN_END = re.compile(rf"(?:一(?![{NUMERALS}\d]))|(?![{NUMERALS}\d*])")

_LOCAL = r"[2-9]\d{2,3} [ -]? \d{4} (?![\d*])"
_FIXED = re.compile(
    rf"""
    {_ALONE} (?<!\d-)
    (?P<area> \(? 0 (?: 10 | 2\d | [3-9]\d\d ) \)? [ -]{{0,2}}
            | (?:\+|00)86 [ -]{{0,2}} \(?0?\)? (?: 10 | 2\d | [3-9]\d\d ) [ -]{{0,2}}
            | \(? 0[2-8] [)-] [ -]? )
    {_LOCAL}
    """,
    re.VERBOSE,
)
_FIXED_CALLED = re.compile(
    rf"""
    (?: 电话(?!费) | 座机 | 固话 | 来电 | 致电 | \btel\b | \bphone\b | \bcall\b )
    [^\d\n,;。*]{{0,8}} (?P<number> (?!20[0-3]\d[01]\d) {_LOCAL} ) (?!-\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ABROAD = re.compile(
    rf"""
    {_ALONE}
    (?: (?P<country> (?:\+|00) (?:852|853|886) [ -]{{0,2}} | \+ (?!86) [1-9]\d{{0,2}} [ -]{{0,2}} )
        \(? \d (?: [ ()-]{{0,2}} \d ){{6,11}}
      | 09\d\d [ -]? \d{{3}} [ -]? \d{{3}} )
    (?![\d*])
    """,
    re.VERBOSE,
)


def phone_numbers(text: str) -> Iterator[Finding]:
    """Mobile numbers, also spelt in Chinese; fixed lines with an area code or called so."""
    for match in _MOBILE_DIGITS.finditer(text):
        if _is_one_number(match["number"]):
            yield Finding(Kind.PHONE, *match.span("number"), head=3, tail=4)
    for match in _MOBILE_SPOKEN.finditer(spoken(text)):
        if _is_one_number(match["number"]) and _SPOKEN_END.match(text, match.end()):
            yield Finding(Kind.PHONE, *match.span("number"), head=3, tail=4)
    for match in _FIXED.finditer(text):
        yield Finding(Kind.PHONE, *match.span(), head=_digits(match["area"]), tail=2)
    for match in _FIXED_CALLED.finditer(text):
        yield Finding(Kind.PHONE, *match.span("number"), tail=2)
    for match in _ABROAD.finditer(text):
        yield Finding(Kind.PHONE, *match.span(), head=_digits(match["country"] or ""), tail=2)


def _is_one_number(number: str) -> bool:
    """Whether it is grouped as people group a number, and not a row of small ones."""
    groups = [len(each) for each in re.findall(r"\d+", number)]
    return groups[0] >= 3 or len(groups) <= 2 or set(groups) == {1}


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
