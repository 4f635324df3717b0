"""督办 and 批示: what is said from above."""

from __future__ import annotations

from bot.errors import Refused
from bot.models import Ticket
from bot.store import Transaction
from bot.tickets.actions import Action
from handlers.actions import deeds, telling
from handlers.actions.recording import record
from handlers.grammar import Command
from handlers.notifying import notify
from handlers.staffing import concerned
from handlers.turn import Turn


def supervise(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """督办: somebody above watches over it; unit and resident are told. Raises `Refused`."""
    if ticket.supervised:
        raise Refused("refusals.supervised_already")
    ticket = record(
        tx, turn, ticket, Action.SUPERVISE, text=command.text, changes={"supervised": True}
    )
    deeds.keep_reason(tx, turn, ticket, command)
    telling.tell(tx, turn, ticket)
    notify(
        tx,
        turn,
        concerned(tx, ticket, turn.now),
        "officials.is_supervised",
        ticket,
        name=turn.author.name,
        reason=command.text.strip(),
    )
    turn.reply("officials.supervised", number=ticket.number)


def instruct(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """批示: dated, on any ticket, settled by this leader only. Raises `Refused`."""
    text = command.text.strip()
    ticket = record(
        tx, turn, ticket, Action.INSTRUCT, text=text, changes={"instructed_by": turn.author.id}
    )
    deeds.keep_reason(tx, turn, ticket, command)
    telling.tell(tx, turn, ticket)
    notify(
        tx,
        turn,
        concerned(tx, ticket, turn.now),
        "officials.is_instructed",
        ticket,
        name=turn.author.name,
        reason=text,
    )
    turn.reply("officials.instructed", number=ticket.number)


def settle(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """批示办结: the leader is content with what was done. Raises `Refused`."""
    ticket = record(
        tx,
        turn,
        ticket,
        Action.SETTLE_INSTRUCTION,
        text=command.text,
        changes={"instructed_by": None},
    )
    deeds.keep_reason(tx, turn, ticket, command)
    turn.reply("officials.instruction_settled", number=ticket.number)
