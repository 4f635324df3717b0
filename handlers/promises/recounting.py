"""The calendar has changed: what is due is counted again, and a resident told where it moved."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import stamp
from bot.models import Ticket, TicketState
from bot.store import Transaction, tickets
from bot.tickets.clocks import Clocks, Demand
from bot.tickets.fold import Standing, changes, step
from bot.tickets.lifecycle import Action
from handlers.actions import telling
from handlers.actions.recording import record
from handlers.promises.promised import clocks_of, counted
from handlers.turn import Turn


def recount(tx: Transaction, turn: Turn, ticket: Ticket) -> Ticket:
    """Count a ticket's resolution time again as it was promised at registration.

    Pauses count anew with it. A date that a person has granted, or that a reopening set, stays; so
    does one that has passed: no calendar makes up for what was missed, or makes late what is not.
    """
    if ticket.state is TicketState.CLOSED or ticket.resolution_due_original is None:
        return ticket
    promised = _as_registered(tx, ticket)
    clocks = clocks_of(tx, turn.house, promised.department_id)
    anew = clocks.dues(_demand(promised), ticket.created_at).resolution
    original = _still_to_come(ticket.resolution_due_original, anew, turn.now)
    due = _still_to_come(ticket.resolution_due, _due(clocks, ticket, original), turn.now)
    if (due, original) == (ticket.resolution_due, ticket.resolution_due_original):
        return ticket
    told = due != ticket.resolution_due
    moved = {"resolution_due": stamp(due), "resolution_due_original": stamp(original)}
    ticket = record(tx, turn, ticket, Action.CLASSIFY, changes=moved, detail={"reason": "calendar"})
    if told:
        language = telling.language_of(tx, turn, ticket)
        telling.tell(
            tx,
            turn,
            ticket,
            "tickets.recounted",
            due=due,
            counting=counted(tx, turn, ticket, language),
        )
    return ticket


def _still_to_come(before: datetime | None, anew: datetime, now: datetime) -> datetime:
    """The date counted anew where both are still to come, else the one that stood."""
    return anew if before is None or min(before, anew) > now else before


def _as_registered(tx: Transaction, ticket: Ticket) -> Standing:
    """The standing that registration and the dispatch in the same breath gave."""
    standing = Standing()
    for event in tickets.events(tx, ticket.id):
        if event.at > ticket.created_at:
            break
        standing = step(
            standing, event.action, event.actor, event.to_state, event.at, changes(event.detail)
        )
    return standing


def _demand(standing: Standing) -> Demand:
    return Demand(standing.kind, standing.urgent, standing.hard, 1 + len(standing.assisting))


def _due(clocks: Clocks, ticket: Ticket, original: datetime) -> datetime:
    before = ticket.resolution_due
    if before is None or ticket.resolution_due_original is None:
        return original
    if before == ticket.resolution_due_original:
        return original
    paused = timedelta(minutes=ticket.paused_minutes)
    as_paused = clocks.calendar.working_time_after(
        ticket.resolution_due_original, paused, clocks.hours
    )
    if ticket.extensions == 0 and before == as_paused:
        return clocks.calendar.working_time_after(original, paused, clocks.hours)
    return before
