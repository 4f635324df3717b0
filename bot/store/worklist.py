"""The worklist: the tickets that one official may see, in the order in which they want work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.clock import parse_stamp, stamp
from bot.models import Official, Role, Ticket, TicketState
from bot.store import Row, Transaction, tickets
from bot.store.grams import query
from bot.tickets.ladder import Running, Watch

_NUMBER = re.compile(r"[0-9-]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an official asks of the list; empty fields ask for nothing.

    `text` is searched in all that was said, and in the numbers.
    """

    owner_id: int = 0
    department_id: str = ""
    state: str = ""
    open_only: bool = False
    text: str = ""
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list, with the names of its department and owner (empty for none).

    `followers` is how many open tickets follow it, `leader` the number of the one that it follows
    itself; `clock` is the running one that ends first.
    """

    number: str
    title: str
    state: TicketState
    urgent: bool
    hot: bool
    confidential: bool
    created_at: datetime
    first_reply_at: datetime | None
    owner_id: int | None
    department: str
    owner: str
    followers: int = 0
    leader: str = ""
    clock: Running | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """One ticket with what its row does not tell.

    `person` is the resident's name on their channel, `history` how many tickets they have.
    """

    ticket: Ticket
    department: str
    owner: str
    channel: str
    person: str
    history: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open tickets there are for an official, their department, and in all."""

    mine: int
    department: int
    all: int


@dataclass(frozen=True, slots=True)
class Change:
    """A ticket that moved; `version` tells one move from the next."""

    number: str
    version: int
    created_at: datetime


def listed(tx: Transaction, official: Official, wanted: Wanted) -> list[Listed]:
    """The tickets that `official` may see and asks for; what is closed stands last."""
    values: dict[str, object] = {
        **_eyes(official),
        "owner_id": wanted.owner_id,
        "department_id": wanted.department_id,
        "state": wanted.state,
        "limit": wanted.limit,
    }
    if not wanted.text:
        rows = tx.rows("worklist_open" if wanted.open_only else "worklist_standing", **values)
        if not wanted.open_only and len(rows) < wanted.limit:
            rows += tx.rows("worklist_closed", **{**values, "limit": wanted.limit - len(rows)})
        return [_listed(row) for row in rows]
    values["open_only"] = int(wanted.open_only)
    number = f"%{wanted.text}%" if _NUMBER.fullmatch(wanted.text) else ""
    found = tx.rows("worklist_searched", **values, number=number, query=query(wanted.text))
    return [_listed(row) for row in found]


def counts(tx: Transaction, official: Official) -> Counts:
    """How much there is to do."""
    row = tx.row("worklist_counts", **_eyes(official), department_id=official.department_id)
    return Counts(row["mine"], row["department"], row["everything"]) if row else Counts(0, 0, 0)


def opened(tx: Transaction, official: Official, number: str) -> Opened | None:
    """The ticket with this number, or None where there is none that `official` may see."""
    row = tx.row("worklist_one", **_eyes(official), number=number)
    if row is None:
        return None
    return Opened(
        ticket=tickets.get(tx, row["id"]),
        department=row["department"] or "",
        owner=row["owner"] or "",
        channel=row["channel"],
        person=row["person"],
        history=row["history"],
    )


def changed(tx: Transaction, official: Official, since: datetime, limit: int = 200) -> list[Change]:
    """The tickets that moved at `since` or later, the latest move first."""
    found = tx.rows("worklist_changed", **_eyes(official), since=stamp(since), limit=limit)
    return [Change(row["number"], row["version"], parse_stamp(row["created_at"])) for row in found]


def pulse(tx: Transaction, official: Official, number: str) -> str:
    """A text that differs whenever a ticket's page would; empty where there is no such ticket."""
    row = tx.row("ticket_pulse", **_eyes(official), number=number)
    return "/".join(str(value) for value in row.values()) if row else ""


def official_names(tx: Transaction) -> dict[int, str]:
    """The names of all officials, former ones too, by their ids."""
    return {row["id"]: row["name"] for row in tx.rows("official_names")}


def _eyes(official: Official) -> dict[str, object]:
    return {
        "official_id": official.id,
        "named": f"%,{official.id},%",
        "sees_all": int(Role.ADMINISTRATOR in official.roles),
        "unit": official.department_id,
    }


def _listed(row: Row) -> Listed:
    return Listed(
        number=row["number"],
        title=row["title"],
        state=TicketState(row["state"]),
        urgent=bool(row["urgent"]),
        hot=bool(row["hot"]),
        confidential=bool(row["confidential"]),
        created_at=parse_stamp(row["created_at"]),
        first_reply_at=parse_stamp(row["first_reply_at"]) if row["first_reply_at"] else None,
        owner_id=row["owner_id"],
        department=row["department"] or "",
        owner=row["owner"] or "",
        followers=row["followers"],
        leader=row["leader"] or "",
        clock=Running(Watch(row["watch"]), parse_stamp(row["due"])) if row["watch"] else None,
    )
