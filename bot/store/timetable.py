"""The timetable: what time does next to each ticket, and what it has done already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store import Transaction


@dataclass(frozen=True, slots=True)
class Basis:
    """What the timetable was planned by: the calendar's version, and the promises."""

    calendar: str
    promises: str


def plan(tx: Transaction, ticket_id: int, at: datetime | None) -> None:
    """The moment at which a ticket is to be looked at next; None where time has nothing to do."""
    if at is None:
        tx.run("timetable_ended", ticket_id=ticket_id)
    else:
        tx.run("timetable_planned", ticket_id=ticket_id, at=stamp(at))


def due(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """The tickets whose moment has come, the longest waiting first."""
    found = tx.rows("timetable_due", now=stamp(now), limit=limit)
    return [row["ticket_id"] for row in found]


def is_due(tx: Transaction, ticket_id: int, now: datetime) -> bool:
    """Whether a ticket's moment has come, and nobody else has taken it up."""
    row = tx.row("timetable_row", ticket_id=ticket_id)
    return row is not None and str(row["at"]) <= stamp(now)


def wants_recount(tx: Transaction, ticket_id: int) -> bool:
    """Whether the calendar has changed since a ticket's dates were counted; asked only once."""
    row = tx.row("timetable_row", ticket_id=ticket_id)
    if row is None or not row["recount"]:
        return False
    return tx.run("timetable_recounted", ticket_id=ticket_id) > 0


def take(tx: Transaction, ticket_id: int, step: str, now: datetime) -> bool:
    """Note that a step is taken; False where it was taken before."""
    return tx.run("step_taken", ticket_id=ticket_id, step=step, now=stamp(now)) > 0


def taken(tx: Transaction, ticket_id: int) -> set[str]:
    """The steps that time has taken on a ticket."""
    return {row["step"] for row in tx.rows("steps_taken", ticket_id=ticket_id)}


def basis(tx: Transaction) -> Basis | None:
    """What the timetable was planned by; None before the first time."""
    row = tx.row("timetable_basis")
    return Basis(row["calendar"], row["promises"]) if row else None


def plan_anew(tx: Transaction, new: Basis, now: datetime, *, recount: bool) -> None:
    """Let every ticket be looked at: it is planned by something else from now on."""
    tx.run("timetable_all_due", now=stamp(now), recount=int(recount))
    keep_basis(tx, new)


def keep_basis(tx: Transaction, new: Basis) -> None:
    """Note what the timetable is planned by."""
    tx.run("timetable_basis_kept", calendar=new.calendar, promises=new.promises)
