"""派单, 改派 and 协办: which unit leads, and which ones help."""

from __future__ import annotations

from bot.errors import Refused
from bot.models import Ticket, TicketState
from bot.store import Transaction
from bot.tickets.actions import Action
from handlers import deeds, returning, telling
from handlers.grammar import Command
from handlers.naming import department_name
from handlers.recording import record
from handlers.turn import Turn


def assign(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """派: to this unit, which decides what was returned; the clocks run on. Raises `Refused`."""
    unit = returning.unit_named(tx, ticket, command.values.get("department", ""))
    text = command.text.strip()
    if ticket.state is TicketState.RETURNED:
        returning.transfer_returned(tx, turn, ticket, unit, text)
    else:
        returning.hand_over(tx, turn, ticket, unit, text)
    deeds.keep_reason(tx, turn, ticket, command)


def assist(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """协办: this unit helps; the lead stays answerable. Raises `Refused`."""
    unit = returning.unit_named(tx, ticket, command.values.get("department", ""))
    if unit.id in ticket.assisting:
        raise Refused("refusals.assists_already", unit=unit.name)
    helping = [*ticket.assisting, unit.id]
    ticket = record(
        tx,
        turn,
        ticket,
        Action.ASSIST,
        text=command.text,
        values={"department": unit.id},
        changes={"assisting": helping},
        detail={"department": unit.id},
    )
    deeds.keep_reason(tx, turn, ticket, command)
    language = telling.language_of(tx, turn, ticket)
    names = [department_name(tx, each, language) for each in helping]
    comma = turn.house.wording.say(language, "officials.list_separator")
    telling.tell(tx, turn, ticket, helpers=comma.join(names))
    turn.reply("officials.assisted", number=ticket.number, department=unit.name)
