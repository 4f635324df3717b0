"""Drafts of FAQ entries: proposed from an answered ticket, decided by a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.clock import parse_stamp, stamp
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
