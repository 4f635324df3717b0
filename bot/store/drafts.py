"""Knowledge in the making: drafts of FAQ entries, owners, and entries that ran out or fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec

from bot.clock import parse_stamp, stamp
from bot.models import Content
from bot.store import Row, Transaction


class DraftState(StrEnum):
    """What has become of a draft."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What an entry is to say; `source` is its basis, `valid_until` its last day."""

    question: str
    answer: str
    department_id: str
    source: str
    language: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed entry; `alone`: its drafter approved it, for there was nobody else (一人值守)."""

    id: int
    ticket_id: int | None
    number: str
    proposed: Proposed
    state: DraftState
    drafted_by: int
    drafted_at: datetime
    decided_by: int | None = None
    reason: str = ""
    alone: bool = False
    entry_id: str = ""


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


def keep(
    tx: Transaction, proposed: Proposed, ticket_id: int, official_id: int, now: datetime
) -> int:
    """A new draft that waits for a second person; its id."""
    row = tx.row(
        "draft_kept",
        **_values(proposed),
        ticket_id=ticket_id,
        drafted_by=official_id,
        now=stamp(now),
    )
    if row is None:
        raise LookupError("an insert returns its row")
    return int(row["id"])


def change(tx: Transaction, draft_id: int, proposed: Proposed) -> None:
    """Let a waiting draft say something else."""
    values = {name: value for name, value in _values(proposed).items() if name != "department_id"}
    tx.run("draft_changed", id=draft_id, **values)


def get(tx: Transaction, draft_id: int) -> Draft | None:
    """One draft."""
    row = tx.row("draft_by_id", id=draft_id)
    return _draft(row) if row else None


def waiting(tx: Transaction, limit: int) -> list[Draft]:
    """The drafts that wait for a decision, oldest first."""
    return [_draft(row) for row in tx.rows("drafts_waiting", limit=limit)]


def waiting_of(tx: Transaction, ticket_id: int) -> Draft | None:
    """The draft of this ticket that waits."""
    row = tx.row("draft_waiting_of_ticket", ticket_id=ticket_id)
    return _draft(row) if row else None


def decide(
    tx: Transaction,
    draft_id: int,
    state: DraftState,
    official_id: int,
    now: datetime,
    *,
    reason: str = "",
    alone: bool = False,
    entry_id: str = "",
) -> bool:
    """Approve or refuse a waiting draft; False where it waits no more."""
    touched = tx.run(
        "draft_decided",
        id=draft_id,
        state=state.value,
        decided_by=official_id,
        now=stamp(now),
        reason=reason,
        alone=int(alone),
        entry_id=entry_id,
    )
    return touched > 0


def own(tx: Transaction, entry_id: str, official_id: int) -> None:
    """Let this official see to an entry."""
    tx.run("entry_owned", entry_id=entry_id, official_id=official_id)


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
    """Every entry that was given since a day, those that left most unhelped first."""
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


def _values(proposed: Proposed) -> dict[str, object]:
    return {
        "question": proposed.question,
        "answer": proposed.answer,
        "department_id": proposed.department_id,
        "source": proposed.source,
        "language": proposed.language,
        "valid_until": proposed.valid_until.isoformat(),
    }


def _draft(row: Row) -> Draft:
    return Draft(
        id=row["id"],
        ticket_id=row["ticket_id"],
        number=row["number"] or "",
        proposed=Proposed(
            row["question"],
            row["answer"],
            row["department_id"],
            row["source"],
            row["language"],
            date.fromisoformat(row["valid_until"]),
        ),
        state=DraftState(row["state"]),
        drafted_by=row["drafted_by"],
        drafted_at=parse_stamp(row["drafted_at"]),
        decided_by=row["decided_by"],
        reason=row["reason"],
        alone=bool(row["alone"]),
        entry_id=row["entry_id"],
    )


def _waiting(row: Row) -> Waiting:
    return Waiting(row["id"], row["number"], row["title"], row["contact_id"], row["language"])
