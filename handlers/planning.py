"""Keeps the timetable true: after each event, when time has to look at the ticket next."""

from __future__ import annotations

from bot.models import Ticket
from bot.store import Transaction, approvals, timetable
from bot.tickets.ladder import Step, next_step
from handlers.promised import clocks_of
from handlers.turn import House


def plan(tx: Transaction, house: House, ticket: Ticket) -> None:
    """Note the moment of the next step that time will take on a ticket, or that there is none."""
    step = upcoming(tx, house, ticket)
    timetable.plan(tx, ticket.id, step.at if step else None)


def upcoming(tx: Transaction, house: House, ticket: Ticket) -> Step | None:
    """The next step that time will take on a ticket; None where it has nothing to do."""
    clocks = clocks_of(tx, house, ticket.department_id)
    taken = timetable.taken(tx, ticket.id)
    return next_step(ticket, clocks, taken, approvals.waiting(tx, ticket.id))
