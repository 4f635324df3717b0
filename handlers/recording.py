"""Moves a ticket by the rule that allows it, in the name of whoever wrote."""

from __future__ import annotations

from typing import Any

from bot.models import Actor, Role, Ticket, TicketState
from bot.store import Transaction, matters, messages, tickets
from bot.store.tickets import NewEvent
from bot.tickets.actions import Action, Who
from bot.tickets.lifecycle import rule
from handlers.digits import digit
from handlers.planning import plan
from handlers.promised import with_clocks
from handlers.turn import Turn


def record(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    action: Action,
    *,
    message_id: int | None = None,
    text: str = "",
    changes: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> Ticket:
    """Carry out `action` on a locked ticket and note who did it; the ticket as it stands then.

    `message_id` is the message in which it was done (the one in hand where not given), `text`
    what it says. Raises `Refused` where the table of the life-cycle has no such row.
    """
    allowed = rule(action, ticket.state, roles(turn))
    return append(
        tx,
        turn,
        ticket,
        NewEvent(
            action=action,
            actor=actor(turn),
            actor_id=actor_id(turn),
            to_state=allowed.target,
            message_id=(turn.message_id or None) if message_id is None else message_id,
            text=text,
            changes=changes or {},
            detail=detail or {},
        ),
    )


def append(tx: Transaction, turn: Turn, ticket: Ticket, event: NewEvent) -> Ticket:
    """Note an event that no rule has to allow, such as the first."""
    house = turn.house
    event = with_clocks(tx, house, ticket, event, turn.now)
    moved = tickets.record(tx, ticket, event, turn.now, house.zone, house.signer)
    plan(tx, house, moved)
    turn.touch(moved)
    if moved.state is TicketState.CLOSED and ticket.state is not TicketState.CLOSED:
        for led in matters.pass_on(tx, moved, turn.now, house.zone, house.signer):
            turn.touch(led)
    return moved


def roles(turn: Turn) -> frozenset[Who]:
    """What the sender may act as; where time itself decides, it is the service."""
    if turn.official is not None:
        return frozenset(turn.official.roles)
    return frozenset({Actor.SYSTEM}) if turn.contact is None else frozenset({Role.RESIDENT})


def actor(turn: Turn) -> Actor:
    """Who the sender is in an event."""
    if turn.official is not None:
        return Actor.OFFICIAL
    return Actor.SYSTEM if turn.contact is None else Actor.RESIDENT


def actor_id(turn: Turn) -> int | None:
    """Whose id stands in an event."""
    if turn.official is not None:
        return turn.official.id
    return turn.contact.id if turn.contact is not None else None


def keep_words(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """Let the message in hand belong to the ticket, if it says or shows more than a choice."""
    says = bool(turn.text) and digit(turn.text) is None
    if says or turn.attachments:
        messages.join_ticket(tx, turn.message_id, ticket.id)
