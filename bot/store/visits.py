"""Field visits (现场办理) as records: who went, when and where, what was found and done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import parse_stamp, stamp
from bot.models import Visit
from bot.store import Row, Transaction


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit about to be kept; its photographs lie with the message."""

    ticket_id: int
    official_id: int
    visited_at: datetime
    place: str
    found: str
    done: str
    message_id: int
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def keep(tx: Transaction, new: NewVisit, now: datetime) -> Visit:
    """Keep the record of a visit."""
    row = tx.row(
        "visit_kept",
        ticket_id=new.ticket_id,
        official_id=new.official_id,
        visited_at=stamp(new.visited_at),
        now=stamp(now),
        place=new.place,
        found=new.found,
        done=new.done,
        before_photos=",".join(new.before),
        after_photos=",".join(new.after),
        message_id=new.message_id,
    )
    if row is None:
        raise LookupError("an insert returns its row")
    return _visit(row)


def of(tx: Transaction, ticket_id: int) -> list[Visit]:
    """The visits made for a ticket, oldest first."""
    return [_visit(row) for row in tx.rows("visits_of_ticket", ticket_id=ticket_id)]


def _visit(row: Row) -> Visit:
    return Visit(
        id=row["id"],
        ticket_id=row["ticket_id"],
        official_id=row["official_id"],
        visited_at=parse_stamp(row["visited_at"]),
        recorded_at=parse_stamp(row["recorded_at"]),
        place=row["place"],
        found=row["found"],
        done=row["done"],
        message_id=row["message_id"],
        before=tuple(filter(None, row["before_photos"].split(","))),
        after=tuple(filter(None, row["after_photos"].split(","))),
    )
