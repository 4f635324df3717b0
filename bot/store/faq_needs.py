"""What the FAQ needs: entries that ran out or fail, questions it did not know, and who waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from bot.clock import stamp
from bot.models import Content
from bot.store import Row, Transaction


@dataclass(frozen=True, slots=True)
class RunOut:
    """An entry whose last day is over; `owner_id` sees to it, if anybody does."""

    id: str
    question: str
    department: str
    valid_until: date
    owner_id: int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """How often an entry was given, and what residents made of it."""

    id: str
    question: str
    department: str
    owner_id: int | None
    shown: int
    useful: int
    unsolved: int

    @property
    def fails(self) -> bool:
        """Whether it leaves too many unhelped: at least three, and as many as it helped."""
        return self.unsolved >= _MANY_UNSOLVED and self.unsolved >= self.useful


_MANY_UNSOLVED = 3


@dataclass(frozen=True, slots=True)
class Unknown:
    """A question that the FAQ did not know."""

    text: str
    contact_id: int
    became_ticket: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket whose resident waits for the same answer."""

    id: int
    number: str
    title: str
    contact_id: int
    language: str


def run_out(tx: Transaction, today: date, limit: int, *, unnoticed: bool) -> list[RunOut]:
    """Entries in force whose last day is over; `unnoticed`: whose owner has not been told."""
    rows = tx.rows("entries_run_out", today=today.isoformat(), all=int(not unnoticed), limit=limit)
    return [
        RunOut(
            row["id"],
            row["question"],
            row["department"],
            date.fromisoformat(row["valid_until"]),
            row["official_id"],
        )
        for row in rows
    ]


def notice(tx: Transaction, entry: RunOut, now: datetime) -> None:
    """Its owner has been told that the entry ran out."""
    tx.run(
        "run_out_noticed",
        entry_id=entry.id,
        valid_until=entry.valid_until.isoformat(),
        now=stamp(now),
    )


def judged(tx: Transaction, since: date) -> list[Judged]:
    """Every entry that left somebody unhelped since a day, those that left most so first."""
    return [
        Judged(
            row["entry_id"],
            row["question"],
            row["department"],
            row["official_id"],
            row["shown"],
            row["useful"],
            row["unsolved"],
        )
        for row in tx.rows("entries_judged", since=since.isoformat())
    ]


def unknown(tx: Transaction, since: date, limit: int) -> list[Unknown]:
    """What was asked since a day and the FAQ did not know, the latest first."""
    rows = tx.rows("questions_unknown", since=since.isoformat(), limit=limit)
    return [
        Unknown(
            msgspec.json.decode(row["content"], type=Content).text,
            row["contact_id"],
            row["ticket_id"] is not None,
        )
        for row in rows
    ]


def tickets_since(tx: Transaction, since: date) -> int:
    """How many tickets were registered since a day."""
    row = tx.row("tickets_created_since", since=since.isoformat())
    return int(row["count"]) if row else 0


def unanswered(tx: Transaction, since: date, limit: int) -> list[Waiting]:
    """Public tickets that nobody has answered yet, the newest first."""
    rows = tx.rows("tickets_still_unanswered", since=since.isoformat(), limit=limit)
    return [_waiting(row) for row in rows]


def followers(tx: Transaction, ticket_id: int) -> list[Waiting]:
    """The tickets that follow this one."""
    return [_waiting(row) for row in tx.rows("followers_of_ticket", ticket_id=ticket_id)]


def _waiting(row: Row) -> Waiting:
    return Waiting(row["id"], row["number"], row["title"], row["contact_id"], row["language"])
