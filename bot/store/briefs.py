"""What the brief (简报) tells: how a day went, and what many ask of (热点). Counts, no names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.clock import local_day, stamp

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.store import Transaction

_REACH = timedelta(days=30)
"""How long before its due time a ticket may have been registered: a promise is far shorter."""


@dataclass(frozen=True, slots=True)
class Day:
    """How a day went, up to a moment.

    `due` are the tickets whose first reply was due, `in_time` those of them that had it; `actions`
    counts tickets by what was done with them; `answered_at_once` are questions that the FAQ knew.
    """

    tickets: int
    people: int
    answered_at_once: int
    due: int
    in_time: int
    actions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class HotSpot:
    """A topic that many ask of: how many people of late, and in the days before, all together."""

    topic: str
    department_id: str
    people: int
    before: int


def day(tx: Transaction, start: datetime, end: datetime, zone: ZoneInfo) -> Day:
    """How the day that begins at `start` went until `end`."""
    today = local_day(start, zone)
    registered = tx.row("brief_registered", day=today)
    first = local_day(start - _REACH, zone)
    due = tx.row("brief_due", first_day=first, since=stamp(start), until=stamp(end))
    known = tx.row("brief_answered_at_once", day=today)
    if registered is None or due is None or known is None:
        raise LookupError("a count always has its row")
    return Day(
        tickets=registered["tickets"],
        people=registered["people"],
        answered_at_once=known["count"],
        due=due["due"],
        in_time=due["in_time"],
        actions={row["action"]: row["tickets"] for row in tx.rows("brief_actions", day=today)},
    )


def late(tx: Transaction, now: datetime) -> dict[str, int]:
    """How many tickets are late by now, by department, the most first."""
    return {row["department_id"]: row["count"] for row in tx.rows("brief_late", now=stamp(now))}


def hot_spots(
    tx: Transaction,
    since: datetime,
    until: datetime,
    *,
    compared: timedelta,
    zone: ZoneInfo,
    fewest: int,
    limit: int,
) -> list[HotSpot]:
    """What at least `fewest` people asked of in a stretch of time, the most asked first.

    Beside it stands how many asked in the stretch of `compared` before.
    """
    found = tx.rows(
        "hot_topics",
        since=stamp(since),
        until=stamp(until),
        compared=stamp(since - compared),
        first_day=local_day(since - compared, zone),
        fewest=fewest,
        limit=limit,
    )
    return [
        HotSpot(row["topic"], row["department_id"], row["people"], row["before"]) for row in found
    ]
