"""Who knows of a ticket: everybody at work here, or, of a confidential one, the named few."""

from __future__ import annotations

from bot.models import Official, Role, Ticket


def knows_of(ticket: Ticket, official: Official) -> bool:
    """Whether `official` finds the ticket: as its owner, as one who was named, as administrator.

    The statements of bot/store/sql/worklist.sql say the same. Whom a report is about, knows
    nothing of it whatever they are; that is noted beside the ticket (`bot/store/reported.py`).
    """
    named = official.id in (ticket.owner_id, *ticket.confidants)
    return not ticket.confidential or named or Role.ADMINISTRATOR in official.roles
