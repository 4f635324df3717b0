"""Numbers of bank cards and accounts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.privacy.kinds import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

# Looked for from every group of digits on, for an amount may stand right before or behind.
_NUMBER = re.compile(r"(?<![\d*])(?=(?P<number>\d{4}(?:[ -]{0,2}\d){11,15}))")
_ISSUERS = re.compile(r"[3-6]|2[2-7]|81|955|103")
_CALLED = re.compile(
    r"(?:卡号?|存折|账[号户]|bank account|\bcard)[^\d\n*]{0,10}"
    r"(?P<number>\d(?:[ -]{0,2}\d){11,18})(?![\d*])",
    re.IGNORECASE,
)


def bank_cards(text: str) -> Iterator[Finding]:
    """What has a card's length, issuer and check digit, and whatever is called an account."""
    for match in _NUMBER.finditer(text):
        start, number = match.start(), match["number"]
        after = match.end("number")
        length = _card_length(number, text[after : after + 1])
        if length:
            yield Finding(Kind.BANK_CARD, start, start + length, head=4, tail=4)
    for match in _CALLED.finditer(text):
        yield Finding(Kind.BANK_CARD, *match.span("number"), head=4, tail=4)


def _card_length(number: str, behind: str) -> int:
    """How many characters of the number are a card, the longest first; 0 when none are."""
    if not _ISSUERS.match(number):
        return 0
    for end in range(len(number), 14, -1):
        after = number[end : end + 1] or behind
        if not after.isdigit() and _is_card(re.sub("[ -]", "", number[:end])):
            return end
    return 0


def _is_card(digits: str) -> bool:
    return 15 <= len(digits) <= 19 and _luhn(digits)


def _luhn(digits: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
