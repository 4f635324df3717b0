"""Tickets and their events: a ticket row moves only together with the event that moved it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from bot.clock import local_date, parse_stamp, stamp
from bot.models import (
    Actor,
    Kind,
    Outcome,
    Satisfaction,
    Ticket,
    TicketEvent,
    TicketState,
    Verdict,
)
from bot.signing import Signer
from bot.store import Row, Transaction
from bot.tickets.actions import Action
from bot.tickets.fold import Standing, step

FIRST = "0" * 64
"""What the first event of a chain has before it."""


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A matter about to become a ticket.

    `since`: when the resident told of it, where that was before now; its promises count from then.
    """

    contact_id: int
    title: str
    first_reply_due: datetime
    language: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something about to happen to a ticket.

    `changes` are the fields of `bot.tickets.fold.Standing` that it changes, as JSON values;
    `text` is what was said, of which only a keyed digest is kept here; `detail` anything else
    worth telling, without personal data.
    """

    action: Action
    actor: Actor
    actor_id: int | None
    to_state: TicketState | None = None
    message_id: int | None = None
    text: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets a list is to show; empty fields ask for nothing."""

    state: str = ""
    department_id: str = ""
    owner_id: int = 0
    open_only: bool = False
    limit: int = 100
    offset: int = 0


def open_ticket(tx: Transaction, new: NewTicket, now: datetime, zone: ZoneInfo) -> Ticket:
    """A new ticket with the day's next number, as yet without an event: record one at once."""
    day = local_date(now, zone)
    taken = tx.row("ticket_number_taken", day=day.isoformat())
    row = tx.row(
        "ticket_opened",
        number=f"{day:%Y%m%d}-{taken['last'] if taken else 1:04d}",
        contact_id=new.contact_id,
        title=new.title,
        language=new.language,
        created_at=stamp(new.since or now),
        now=stamp(now),
        created_date=day.isoformat(),
        first_reply_due=stamp(new.first_reply_due),
    )
    if row is None:
        raise LookupError("an insert returns its row")
    return ticket_of(row)


def record(
    tx: Transaction, ticket: Ticket, event: NewEvent, now: datetime, zone: ZoneInfo, seal: Signer
) -> Ticket:
    """Append an event and move the ticket's row with it; the ticket as it stands then.

    The ticket has to be locked, or new. Raises `LookupError` where it moved meanwhile.
    """
    target = event.to_state or ticket.state
    changes = event.changes
    if not ticket.version:
        # The promise is part of the first event, so that events alone can tell it.
        changes = {"first_reply_due": stamp(ticket.first_reply_due), **changes}
    standing = step(_standing(ticket), event.action, event.actor, target, now, changes)
    kept: dict[str, object] = {
        "ticket_id": ticket.id,
        "sequence": standing.version,
        "action": event.action.value,
        "actor": event.actor.value,
        "actor_id": event.actor_id,
        "at": stamp(now),
        "local_date": local_date(now, zone).isoformat(),
        "from_state": ticket.state.value if ticket.version else None,
        "to_state": target.value,
        "message_id": event.message_id,
        "detail": _canonical({"changes": changes, **event.detail}),
        "content_digest": seal.digest("content", event.text).hex() if event.text else "",
        "previous": ticket.digest or FIRST,
    }
    digest = chained(kept, seal)
    tx.row("event_kept", **kept, digest=digest)
    stands = {name: getattr(standing, name) for name in Standing.__slots__}
    values = {name: _plain(value) for name, value in stands.items()}
    if not tx.run("ticket_moved", id=ticket.id, digest=digest, now=stamp(now), **values):
        raise LookupError(f"ticket {ticket.number} moved while it was being changed")
    return replace(ticket, **stands, updated_at=now, digest=digest)


def chained(event: dict[str, object], seal: Signer) -> str:
    """The digest of an event's fields, the digest before it among them: 64 hexadecimal digits."""
    fields = {name: value for name, value in event.items() if name not in ("id", "digest")}
    return seal.digest("event", _canonical(fields)).hex()


def describe(tx: Transaction, ticket: Ticket, *, place: str, phone: str) -> Ticket:
    """Note where it is and how the resident can be called; both are theirs, and erasable."""
    tx.run("ticket_described", id=ticket.id, place=place, phone=phone)
    return replace(ticket, place=place, phone=phone)


def by_number(tx: Transaction, number: str) -> Ticket | None:
    """The ticket with this number."""
    row = tx.row("ticket_by_number", number=number)
    return ticket_of(row) if row else None


def ending(tx: Transaction, digits: str, limit: int) -> list[Ticket]:
    """Tickets whose number ends with these digits, newest first; closed ones if none is open."""
    ending = f"%-{digits.zfill(4)}"
    found = tx.rows("tickets_ending_open", ending=ending, limit=limit)
    # A short number almost always means an open one; the closed ones are many.
    if not found:
        found = tx.rows("tickets_ending_closed", ending=ending, limit=limit)
    return [ticket_of(row) for row in found]


def get(tx: Transaction, ticket_id: int) -> Ticket:
    """The ticket with this id. Raises `LookupError` where there is none."""
    return _existing(tx.row("ticket_by_id", id=ticket_id), ticket_id)


def lock(tx: Transaction, ticket_id: int) -> Ticket:
    """The ticket with this id, locked. Lock its contact first."""
    return _existing(tx.row("ticket_locked", id=ticket_id), ticket_id)


def open_of(tx: Transaction, contact_id: int) -> list[Ticket]:
    """A contact's open tickets, newest first."""
    return [ticket_of(row) for row in tx.rows("tickets_open_of_contact", contact_id=contact_id)]


def of(tx: Transaction, contact_id: int, limit: int) -> list[Ticket]:
    """A contact's newest tickets, newest first."""
    found = tx.rows("tickets_of_contact", contact_id=contact_id, limit=limit)
    return [ticket_of(row) for row in found]


def of_person(tx: Transaction, contact_id: int, limit: int) -> list[Ticket]:
    """The newest tickets of a contact, and of those that are one person with them (绑定)."""
    found = tx.rows("tickets_of_person", contact_id=contact_id, limit=limit)
    return [ticket_of(row) for row in found]


def listed(tx: Transaction, wanted: Wanted) -> list[Ticket]:
    """Tickets in the order of work: open by deadline, then answered, then closed."""
    found = tx.rows(
        "tickets_listed",
        state=wanted.state,
        department_id=wanted.department_id,
        owner_id=wanted.owner_id,
        open_only=int(wanted.open_only),
        limit=wanted.limit,
        offset=wanted.offset,
    )
    return [ticket_of(row) for row in found]


def saying(tx: Transaction, query: str, limit: int) -> list[Ticket]:
    """Tickets in whose conversation all the words of `query` (from `bot.store.grams`) stand."""
    return [ticket_of(row) for row in tx.rows("tickets_saying", query=query, limit=limit)]


def events(tx: Transaction, ticket_id: int) -> list[TicketEvent]:
    """All that happened to a ticket, in order."""
    return [_event(row) for row in tx.rows("events_of_ticket", ticket_id=ticket_id)]


def counts(tx: Transaction) -> dict[TicketState, int]:
    """How many tickets are in each state."""
    return {TicketState(row["state"]): row["count"] for row in tx.rows("ticket_counts")}


def broken_chains(tx: Transaction, seal: Signer) -> list[str]:
    """The numbers of tickets whose events were altered, removed or put in, or whose row is not
    what its events say.
    """
    return [row["number"] for row in tx.rows("ticket_ids") if not _whole(tx, row["id"], seal)]


def _whole(tx: Transaction, ticket_id: int, seal: Signer) -> bool:
    ticket = get(tx, ticket_id)
    standing, previous = Standing(), FIRST
    for row in tx.rows("events_of_ticket", ticket_id=ticket_id):
        event = _event(row)
        if row["previous"] != previous or chained(dict(row), seal) != row["digest"]:
            return False
        noted = event.detail.get("changes")
        changed = noted if isinstance(noted, dict) else {}
        standing = step(standing, event.action, event.actor, event.to_state, event.at, changed)
        previous = row["digest"]
    if standing.first_reply_due is None:
        # Registered before deadlines stood in events.
        standing = replace(standing, first_reply_due=ticket.first_reply_due)
    return standing == _standing(ticket) and ticket.digest == previous


def _canonical(value: dict[str, Any]) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _plain(value: object) -> object:
    match value:
        case datetime():
            return stamp(value)
        case date():
            return value.isoformat()
        case bool():
            return int(value)
        case tuple():
            # ',one,two,' so that LIKE finds a member
            return f",{','.join(map(str, value))}," if value else ""
        case str():
            return str(value)
    return value


def _standing(ticket: Ticket) -> Standing:
    return Standing(**{name: getattr(ticket, name) for name in Standing.__slots__})


def _existing(row: Row | None, ticket_id: int) -> Ticket:
    if row is None:
        raise LookupError(f"there is no ticket {ticket_id}")
    return ticket_of(row)


def ticket_of(row: Row) -> Ticket:
    """The ticket that a whole row of the table holds."""
    return Ticket(**{name: read(row[name]) for name, read in _READ.items()})


def _members(text: str) -> tuple[str, ...]:
    return tuple(member for member in text.split(",") if member)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(member) for member in _members(text))


def _maybe(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _same(value: Any) -> Any:  # noqa: ANN401 - whatever the column holds
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    **{field.name: _same for field in fields(Ticket)},
    "state": TicketState,
    "kind": Kind,
    "assisting": _members,
    "confidants": _numbers,
    **dict.fromkeys(("created_at", "updated_at", "first_reply_due"), parse_stamp),
    **dict.fromkeys(
        (
            "acceptance_due",
            "accepted_at",
            "first_reply_at",
            "resolution_due",
            "resolution_due_original",
            "paused_at",
            "answered_at",
            "confirm_by",
            "closed_at",
        ),
        _maybe(parse_stamp),
    ),
    **dict.fromkeys(
        (
            "urgent",
            "hot",
            "hard",
            "confidential",
            "supervised",
            "reminded",
            "abuse",
            "visit_required",
            "scheduled_moved",
        ),
        bool,
    ),
    **dict.fromkeys(("outcome", "proposed"), _maybe(Outcome)),
    **dict.fromkeys(("first_verdict", "verdict", "contested_verdict"), _maybe(Verdict)),
    "satisfaction": _maybe(Satisfaction),
    "scheduled_for": _maybe(date.fromisoformat),
}
"""How each column becomes a field of `Ticket`."""


def _event(row: Row) -> TicketEvent:
    return TicketEvent(
        id=row["id"],
        ticket_id=row["ticket_id"],
        sequence=row["sequence"],
        action=row["action"],
        actor=Actor(row["actor"]),
        actor_id=row["actor_id"],
        at=parse_stamp(row["at"]),
        from_state=TicketState(row["from_state"]) if row["from_state"] else None,
        to_state=TicketState(row["to_state"]),
        message_id=row["message_id"],
        detail=msgspec.json.decode(row["detail"], type=dict[str, object]),
        content_digest=row["content_digest"],
        previous=row["previous"],
        digest=row["digest"],
    )
