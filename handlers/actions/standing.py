"""Which of a resident's matters go on: what is open, and what waits for another's answer."""

from __future__ import annotations

from bot.models import Ticket
from bot.store import Transaction, tickets
from bot.tickets.merged import goes_on_elsewhere
from handlers.actions import mergers

_LOOKED_AT = 20
"""Tickets, newest first, among which one that was merged is looked for."""


def standing_of(tx: Transaction, contact_id: int) -> list[Ticket]:
    """A resident's matters that go on, newest first; what they told twice is there once."""
    merged = [
        each for each in tickets.of(tx, contact_id, _LOOKED_AT) if waits_for_another(tx, each)
    ]
    found = (*tickets.open_of(tx, contact_id), *merged)
    return sorted(found, key=lambda each: each.id, reverse=True)


def waits_for_another(tx: Transaction, ticket: Ticket) -> bool:
    """Whether a ticket was closed as merged into another resident's, which is to be answered."""
    return goes_on_elsewhere(ticket) and not mergers.is_own(tx, ticket)
