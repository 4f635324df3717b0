"""Keeps the timetable true: after each event, when time has to look at the ticket next."""

from __future__ import annotations

from bot.models import Ticket
from bot.store import Transaction, timetable
from bot.tickets.ladder import next_step
from handlers.promised import clocks_of
from handlers.turn import House


def plan(tx: Transaction, house: House, ticket: Ticket) -> None:
    """Note the moment of the next step that time will take on a ticket, or that there is none."""
    clocks = clocks_of(tx, house, ticket.department_id)
    step = next_step(ticket, clocks, timetable.taken(tx, ticket.id))
    timetable.plan(tx, ticket.id, step.at if step else None)
