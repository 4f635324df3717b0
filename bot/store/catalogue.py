"""The dispatch catalogue (派单目录): which topic goes to which department, and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from bot.clock import parse_stamp, stamp

if TYPE_CHECKING:
    from bot.store import Row, Transaction

_SUBJECT = "catalogue"


class Kind(StrEnum):
    """What a resident wants of us; it decides how long we may take."""

    CONSULTATION = "consultation"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    HELP = "help"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Topic:
    """One row of the catalogue.

    `variants` are other words for the topic. An `urgent` one is acted on within two hours; where
    a `visit_required`, nothing counts as done without a record of having been there.
    """

    id: str
    topic: str
    department_id: str
    variants: tuple[str, ...] = ()
    kind: Kind = Kind.HELP
    urgent: bool = False
    visit_required: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """An official sent a ticket elsewhere: what it said (masked) belongs to `department_id`.

    `instead_of` is the unit that had it before, empty for none. `ticket` and `official` name
    where it was learnt and from whom.
    """

    id: int
    wording: str
    department_id: str
    instead_of: str
    ticket: str
    official: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """A correction about to be remembered; the fields mean what those of `Correction` mean."""

    ticket_id: int
    wording: str
    department_id: str
    instead_of: str
    official_id: int


def version(tx: Transaction) -> int:
    """A number that moves whenever a topic or a correction does."""
    row = tx.row("version_of", subject=_SUBJECT)
    return int(row["version"]) if row else 0


def keep_topic(tx: Transaction, topic: Topic) -> None:
    """Add a topic, or give a known one these particulars."""
    tx.run("version_moved", subject=_SUBJECT)
    tx.run(
        "topic_kept",
        id=topic.id,
        topic=topic.topic,
        variants=msgspec.json.encode(topic.variants).decode(),
        department_id=topic.department_id,
        kind=topic.kind.value,
        urgent=int(topic.urgent),
        visit_required=int(topic.visit_required),
    )


def topic(tx: Transaction, topic_id: str) -> Topic | None:
    """The topic with this id."""
    row = tx.row("topic_by_id", id=topic_id)
    return _topic(row) if row else None


def topics(tx: Transaction) -> list[Topic]:
    """All topics, by id."""
    return [_topic(row) for row in tx.rows("topics_active")]


def remove_topic(tx: Transaction, topic_id: str) -> bool:
    """Take a topic out of the catalogue; False where it was not in it."""
    tx.run("version_moved", subject=_SUBJECT)
    return tx.run("topic_removed", id=topic_id) > 0


def correct(tx: Transaction, new: NewCorrection, now: datetime) -> None:
    """Remember where a ticket belongs; of one that is sent on again, the last word counts."""
    tx.run("version_moved", subject=_SUBJECT)
    tx.run(
        "correction_kept",
        ticket_id=new.ticket_id,
        wording=new.wording,
        department_id=new.department_id,
        instead_of=new.instead_of,
        official_id=new.official_id,
        now=stamp(now),
    )


def corrections(tx: Transaction) -> list[Correction]:
    """All that was corrected, the oldest first."""
    return [_correction(row) for row in tx.rows("corrections_kept")]


def remove_correction(tx: Transaction, correction_id: int) -> bool:
    """Forget a correction; False where there was none with this id."""
    tx.run("version_moved", subject=_SUBJECT)
    return tx.run("correction_removed", id=correction_id) > 0


def forget_ticket(tx: Transaction, ticket_id: int) -> None:
    """Forget what was learnt from a ticket: its resident is erased, or it became confidential."""
    if tx.run("correction_of_ticket_removed", ticket_id=ticket_id):
        tx.run("version_moved", subject=_SUBJECT)


def forget_person(tx: Transaction, contact_id: int) -> None:
    """Forget what was learnt from a resident's words."""
    if tx.run("corrections_of_person_removed", contact_id=contact_id):
        tx.run("version_moved", subject=_SUBJECT)


def _correction(row: Row) -> Correction:
    return Correction(
        id=row["id"],
        wording=row["wording"],
        department_id=row["department_id"],
        instead_of=row["instead_of"],
        ticket=row["number"] or "",
        official=row["official"],
        at=parse_stamp(row["at"]),
    )


def _topic(row: Row) -> Topic:
    return Topic(
        id=row["id"],
        topic=row["topic"],
        department_id=row["department_id"],
        variants=msgspec.json.decode(row["variants"], type=tuple[str, ...]),
        kind=Kind(row["kind"]),
        urgent=bool(row["urgent"]),
        visit_required=bool(row["visit_required"]),
    )
