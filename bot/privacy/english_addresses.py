"""Exact addresses in English sentences: room, flat, block, floor; the road and its number stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.privacy.kinds import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACE = r"(?P<place>[A-Za-z]?\d{1,4}[A-Za-z]?|[A-Z])(?![\w*])"
_NUMBER = r"(?: no\.?| number)? ?#?"

_DOOR = re.compile(
    rf"\b(?:room|rm\.?|apartment|apt\.?|flat|suite){_NUMBER} ?"
    r"(?P<place>[A-Za-z]?\d{1,4}[A-Za-z]?)(?![\w*])",
    re.IGNORECASE,
)
# In small letters these are verbs and measures too: "cars block 2 lanes".
_HOUSE = re.compile(
    r"\b(?:Unit|UNIT|Building|BUILDING|Bldg\.?|Block|BLOCK|Tower|Entrance|Villa)"
    rf"{_NUMBER} ?{_PLACE}"
)
_HOUSE_IN_ROW = re.compile(
    r"\b(?:unit|building|block|tower|entrance)(?: no\.?)? (?P<place>\d{1,3}[A-Za-z]?)(?=[,;.]|$)"
)
_FLOOR = re.compile(
    r"\b(?:live|lives|living|home|flat|apartment) (?:is )?on the "
    r"(?P<place>\d{1,2})(?=(?:st|nd|rd|th) floor)"
    r"|\b(?P<slash>\d{1,2})(?=/F\b)",
)


def english_addresses(text: str) -> Iterator[Finding]:
    """The numbers after Room, Apt, Unit, Building and the like."""
    for pattern in (_DOOR, _HOUSE, _HOUSE_IN_ROW, _FLOOR):
        for match in pattern.finditer(text):
            yield Finding(Kind.ADDRESS, *match.span(match.lastgroup or 0))
