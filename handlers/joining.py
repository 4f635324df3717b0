"""Adds messages to a ticket that is there already."""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Ticket, TicketState
from bot.store import Transaction, messages, tickets
from bot.tickets import discretion, matters
from bot.tickets.lifecycle import Action
from faq.normalise import normalise
from handlers.recording import record
from handlers.turn import Turn


def add(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    message_ids: Sequence[int],
    *,
    unsure: bool = False,
    urgent: bool = False,
) -> Ticket:
    """Let these messages belong to an open ticket; the officials see them there.

    `unsure` marks that it was we who thought so: an official may part them again.
    """
    ticket = tickets.lock(tx, ticket.id)
    for message_id in message_ids:
        text = messages.get(tx, message_id).content.text
        messages.join_ticket(tx, message_id, ticket.id)
        ticket = record(
            tx,
            turn,
            ticket,
            Action.ADD,
            message_id=message_id,
            text=text,
            changes={**_flags(ticket, text, urgent=urgent), **_parted(ticket)},
            detail={"unsure": True} if unsure else {},
        )
    return ticket


def say_added(turn: Turn, before: Ticket, ticket: Ticket) -> None:
    """Tell the resident that it was added, and whether that brought an answered ticket back."""
    back = before.state is TicketState.REPLIED
    told = turn.words(
        "tickets.added_and_back" if back else "tickets.added",
        number=ticket.number,
        title=ticket.title,
    )
    if ticket.confidential and not before.confidential:
        told = f"{told}\n\n{turn.words('tickets.kept_confidential')}"
    turn.say(told, ticket_id=ticket.id, link=turn.house.ticket_page(ticket.number))


def _parted(ticket: Ticket) -> dict[str, object]:
    # What is added to an answer given to many speaks of this one matter.
    return matters.own_again(ticket) if ticket.state is TicketState.REPLIED else {}


def _flags(ticket: Ticket, text: str, *, urgent: bool) -> dict[str, object]:
    flags: dict[str, object] = {}
    if urgent and not ticket.urgent:
        flags["urgent"] = True
    if not ticket.confidential and discretion.wants_discretion(normalise(text)):
        flags["confidential"] = True
    return flags
