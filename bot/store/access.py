"""The access log: who looked at a resident's personal data, when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import local_day, parse_stamp, stamp
from bot.store import Transaction

LOOKED = "looked"
READ = "read"
ONE_LOOK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Access:
    """One look at personal data; `name` is the official's, empty for a command at the machine.

    `ticket` is the number of the ticket it was about, if it was about one.
    """

    official_id: int | None
    name: str
    action: str
    at: datetime
    ticket: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which looks are asked for; what is empty asks for nothing. `since` is a day of the city."""

    ticket: str = ""
    name: str = ""
    since: date | None = None
    limit: int = 200


def looked(
    tx: Transaction,
    official_id: int,
    ticket_id: int,
    now: datetime,
    zone: ZoneInfo,
    *,
    detail: str = "",
) -> None:
    """Note that an official opened the personal details of a ticket; `detail` says where."""
    note(tx, LOOKED, now, zone, official_id=official_id, ticket_id=ticket_id, detail=detail)


def read(tx: Transaction, official_id: int, ticket_id: int, now: datetime, zone: ZoneInfo) -> None:
    """Note that an official read personal data in a ticket's words, once in an hour.

    An open page asks for its ticket again whenever it moves; that is one look.
    """
    since = stamp(now - ONE_LOOK)
    values = {"official_id": official_id, "ticket_id": ticket_id, "action": READ}
    if tx.row("access_since", **values, since=since) is None:
        note(tx, READ, now, zone, official_id=official_id, ticket_id=ticket_id, detail="desk")


def note(
    tx: Transaction,
    action: str,
    now: datetime,
    zone: ZoneInfo,
    *,
    official_id: int | None = None,
    ticket_id: int | None = None,
    detail: str = "",
) -> None:
    """Note any access to personal data (an export has no ticket, a command no official)."""
    tx.run(
        "access_noted",
        official_id=official_id,
        action=action,
        ticket_id=ticket_id,
        detail=detail,
        at=stamp(now),
        local_date=local_day(now, zone),
    )


def of_ticket(tx: Transaction, ticket_id: int) -> list[Access]:
    """Everyone who looked at a ticket's personal details, in order."""
    return [
        Access(row["official_id"], row["name"] or "", row["action"], parse_stamp(row["at"]))
        for row in tx.rows("accesses_to_ticket", ticket_id=ticket_id)
    ]


def listed(tx: Transaction, wanted: Wanted) -> list[Access]:
    """The looks that are asked for, the latest first."""
    rows = tx.rows(
        "accesses_listed",
        number=wanted.ticket,
        name=wanted.name,
        since=wanted.since.isoformat() if wanted.since else "",
        limit=wanted.limit,
    )
    return [
        Access(
            row["official_id"],
            row["name"] or "",
            row["action"],
            parse_stamp(row["at"]),
            row["number"] or "",
            row["detail"],
        )
        for row in rows
    ]
