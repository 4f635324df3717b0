"""Always one named owner: what belonged to an official who left goes to who stands in for them."""

from __future__ import annotations

from bot.models import Official, Ticket, TicketState
from bot.store import Transaction, people
from bot.tickets.lifecycle import Action
from handlers import staffing
from handlers.actions.recording import record
from handlers.notifying import notify
from handlers.turn import Turn


def inherit(tx: Transaction, turn: Turn, ticket: Ticket) -> Ticket:
    """Give an open ticket whose owner is no official any more to another, who is told."""
    if ticket.state is TicketState.CLOSED or ticket.owner_id is None:
        return ticket
    owner = people.official(tx, ticket.owner_id)
    if owner is None or owner.active:
        return ticket
    heir = _heir(tx, turn, ticket)
    if heir is None:
        return ticket
    changes = {"owner_id": heir.id}
    detail = {"reason": "owner_left", "from": owner.id}
    ticket = record(tx, turn, ticket, Action.CLASSIFY, changes=changes, detail=detail)
    notify(tx, turn, [heir], "reminding.inherited", ticket, before=owner.name)
    return ticket


def _heir(tx: Transaction, turn: Turn, ticket: Ticket) -> Official | None:
    """The deputy, else a head, else somebody of the department, else who runs the service."""
    found = staffing.in_charge(tx, ticket, turn.now)
    own = [each for each in found if each.department_id == ticket.department_id]
    return next(iter(own or found), None)
