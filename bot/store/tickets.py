"""Tickets and their events: a ticket row moves only together with the event that moved it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from bot.clock import local_date, local_day, parse_stamp, stamp
from bot.models import (
    Actor,
    Ticket,
    TicketEvent,
    TicketState,
)
from bot.signing import Signer
from bot.store import Row, Transaction
from bot.store.tally import TICKETS, Tally
from bot.store.ticket_rows import columns, ticket_of
from bot.tickets.actions import Action
from bot.tickets.fold import Standing, moves, step

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


class NewEvent(msgspec.Struct, frozen=True):
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
    changes: dict[str, Any] = msgspec.field(default_factory=dict)
    detail: dict[str, Any] = msgspec.field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """A ticket that is not kept yet, as its first events leave it."""

    ticket: Ticket
    events: list[dict[str, object]] = field(default_factory=list)

    def note(self, event: NewEvent, now: datetime, zone: ZoneInfo, seal: Signer) -> Draft:
        """Let an event happen to it; the draft."""
        self.ticket, noted = _moved(self.ticket, event, now, zone, seal)
        self.events.append(noted)
        return self


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets a list is to show; empty fields ask for nothing."""

    state: str = ""
    department_id: str = ""
    owner_id: int = 0
    open_only: bool = False
    limit: int = 100
    offset: int = 0


def draft(new: NewTicket, now: datetime) -> Draft:
    """A ticket that is about to be: without a number, and as yet without an event."""
    return Draft(
        Ticket(
            id=0,
            number="",
            contact_id=new.contact_id,
            state=TicketState.REGISTERED,
            title=new.title,
            created_at=new.since or now,
            updated_at=now,
            first_reply_due=new.first_reply_due,
            version=0,
            language=new.language,
        )
    )


def open_ticket(tx: Transaction, new: Draft, now: datetime, zone: ZoneInfo, seal: Signer) -> Ticket:
    """Keep a draft and its events under the day's next number; the ticket as it stands.

    Its row is written once, as the last of these events leaves it. Only their digests have to
    know its id.
    """
    ticket = new.ticket
    day = local_date(now, zone)
    number = f"{day:%Y%m%d}-{_number_of(tx, day):04d}"
    ticket_id = tx.insert(
        "ticket_opened",
        number=number,
        contact_id=ticket.contact_id,
        title=ticket.title,
        language=ticket.language,
        place=ticket.place,
        phone=ticket.phone,
        created_at=stamp(ticket.created_at),
        created_date=day.isoformat(),
        now=stamp(now),
        **columns(ticket),
    )
    events, digest = [], FIRST
    for noted in new.events:
        kept = {**noted, "ticket_id": ticket_id, "previous": digest}
        digest = chained(kept, seal)
        events.append({**kept, "digest": digest})
    tx.run_many("event_kept", events)
    tx.run("ticket_sealed", id=ticket_id, digest=digest)
    return replace(ticket, id=ticket_id, number=number, digest=digest)


def record(
    tx: Transaction, ticket: Ticket, event: NewEvent, now: datetime, zone: ZoneInfo, seal: Signer
) -> Ticket:
    """Append an event and move the ticket's row with it; the ticket as it stands then.

    The ticket has to be locked. Raises `LookupError` where it moved meanwhile.
    """
    moved, noted = _moved(ticket, event, now, zone, seal)
    kept = {**noted, "ticket_id": ticket.id, "previous": ticket.digest}
    digest = chained(kept, seal)
    tx.run("event_kept", **kept, digest=digest)
    if not tx.run("ticket_moved", id=ticket.id, digest=digest, now=stamp(now), **columns(moved)):
        raise LookupError(f"ticket {ticket.number} moved while it was being changed")
    return replace(moved, digest=digest)


def _number_of(tx: Transaction, day: date) -> int:
    """The day's next number; nobody else takes it."""
    tx.run("ticket_number_taken", day=day.isoformat())
    row = tx.row("ticket_number_last", day=day.isoformat())
    return int(row["last"]) if row else 1


def _moved(
    ticket: Ticket, event: NewEvent, now: datetime, zone: ZoneInfo, seal: Signer
) -> tuple[Ticket, dict[str, object]]:
    """The ticket after an event, and the event as it is kept, but for its place in the chain."""
    target = event.to_state or ticket.state
    changes = event.changes
    if not ticket.version:
        # The promise is part of the first event, so that events alone can tell it.
        changes = {"first_reply_due": stamp(ticket.first_reply_due), **changes}
    fields = moves(ticket, event.action, event.actor, target, now, changes)
    noted: dict[str, object] = {
        "sequence": fields["version"],
        "action": event.action.value,
        "actor": event.actor.value,
        "actor_id": event.actor_id,
        "at": stamp(now),
        "local_date": local_day(now, zone),
        "from_state": ticket.state.value if ticket.version else None,
        "to_state": target.value,
        "message_id": event.message_id,
        "detail": _canonical({"changes": changes, **event.detail}),
        "content_digest": seal.digest("content", event.text).hex() if event.text else "",
    }
    return replace(ticket, **fields, updated_at=now), noted


def chained(event: dict[str, object], seal: Signer) -> str:
    """The digest of an event's fields, the digest before it among them: 64 hexadecimal digits."""
    fields = {name: value for name, value in event.items() if name not in ("id", "digest")}
    return seal.digest("event", _canonical(fields)).hex()


def describe(tx: Transaction, ticket: Ticket, *, place: str, phone: str) -> Ticket:
    """Note where it is and how the resident can be called; both are theirs, and erasable."""
    tx.run("ticket_described", id=ticket.id, place=place, phone=phone)
    return replace(ticket, place=place, phone=phone)


def name(tx: Transaction, ticket: Ticket, title: str) -> Ticket:
    """Call a ticket otherwise, now that its resident has told what it is about."""
    tx.run("ticket_named", id=ticket.id, title=title)
    return replace(ticket, title=title)


def by_number(tx: Transaction, number: str) -> Ticket | None:
    """The ticket with this number."""
    row = tx.row("ticket_by_number", number=number)
    return ticket_of(row) if row else None


def ending(tx: Transaction, digits: str, limit: int) -> list[Ticket]:
    """Tickets whose number ends with these digits, newest first; closed ones if none is open."""
    ending = f"-{digits.zfill(4)}"
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


def counts(tx: Transaction, tally: Tally | None = None) -> dict[TicketState, int]:
    """How many tickets are in each state.

    What is open is counted by its own index: what is left of all of them is closed. Who
    asks again has a tally of theirs.
    """
    found = {TicketState(row["state"]): row["count"] for row in tx.rows("ticket_open_counts")}
    whole = (tally or Tally(TICKETS))(tx).total()
    closed = whole - sum(found.values())
    return found | ({TicketState.CLOSED: closed} if closed > 0 else {})


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
        standing = dataclasses.replace(standing, first_reply_due=ticket.first_reply_due)
    return standing == _standing(ticket) and ticket.digest == previous


def _canonical(value: dict[str, Any]) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _standing(ticket: Ticket) -> Standing:
    return Standing(**{name: getattr(ticket, name) for name in Standing.__slots__})


def _existing(row: Row | None, ticket_id: int) -> Ticket:
    if row is None:
        raise LookupError(f"there is no ticket {ticket_id}")
    return ticket_of(row)


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
