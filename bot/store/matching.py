"""What matching said, and what the resident made of it: the evidence later learning rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from bot.clock import local_day, parse_stamp, stamp
from bot.store import Row, Transaction


class Feedback(StrEnum):
    """What a resident made of what was matched."""

    USEFUL = "useful"
    UNSOLVED = "unsolved"
    PICKED = "picked"
    NONE_OF_THEM = "none"


class Offered(msgspec.Struct, frozen=True):
    """One entry that matched, by the wording of it that did, and how sure (0..1)."""

    id: str
    question: str
    score: float


class NewMatch(msgspec.Struct, frozen=True):
    """What matching said about a message; `entry_id` is the entry that answered, if one did."""

    inbox_id: int
    contact_id: int
    message_id: int
    decision: str
    offered: tuple[Offered, ...] = ()
    entry_id: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """A kept match; `feedback` is empty until the resident says something about it."""

    id: int
    contact_id: int
    message_id: int | None
    decision: str
    entry_id: str
    offered: tuple[Offered, ...]
    feedback: str
    at: datetime


class _Row(msgspec.Struct, frozen=True):
    """What is written of a match as it is kept."""

    inbox_id: int
    contact_id: int
    message_id: int
    decision: str
    entry_id: str
    score: float
    candidates: str
    at: str
    local_date: str


def log(tx: Transaction, new: NewMatch, now: datetime, zone: ZoneInfo) -> int:
    """Keep what matching said; its id."""
    row = _Row(
        new.inbox_id,
        new.contact_id,
        new.message_id,
        new.decision,
        new.entry_id,
        new.offered[0].score if new.offered else 0.0,
        msgspec.json.encode(new.offered).decode(),
        stamp(now),
        local_day(now, zone),
    )
    return tx.keep("match_logged", row)


def get(tx: Transaction, match_id: int) -> Matched | None:
    """A kept match."""
    row = tx.row("match_by_id", id=match_id)
    return _matched(row) if row else None


def judge(tx: Transaction, match_id: int, feedback: Feedback, entry_id: str = "") -> None:
    """Note what the resident made of it; `entry_id` where they picked an entry."""
    tx.run("match_judged", id=match_id, feedback=feedback.value, entry_id=entry_id)


def _matched(row: Row) -> Matched:
    return Matched(
        id=row["id"],
        contact_id=row["contact_id"],
        message_id=row["message_id"],
        decision=row["decision"],
        entry_id=row["entry_id"],
        offered=msgspec.json.decode(row["candidates"], type=tuple[Offered, ...]),
        feedback=row["feedback"],
        at=parse_stamp(row["at"]),
    )
