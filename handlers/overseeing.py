"""督办, 批示 and 保密: what is said from above, and who may know of a matter."""

from __future__ import annotations

import re

from bot.errors import Refused
from bot.models import Official, Ticket
from bot.store import Transaction, people, reported
from bot.tickets.actions import Action
from handlers import deeds, telling
from handlers.grammar import Command
from handlers.notifying import notify
from handlers.recording import record
from handlers.staffing import concerned
from handlers.turn import Turn

_SEPARATORS = re.compile(r"[\s,，、;；]+")


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


def confide(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """保密: from now on only these few find it, beside its owner. Raises `Refused`."""
    named = [_named(tx, name) for name in _names(command)]
    about = reported.of(tx, ticket.id)
    if shut_out := [each.name for each in named if about.includes(each)]:
        raise Refused("refusals.concerns_them", unit=shut_out[0])
    knowing = [turn.author.id, *ticket.confidants, *(each.id for each in named)]
    if ticket.owner_id is not None:
        knowing.append(ticket.owner_id)
    changes = {"confidential": True, "confidants": list(dict.fromkeys(knowing))}
    ticket = record(tx, turn, ticket, Action.CONFIDE, changes=changes)
    notify(tx, turn, named, "officials.confided_to_you", ticket, name=turn.author.name)
    turn.reply("officials.confided", number=ticket.number, count=len(ticket.confidants))


def _names(command: Command) -> list[str]:
    written = command.values.get("officials", "")
    return [name for name in _SEPARATORS.split(written) if name]


def _named(tx: Transaction, name: str) -> Official:
    found = people.official_by_name(tx, name)
    if found is None:
        raise Refused("refusals.no_such_official", name=name)
    return found
