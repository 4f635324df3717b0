"""Reads everything out in order, a page at a time."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.clock import parse_stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.store import Row, Transaction

_PAGE = 500


class Kept(StrEnum):
    """What can be read out; the value is the statement's name."""

    TICKETS = "export_tickets"
    TICKET_EVENTS = "export_ticket_events"
    MESSAGES = "export_messages"
    DELIVERIES = "export_deliveries"
    MATCHES = "export_matches"
    CONTACTS = "export_contacts"


def rows(tx: Transaction, kept: Kept, *, confidential: bool) -> Iterator[Row]:
    """All rows of a kind, by id; those of confidential tickets only where asked for."""
    after = 0
    while page := tx.rows(kept.value, after=after, confidential=int(confidential), limit=_PAGE):
        yield from page
        after = page[-1]["id"]


def accesses(tx: Transaction, action: str) -> list[Row]:
    """The noted looks at personal data of one kind, oldest first."""
    return tx.rows("access_of_action", action=action)


def newest_moment(tx: Transaction) -> datetime | None:
    """The newest moment that the store knows of; a clock that tells an earlier one was set back."""
    found = (tx.row(name) for name in ("newest_event", "newest_arrival"))
    moments = [parse_stamp(row["at"]) for row in found if row and row["at"]]
    return max(moments, default=None)
