"""Who knows of a ticket: everybody at work here, or, of a confidential one, the named few."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.models import Actor, Official, Role, Ticket, TicketEvent
from bot.tickets.actions import DECIDERS
from bot.tickets.fold import changes

SEPARATOR = "、"
"""Between the names of the few, as the table's guard reads them."""


def knows_of(ticket: Ticket, official: Official) -> bool:
    """Whether `official` finds the ticket: as its owner, as one who was named, as administrator.

    The statements of bot/store/sql/worklist.sql say the same. Whom a report is about, knows
    nothing of it whatever they are; that is noted beside the ticket (`bot/store/reported.py`).
    """
    named = official.id in (ticket.owner_id, *ticket.confidants)
    return not ticket.confidential or named or Role.ADMINISTRATOR in official.roles


def has_outsider(
    ticket: Ticket, author: Official, named: Collection[Official], everybody: Sequence[Official]
) -> bool:
    """Whether one of the `named` stands outside the units that hold a ticket, help, or hide it,
    and decides about the work of others, if anybody outside does.
    """
    inside = {ticket.department_id, author.department_id, *ticket.assisting}
    outside = [each for each in everybody if each.active and each.department_id not in inside]
    deciding = [each for each in outside if each.roles & DECIDERS] or outside
    return any(each.id in {one.id for one in deciding} for each in named)


def is_ours(history: Sequence[TicketEvent]) -> bool:
    """Whether it was an official who made a ticket confidential, and the resident never asked."""
    hid = [each for each in history if changes(each.detail).get("confidential")]
    return bool(hid) and all(each.actor is Actor.OFFICIAL for each in hid)
