"""Keeps the timetable true: after each event, when time has to look at the ticket next."""

from __future__ import annotations

from bot.models import Ticket
from bot.store import Transaction, approvals, timetable
from bot.tickets.ladder import Step, next_step
from handlers.promises.promised import clocks_of
from handlers.turn import House, Turn


def plan(tx: Transaction, house: House, ticket: Ticket) -> None:
    """Note the moment of the next step that time will take on a ticket, or that there is none."""
    step = upcoming(tx, house, ticket)
    timetable.plan(tx, ticket.id, step.at if step else None)


def plan_later(turn: Turn, ticket: Ticket) -> None:
    """Let the ticket's next step be noted once, at the end of the turn, however often it moves."""
    turn.unplanned[ticket.id] = ticket


def plan_all(tx: Transaction, turn: Turn) -> None:
    """Note the next step of every ticket that moved in this turn, as it stands at its end."""
    for ticket in turn.unplanned.values():
        plan(tx, turn.house, ticket)
    turn.unplanned.clear()


def upcoming(tx: Transaction, house: House, ticket: Ticket) -> Step | None:
    """The next step that time will take on a ticket; None where it has nothing to do."""
    clocks = clocks_of(tx, house, ticket.department_id)
    taken = timetable.taken(tx, ticket.id)
    return next_step(ticket, clocks, taken, approvals.waiting(tx, ticket.id))
