"""Short ways to the rows that the ledgers' tests begin with."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.models import Actor, Contact, Content, Direction, InboundMessage, Ticket
from bot.signing import Signer
from bot.store import Transaction, contacts, messages, outbox, tickets
from bot.store.messages import NewMessage
from bot.store.tickets import NewEvent, NewTicket
from bot.tickets.lifecycle import Action

ZONE = ZoneInfo("Asia/Shanghai")
SEAL = Signer(b"k" * 32)


def resident(tx: Transaction, now: datetime, address: str = "zhang") -> Contact:
    """A resident on the web."""
    return contacts.arrive(tx, "web", address, now)


def letter(external_id: str = "m1", text: str = "停水了") -> InboundMessage:
    """A message as a channel tells it."""
    return InboundMessage("web", external_id, "zhang", text=text)


def said(
    tx: Transaction,
    now: datetime,
    contact: Contact | None = None,
    text: str = "停水了",
    direction: Direction = Direction.INBOUND,
    ticket: Ticket | None = None,
) -> int:
    """A kept message."""
    new = NewMessage(
        direction,
        Content(text),
        contact_id=contact.id if contact else None,
        ticket_id=ticket.id if ticket else None,
    )
    return messages.keep(tx, new, now, ZONE)


def owed(
    tx: Transaction,
    now: datetime,
    address: str = "zhang",
    text: str = "已抢修",
    *,
    not_before: datetime | None = None,
    card: str = "",
    passive_seconds: int = 0,
) -> int:
    """A row of the outbox."""
    contact = resident(tx, now, address)
    message_id = said(tx, now, contact, text, Direction.OUTBOUND)
    row = outbox.Owed(
        message_id=message_id,
        channel="web",
        address=address,
        not_before=not_before or now,
        contact_id=contact.id,
        card=card,
        passive_seconds=passive_seconds,
    )
    return outbox.add(tx, row, now)


def opened(tx: Transaction, now: datetime, address: str = "zhang", title: str = "停水") -> Ticket:
    """A registered ticket with its first event."""
    contact = resident(tx, now, address)
    new = NewTicket(contact.id, title, first_reply_due=now, language="zh-Hans")
    event = NewEvent(Action.REGISTER, Actor.RESIDENT, contact.id, text=title)
    draft = tickets.draft(new, now).note(event, now, ZONE, SEAL)
    return tickets.open_ticket(tx, draft, now, ZONE, SEAL)
