"""Suspensions (暂停受理): residents whose messages are kept, but handled only after a term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.clock import parse_stamp, stamp
from bot.models import Content
from bot.store import Row, Transaction


@dataclass(frozen=True, slots=True)
class Suspension:
    """One term; `official` is who ordered it, empty for a command at the machine.

    `number` names the resident by one of their tickets, `held` counts what waits of theirs.
    """

    contact_id: int
    reason: str
    official: str
    at: datetime
    until: datetime
    number: str = ""
    held: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A message that waits for the end of a term."""

    message_id: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """What a contact wrote into a ticket; `entry_id` is the FAQ entry they had for it, or empty."""

    text: str
    ticket_id: int
    entry_id: str


def suspend(
    tx: Transaction,
    contact_id: int,
    reason: str,
    until: datetime,
    now: datetime,
    *,
    official_id: int | None = None,
) -> None:
    """Let a resident's messages wait until a moment."""
    tx.run(
        "suspended",
        contact_id=contact_id,
        reason=reason,
        official_id=official_id,
        now=stamp(now),
        until=stamp(until),
    )


def of(tx: Transaction, contact_id: int, now: datetime) -> Suspension | None:
    """The term that a resident is in, if they are in one."""
    row = tx.row("suspension_of", contact_id=contact_id, now=stamp(now))
    return _suspension(row) if row else None


def lift(tx: Transaction, contact_id: int, now: datetime) -> bool:
    """End a resident's term now; False where there was none."""
    return tx.run("suspension_lifted", contact_id=contact_id, now=stamp(now)) > 0


def in_force(tx: Transaction, now: datetime) -> list[Suspension]:
    """All terms, the one that ends first first."""
    return [_suspension(row) for row in tx.rows("suspensions_in_force", now=stamp(now))]


def hold(tx: Transaction, contact_id: int, message_id: int) -> None:
    """Let a message wait for the end of its sender's term."""
    tx.run("message_held", message_id=message_id, contact_id=contact_id)


def held(tx: Transaction, contact_id: int) -> list[Held]:
    """What waits of a resident's, oldest first."""
    return [
        Held(
            row["id"],
            msgspec.json.decode(row["content"], type=Content).text,
            parse_stamp(row["at"]),
        )
        for row in tx.rows("messages_held", contact_id=contact_id)
    ]


def let_go(tx: Transaction, contact_id: int) -> None:
    """Nothing waits of a resident's any more."""
    tx.run("messages_let_go", contact_id=contact_id)


def over(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """Residents whose term is over while something waits of theirs, by their contacts' ids."""
    rows = tx.rows("contacts_held_no_longer", now=stamp(now), limit=limit)
    return [row["contact_id"] for row in rows]


def said_before(
    tx: Transaction, contact_id: int, message_id: int, since: datetime
) -> list[SaidBefore]:
    """What a contact wrote since a moment into open tickets, the latest first."""
    rows = tx.rows("said_before", contact_id=contact_id, message_id=message_id, since=stamp(since))
    return [
        SaidBefore(
            text=msgspec.json.decode(row["content"], type=Content).text,
            ticket_id=row["ticket_id"],
            entry_id=row["entry_id"] or "",
        )
        for row in rows
    ]


def _suspension(row: Row) -> Suspension:
    return Suspension(
        contact_id=row["contact_id"],
        reason=row["reason"],
        official=row["name"] or "",
        at=parse_stamp(row["at"]),
        until=parse_stamp(row["until"]),
        number=row.get("number") or "",
        held=row.get("held") or 0,
    )
