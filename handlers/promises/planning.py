"""Keeps the timetable true: after each event, when time has to look at the ticket next."""

from __future__ import annotations

from bot.models import Ticket
from bot.store import Transaction, approvals, timetable
from bot.tickets.clocks import Clocks
from bot.tickets.ladder import Step, next_step
from handlers.promises.promised import clocks_in, clocks_of
from handlers.turn import House, Turn


def plan(tx: Transaction, house: House, ticket: Ticket) -> None:
    """Note the moment of the next step that time will take on a ticket, or that there is none."""
    _note(tx, ticket, upcoming(tx, house, ticket))


def plan_later(turn: Turn, ticket: Ticket) -> None:
    """Let the ticket's next step be noted once, at the end of the turn, however often it moves."""
    turn.unplanned[ticket.id] = ticket


def plan_all(tx: Transaction, turn: Turn) -> None:
    """Note the next step of every ticket that moved in this turn, as it stands at its end."""
    for ticket in turn.unplanned.values():
        clocks = clocks_in(tx, turn, ticket.department_id)
        # Time has taken no step on what began just now, and nobody has asked for anything.
        began = ticket.id in turn.opened
        _note(tx, ticket, next_step(ticket, clocks, ()) if began else _next(tx, ticket, clocks))
    turn.unplanned.clear()


def upcoming(tx: Transaction, house: House, ticket: Ticket) -> Step | None:
    """The next step that time will take on a ticket; None where it has nothing to do."""
    return _next(tx, ticket, clocks_of(tx, house, ticket.department_id))


def _next(tx: Transaction, ticket: Ticket, clocks: Clocks) -> Step | None:
    taken = timetable.taken(tx, ticket.id)
    return next_step(ticket, clocks, taken, approvals.waiting(tx, ticket.id))


def _note(tx: Transaction, ticket: Ticket, step: Step | None) -> None:
    timetable.plan(tx, ticket.id, step.at if step else None)
