"""What is due and what is late: for one official, and for the whole city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.clock import stamp
from bot.store import tickets

if TYPE_CHECKING:
    from datetime import datetime

    from bot.models import Ticket
    from bot.store import Transaction


@dataclass(frozen=True, slots=True)
class City:
    """How many tickets come due before an end, and how many are late already."""

    today: int
    late: int


@dataclass(frozen=True, slots=True)
class Asked:
    """How often a topic of the catalogue was asked of; the topic is empty where none was known."""

    topic: str
    count: int


def owners(tx: Transaction, end: datetime) -> set[int]:
    """The ids of those who own something that is due before a moment."""
    return {row["owner_id"] for row in tx.rows("due_owners", end=stamp(end))}


def of(tx: Transaction, owner_id: int, end: datetime) -> list[Ticket]:
    """What an official owns that is due before a moment, the earliest first."""
    found = tx.rows("due_of_owner", owner_id=owner_id, end=stamp(end))
    return [tickets.get(tx, row["id"]) for row in found]


def city(tx: Transaction, now: datetime, end: datetime) -> City:
    """How the whole city stands."""
    row = tx.row("due_counts", now=stamp(now), end=stamp(end))
    return City(row["today"], row["late"]) if row else City(0, 0)


def asked_since(tx: Transaction, since: datetime) -> list[Asked]:
    """What was asked since a moment, the most frequent first."""
    # The city's calendar is nowhere more than a day from that of the stamps.
    first_day = (since - timedelta(days=1)).date().isoformat()
    found = tx.rows("topics_since", first_day=first_day, since=stamp(since))
    return [Asked(row["topic"], row["count"]) for row in found]
