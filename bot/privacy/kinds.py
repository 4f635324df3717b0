"""The kinds of personal data, and one finding of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a piece of personal data is."""

    IDENTITY = "identity"
    """The number of an identity card, passport or travel permit."""
    PHONE = "phone"
    BANK_CARD = "bank_card"
    PLATE = "plate"
    NAME = "name"
    ADDRESS = "address"
    """Building, entrance, floor or flat; a road, its number and a community are none."""
    EMAIL = "email"
    ACCOUNT = "account"
    """A name or number in a messenger, such as WeChat or QQ."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The characters from `start` to before `end`, and how many of them may be seen.

    `head` and `tail` count letters and digits that stay at either end, so that people recognise
    what is their own. Without a kind it is a number that must stay whole, such as a ticket's.
    """

    kind: Kind | None
    start: int
    end: int
    head: int = 0
    tail: int = 0
