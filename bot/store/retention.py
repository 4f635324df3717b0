"""What is kept how long: the daily sweep, kind by kind, in steps short enough to hold nobody up."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec

from bot.clock import parse_stamp, stamp
from bot.store import Row, Transaction, erasing

STEP = 500
"""Rows that one step erases at most."""
TICKETS = 50
"""Tickets that one step erases at most, each with all that was said in it."""
_OF_A_TICKET = ("approvals_of_ticket_erased", "visits_of_ticket_erased", "ticket_erased")


class Kept(StrEnum):
    """The kinds of what is kept for a time; the settings of `retention` bear the same names."""

    CONVERSATIONS = "conversations"
    """What was said outside tickets."""
    TICKETS = "tickets"
    """What was said in closed tickets, with their titles, places and telephone numbers."""
    FILES = "files"
    """Photographs and recordings, of closed tickets and outside them."""
    ARRIVALS = "arrivals"
    """Messages as the platforms delivered them, once handled."""
    CONTACTS = "contacts"
    """The addresses of residents who have not written for long and have nothing open."""
    ACCESS_LOG = "access_log"
    """Who looked at personal data."""


@dataclass(frozen=True, slots=True)
class Run:
    """One day's sweep: how much of each kind was erased."""

    day: date
    at: datetime
    erased: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _InOrder:
    """A kind whose rows grow old in the order of their ids, but for a clock that was set back.

    The statements that tell the newest id and when a row came, that which finds what goes, and that
    which finds the first that is too young among them.
    """

    kind: Kept
    newest: str
    at: str
    rows: str
    standing: str


_SAID = _InOrder(
    Kept.CONVERSATIONS,
    "message_newest_id",
    "message_from",
    "messages_outside_tickets",
    "message_left_standing",
)
_ARRIVED = _InOrder(
    Kept.ARRIVALS,
    "arrival_newest_id",
    "arrival_from",
    "arrivals_done",
    "arrival_left_standing",
)


def begin(tx: Transaction, day: date, now: datetime) -> bool:
    """Claim a day's run; False where it has been claimed before."""
    return tx.row("retention_begun", day=day.isoformat(), now=stamp(now)) is not None


def end(tx: Transaction, day: date, erased: Mapping[str, int]) -> None:
    """Note what a day's run has erased."""
    text = msgspec.json.encode(dict(erased)).decode()
    tx.run("retention_ended", day=day.isoformat(), erased=text)


def tidy(tx: Transaction) -> None:
    """Let the search's index lose for good what was taken out of it."""
    tx.run("message_search_tidied")


def runs(tx: Transaction, limit: int) -> list[Run]:
    """The latest runs, the newest first."""
    return [
        Run(
            date.fromisoformat(row["day"]),
            parse_stamp(row["at"]),
            msgspec.json.decode(row["erased"], type=dict[str, int]),
        )
        for row in tx.rows("retention_runs", limit=limit)
    ]


def sweep(tx: Transaction, kind: Kept, before: datetime, now: datetime) -> int:
    """Erase up to `STEP` of what is older than `before`; how many. Call it until it finds none."""
    return _SWEEPS[kind](tx, before, now)


def _conversations(tx: Transaction, before: datetime, now: datetime) -> int:
    ids = _aged(tx, _SAID, before)
    erasing.erase_messages(tx, ids, now)
    return len(ids)


def _arrivals(tx: Transaction, before: datetime, _: datetime) -> int:
    ids = _aged(tx, _ARRIVED, before)
    ids += _ids(tx, "arrivals_done_late", before)
    return tx.run("arrivals_swept", ids=msgspec.json.encode(ids).decode()) if ids else 0


def _tickets(tx: Transaction, before: datetime, now: datetime) -> int:
    erased = 0
    for ticket_id in _ids(tx, "tickets_closed_long", before, TICKETS):
        kept = [row["id"] for row in tx.rows("messages_kept_of_ticket", ticket_id=ticket_id)]
        erasing.erase_messages(tx, kept, now)
        for statement in _OF_A_TICKET:
            tx.run(statement, ticket_id=ticket_id)
        erased += len(kept) + 1
    return erased


def _files(tx: Transaction, before: datetime, _: datetime) -> int:
    ids = _ids(tx, "messages_with_old_files", before)
    erasing.let_files_go(tx, ids)
    return len(ids)


def _contacts(tx: Transaction, before: datetime, now: datetime) -> int:
    ids = _ids(tx, "contacts_silent", before)
    for contact_id in ids:
        erasing.erase_silent(tx, contact_id, now)
    return len(ids)


def _aged(tx: Transaction, by: _InOrder, before: datetime) -> list[int]:
    """The next rows that are older than a moment, after all that earlier sweeps have gone by."""
    after = _number(tx.row("retention_reached", kind=by.kind.value), "row_id")
    newest = _number(tx.row(by.newest), "id")

    def at(row_id: int) -> str:
        found = tx.row(by.at, id=row_id)
        return found["at"] if found else ""

    moment = stamp(before)
    until = bisect_left(range(newest + 1), moment, min(after, newest) + 1, key=at)
    found = tx.rows(by.rows, after=after, until=until, before=moment, limit=STEP)
    ids = [row["id"] for row in found]
    reached = ids[-1] if len(ids) == STEP else until - 1
    if standing := _number(
        tx.row(by.standing, after=after, until=reached + 1, before=moment), "id"
    ):
        # Its time comes later: the next sweeps look there again.
        reached = standing - 1
    tx.run("retention_reaches", kind=by.kind.value, row_id=max(after, reached))
    return ids


def _number(row: Row | None, name: str) -> int:
    return (row[name] or 0) if row else 0


def _ids(tx: Transaction, statement: str, before: datetime, limit: int = STEP) -> list[int]:
    return [row["id"] for row in tx.rows(statement, before=stamp(before), limit=limit)]


_SWEEPS: dict[Kept, Callable[[Transaction, datetime, datetime], int]] = {
    Kept.CONVERSATIONS: _conversations,
    Kept.TICKETS: _tickets,
    Kept.FILES: _files,
    Kept.ARRIVALS: _arrivals,
    Kept.CONTACTS: _contacts,
    Kept.ACCESS_LOG: lambda tx, before, _: tx.run("access_swept", before=stamp(before)),
}
