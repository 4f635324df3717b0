"""What the three rates are computed from: events of tickets, and the periods that are frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from bot.clock import parse_stamp, stamp
from bot.store import links, people, tickets
from bot.tickets.fold import fold
from bot.tickets.rated import Life, Matter, matter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bot.store import Transaction


@dataclass(frozen=True, slots=True)
class Frozen:
    """The rows of a period as they stood at `at`."""

    at: datetime
    matters: tuple[Matter, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows; `last` is the id of the last ticket that was read, 0 where there are no more."""

    matters: tuple[Matter, ...]
    last: int


def page(tx: Transaction, first: date, last: date, *, after: int, limit: int) -> Page:
    """The next tickets that were registered on these days of the city's."""
    found = tx.rows(
        "rated_tickets",
        first=first.isoformat(),
        last=last.isoformat(),
        after=after,
        limit=limit,
    )
    read = tuple(matter(_life(tx, row["id"], row["number"])) for row in found)
    return Page(read, found[-1]["id"] if found else 0)


def freeze(tx: Transaction, period: str, matters: Sequence[Matter], now: datetime) -> bool:
    """Keep a period's rows for good; False where it is frozen already."""
    rows = msgspec.json.encode(matters).decode()
    return tx.run("rates_frozen", period=period, now=stamp(now), matters=rows) > 0


def frozen(tx: Transaction, period: str) -> Frozen | None:
    """A frozen period; None where it is not frozen yet."""
    row = tx.row("rates_of_period", period=period)
    if row is None:
        return None
    matters = msgspec.json.decode(row["matters"], type=tuple[Matter, ...])
    return Frozen(parse_stamp(row["frozen_at"]), matters)


def _life(tx: Transaction, ticket_id: int, number: str) -> Life:
    events = tickets.events(tx, ticket_id)
    person, leader = events[0].actor_id or 0, fold(events).follows_id
    leads = _asked_by(tx, leader, person) if leader is not None else None
    linked = bool(people.officials_behind(tx, person))
    return Life(number, person, events, leads, linked)


def _asked_by(tx: Transaction, ticket_id: int, person: int) -> int:
    """Who registered a ticket; `person` where it is the same one on another channel."""
    row = tx.row("first_actor", ticket_id=ticket_id)
    asked = int(row["actor_id"] or 0) if row else 0
    return person if links.are_one(tx, person, asked) else asked
