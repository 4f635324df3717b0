"""The telephone that a resident left lately: a new ticket gets it, and nobody is asked twice."""

from __future__ import annotations

from datetime import timedelta

from bot.models import Ticket
from bot.privacy import mask
from bot.store import Transaction, tickets
from bot.store.contacts import NO_PAST
from handlers.turn import Turn

_RECENT = timedelta(days=30)
"""How long after its closing a ticket's number is taken to be right still."""
_NEWEST = 20
"""Tickets of a person that are looked at."""


def of(tx: Transaction, turn: Turn, ticket: Ticket) -> str:
    """The number that the ticket's resident left last, for an open ticket or a recent one.

    Also by another contact that is the same person (绑定), and by nobody else. What was told in
    confidence stays there: a confidential ticket neither gives its number nor gets one.
    """
    # Whoever writes for the first time has left nothing, and is bound to nobody yet.
    if ticket.confidential or turn.past == NO_PAST:
        return ""
    for each in tickets.of_person(tx, ticket.contact_id, _NEWEST):
        lately = each.closed_at is None or turn.now - each.closed_at <= _RECENT
        if each.id != ticket.id and each.phone and lately and not each.confidential:
            return each.phone
    return ""


def shown(phone: str) -> str:
    """The number as its owner knows it again and nobody else reads it: 138****8000."""
    masked = mask(phone)
    return masked if masked != phone else "*" * max(len(phone) - 2, 0) + phone[-2:]
