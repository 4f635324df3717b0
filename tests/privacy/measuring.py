"""What counts as hidden: so much of a piece is starred that it tells nobody who it is."""

from __future__ import annotations

from bot.privacy import Kind

SEEN_AT_MOST = {
    Kind.IDENTITY: 5,
    Kind.PHONE: 11,  # seven, and a country code of up to four
    Kind.BANK_CARD: 8,
    Kind.PLATE: 3,
    Kind.NAME: 1,
    Kind.ADDRESS: 0,
    Kind.ACCOUNT: 2,
}
"""Letters and digits that may be seen, by kind."""

HIDDEN_AT_LEAST = {Kind.IDENTITY: 5, Kind.PHONE: 4, Kind.BANK_CARD: 4}
"""Digits that must be starred, by kind; one where nothing is said."""

_ADDRESS_DIGITS = frozenset("0123456789０１２３４５６７８９零〇一二三四五六七八九十百")


def is_hidden(kind: Kind, masked: str) -> bool:
    """Whether a piece of this kind is hidden in what the mask made of it."""
    if kind is Kind.EMAIL:
        return sum(map(str.isalnum, masked.replace("＠", "@").split("@")[0])) <= 1
    if kind is Kind.ADDRESS:
        return "*" in masked and _ADDRESS_DIGITS.isdisjoint(masked)
    seen = sum(map(str.isalnum, masked))
    return seen <= SEEN_AT_MOST[kind] and masked.count("*") >= HIDDEN_AT_LEAST.get(kind, 1)
