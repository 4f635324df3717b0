"""Refits of the matcher's probabilities, and the judged matches that they are learnt from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from bot.clock import parse_stamp, stamp
from bot.store.matching import Feedback, Offered

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.store import Transaction


@dataclass(frozen=True, slots=True)
class Kept:
    """A refit as it is kept; `content` is empty where the built-in probabilities hold again."""

    content: str
    fitted_at: datetime


@dataclass(frozen=True, slots=True)
class JudgedMatch:
    """What was offered, best first, and what a resident made of it.

    `entry_id` is the entry that was answered with, or that they picked.
    """

    offered: tuple[Offered, ...]
    entry_id: str
    feedback: Feedback
    at: datetime


def current(tx: Transaction) -> tuple[int, str]:
    """The number and the content of the refit in force; 0 and nothing where there is none."""
    row = tx.row("refit_current")
    return (row["id"], row["content"]) if row else (0, "")


def every(tx: Transaction) -> list[Kept]:
    """All refits in their order."""
    rows = tx.rows("refits_all")
    return [Kept(row["content"], parse_stamp(row["fitted_at"])) for row in rows]


def keep(tx: Transaction, content: str, now: datetime) -> None:
    """Put a refit in force; an empty one puts the built-in probabilities in force again."""
    tx.run("refit_kept", content=content, fitted_at=stamp(now))


def judged(tx: Transaction, since: date) -> list[JudgedMatch]:
    """The matches since a day of which residents said something."""
    return [
        JudgedMatch(
            msgspec.json.decode(row["candidates"], type=tuple[Offered, ...]),
            row["entry_id"],
            Feedback(row["feedback"]),
            parse_stamp(row["at"]),
        )
        for row in tx.rows("matches_judged", since=since.isoformat())
    ]
