"""改计划: a planned day (挂账) moves once, and with it that of everybody who was told the plan."""

from __future__ import annotations

from bot.clock import local_date
from bot.models import Ticket
from bot.store import Transaction, contacts, matters, tickets
from bot.tickets.actions import Action
from bot.tickets.days import read_day
from handlers.actions import checking, deeds, telling
from handlers.actions.recording import record
from handlers.grammar import Command
from handlers.turn import Turn


def reschedule(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """Move the day of a ticket, and of those that follow it with the same plan.

    Raises `Refused`, for personal data too in a reason that several read.
    """
    along = _planned_with(tx, ticket)
    if along:
        checking.keep_in(tx, turn, command.text, 1 + len(along))
    moved = _move(tx, turn, ticket, command)
    deeds.keep_reason(tx, turn, moved, command)
    for each in along:
        contacts.lock(tx, each.contact_id)
        _move(tx, turn, tickets.lock(tx, each.id), command)
    turn.reply(
        "officials.rescheduled",
        number=moved.number,
        planned=moved.scheduled_for,
        people=len({each.contact_id for each in (moved, *along)}),
    )


def planned_day(turn: Turn, command: Command) -> dict[str, str]:
    """The day that an official names, as a value of the deed; nothing where it is none."""
    day = read_day(command.values.get("until", ""), local_date(turn.now, turn.house.zone))
    return {"until": day.isoformat()} if day else {}


def _move(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> Ticket:
    values, text = planned_day(turn, command), command.text.strip()
    changes = {"scheduled_for": values.get("until")}
    moved = record(tx, turn, ticket, Action.RESCHEDULE, text=text, values=values, changes=changes)
    telling.tell(tx, turn, moved, planned=moved.scheduled_for, reason=text)
    return moved


def _planned_with(tx: Transaction, ticket: Ticket) -> list[Ticket]:
    """Those of the same unit that follow and were given the plan, and that may still be moved."""
    day = ticket.scheduled_for
    found = matters.planned_with(tx, ticket.id, day) if day is not None else []
    return [
        each
        for each in found
        if not each.scheduled_moved and each.department_id == ticket.department_id
    ]
