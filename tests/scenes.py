"""Small pasts for tests to look back on: a resident, what they wrote, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.models import (
    Actor,
    Content,
    Department,
    Direction,
    InboundMessage,
    Outcome,
    Role,
    Ticket,
    TicketState,
)
from bot.store import Transaction, contacts, inbox, keys, messages, outbox, people, tickets
from bot.store.messages import NewMessage
from bot.store.tickets import NewEvent, NewTicket
from bot.tickets.lifecycle import Action

ZONE = ZoneInfo("Asia/Shanghai")
PHONE = "13812345678"
ASKED = f"楼下餐馆油烟太大,我的电话是{PHONE}"
ANSWERED = "已到现场检查,餐馆三日内装好净化器。"
WHISPERED = "举报某科长收钱"


@dataclass(frozen=True)
class Past:
    """What happened: an answered ticket, a confidential one, and a message that failed."""

    answered: Ticket
    confidential: Ticket
    failed_id: int
    official: str = "王芳"


def happen(tx: Transaction, now: datetime) -> Past:
    """Let it all happen at `now`, in one transaction."""
    people.keep_department(tx, Department("market", "市场监督管理局"))
    official = people.add_official(tx, Past.official, "market", {Role.OFFICIAL}, now).id
    answered = _ticket(tx, "resident-1", ASKED, now)
    answered = _record(
        tx,
        answered,
        NewEvent(
            Action.TAKE,
            Actor.OFFICIAL,
            official,
            TicketState.IN_PROGRESS,
            changes={"owner_id": official, "department_id": "market"},
        ),
        now,
    )
    said = NewMessage(
        Direction.OUTBOUND, Content(ANSWERED), answered.contact_id, answered.id, official
    )
    message = messages.keep(tx, said, now, ZONE)
    outbox.add(
        tx, outbox.Owed(message, "web", "resident-1", now, answered.contact_id, answered.id), now
    )
    answer = NewEvent(
        Action.ANSWER, Actor.OFFICIAL, official, TicketState.REPLIED, message, ANSWERED
    )
    answered = _record(tx, answered, answer, now)
    secret = _ticket(tx, "resident-2", WHISPERED, now)
    hidden = NewEvent(Action.DESCRIBE, Actor.RESIDENT, None, changes={"confidential": True})
    secret = _record(tx, secret, hidden, now)
    beside = NewMessage(Direction.INBOUND, Content(f"{WHISPERED}!"), secret.contact_id)
    messages.keep(tx, beside, now, ZONE)
    return Past(answered, secret, _failed(tx, now))


def close(tx: Transaction, ticket: Ticket, now: datetime) -> Ticket:
    """End a ticket as explained."""
    event = NewEvent(
        Action.CLOSE,
        Actor.OFFICIAL,
        1,
        TicketState.CLOSED,
        changes={"outcome": Outcome.EXPLAINED.value},
    )
    return _record(tx, ticket, event, now)


def _ticket(tx: Transaction, address: str, text: str, now: datetime) -> Ticket:
    contact = contacts.arrive(tx, "web", address, now)
    new = NewTicket(contact.id, text, now + timedelta(hours=24), "zh-Hans")
    said = NewMessage(Direction.INBOUND, Content(text), contact.id)
    message = messages.keep(tx, said, now, ZONE)
    event = NewEvent(
        Action.REGISTER, Actor.RESIDENT, contact.id, TicketState.REGISTERED, message, text
    )
    draft, seal = tickets.draft(new, now), keys.signer(tx, "")
    ticket = tickets.open_ticket(tx, draft.note(event, now, ZONE, seal), now, ZONE, seal)
    messages.join_ticket(tx, message, ticket.id)
    return ticket


def _record(tx: Transaction, ticket: Ticket, event: NewEvent, now: datetime) -> Ticket:
    return tickets.record(tx, ticket, event, now, ZONE, keys.signer(tx, ""))


def _failed(tx: Transaction, now: datetime) -> int:
    arrival = inbox.keep(tx, InboundMessage("web", "m-1", "resident-3", text="坏消息"), now)
    assert arrival is not None
    inbox.put_off(tx, arrival.id, "ValueError at handlers/ask.py:12", None)
    return arrival.id
