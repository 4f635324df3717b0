"""Answers that may fit a ticket: what the FAQ had for its words, ready to be used in one tap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import local_date
from bot.models import Ticket
from bot.store import Transaction, knowledge, rooms
from bot.store.knowledge import StoredEntry
from bot.store.matching import get as matched
from handlers.turn import House

MOST = 3
_SIGNS = "①②③"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry of the FAQ; `value` names it on a button for good, `sign` in the card."""

    value: str
    sign: str
    entry: StoredEntry


def suggestions(
    tx: Transaction, house: House, ticket: Ticket, now: datetime
) -> tuple[Suggestion, ...]:
    """The entries in force that come nearest to what the resident wrote, at most three."""
    found: list[Suggestion] = []
    for match_id, place, offered in rooms.suggested(tx, ticket.id):
        entry = _in_force(tx, house, offered.id, now)
        if entry is not None and len(found) < MOST:
            found.append(Suggestion(f"use:{match_id}:{place}", _SIGNS[len(found)], entry))
    return tuple(found)


def suggestion(
    tx: Transaction, house: House, match_id: int, place: int, now: datetime
) -> StoredEntry | None:
    """The entry that a button stands for; None where the city has taken it back since."""
    found = matched(tx, match_id)
    if found is None or not 0 < place <= len(found.offered):
        return None
    return _in_force(tx, house, found.offered[place - 1].id, now)


def _in_force(tx: Transaction, house: House, entry_id: str, now: datetime) -> StoredEntry | None:
    entry = knowledge.entry(tx, entry_id)
    if entry is None or entry.valid_until is None:
        return entry
    return entry if entry.valid_until >= local_date(now, house.zone) else None
