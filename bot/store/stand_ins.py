"""Who stands in for whom (副手), and who is away until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import parse_stamp, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store import Transaction


@dataclass(frozen=True, slots=True)
class Absence:
    """An official is away from `starts_at` until (not including) `ends_at`."""

    official_id: int
    starts_at: datetime
    ends_at: datetime


def name_deputy(tx: Transaction, official_id: int, deputy_id: int | None) -> None:
    """Let a deputy stand in for an official, instead of whoever did; None for nobody."""
    if deputy_id is None:
        tx.run("deputy_dropped", official_id=official_id)
    else:
        tx.run("deputy_named", official_id=official_id, deputy_id=deputy_id)


def deputies(tx: Transaction) -> dict[int, int]:
    """The ids of the active deputies by the ids of those whom they stand in for."""
    return {row["official_id"]: row["deputy_id"] for row in tx.rows("deputies_named")}


def go_away(tx: Transaction, absence: Absence) -> None:
    """Note that an official will be away; an earlier note of theirs is replaced."""
    tx.run(
        "absence_kept",
        official_id=absence.official_id,
        starts_at=stamp(absence.starts_at),
        ends_at=stamp(absence.ends_at),
    )


def come_back(tx: Transaction, official_id: int) -> bool:
    """Note that an official is back; False where they were not away."""
    return tx.run("absence_ended", official_id=official_id) > 0


def absences(tx: Transaction, now: datetime) -> list[Absence]:
    """Who is away, and who will be, by when it begins."""
    return [
        Absence(row["official_id"], parse_stamp(row["starts_at"]), parse_stamp(row["ends_at"]))
        for row in tx.rows("absences_after", now=stamp(now))
    ]


def absent(tx: Transaction, now: datetime) -> frozenset[int]:
    """The ids of those who are away now."""
    return frozenset(each.official_id for each in absences(tx, now) if each.starts_at <= now)
