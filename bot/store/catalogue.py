"""The dispatch catalogue (派单目录): which topic goes to which department, and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from bot.store import Row, Transaction


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


def keep_topic(tx: Transaction, topic: Topic) -> None:
    """Add a topic, or give a known one these particulars."""
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
    return tx.run("topic_removed", id=topic_id) > 0


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
