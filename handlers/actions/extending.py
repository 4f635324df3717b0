"""延期: asked for with a reason, granted by another; statistics keep the original date."""

from __future__ import annotations

from bot.clock import local_date, stamp
from bot.models import Approval, Approver, Ticket
from bot.store import Transaction
from bot.tickets.actions import Action
from bot.tickets.days import read_day
from handlers.actions import approving, deeds, telling
from handlers.actions.recording import record
from handlers.grammar import Command
from handlers.promises.promised import clocks_of
from handlers.turn import Turn


def ask(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """延期: until when, and why. Nothing moves before the head has granted it. Raises `Refused`."""
    reason = command.text.strip()
    today = local_date(turn.now, turn.house.zone)
    until = read_day(command.values.get("until", ""), today)
    values = {"until": until.isoformat() if until else ""}
    approving.check(tx, turn, ticket, Action.EXTEND, Approver.HEAD, values)
    ticket = record(
        tx,
        turn,
        ticket,
        Action.EXTEND,
        text=reason,
        values=values,
        detail={"until": values["until"]},
    )
    deeds.keep_reason(tx, turn, ticket, command)
    asked = approving.ask(
        tx, turn, ticket, Action.EXTEND, Approver.HEAD, reason=reason, values=values
    )
    if asked.alone:
        _extend(tx, turn, ticket, asked.approval)
        return
    turn.reply("officials.extension_asked", number=ticket.number, until=until)


def grant(tx: Transaction, turn: Turn, ticket: Ticket, _: Command) -> None:
    """同意延期: the resident is told the new date and why. Raises `Refused`."""
    _extend(tx, turn, ticket, approving.pending(tx, turn, ticket, Action.GRANT_EXTENSION))


def refuse(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """不同意延期: the date stays. Raises `Refused`."""
    approving.decline(tx, turn, ticket, Action.REFUSE_EXTENSION, command.text)
    deeds.keep_reason(tx, turn, ticket, command)
    turn.reply("officials.extension_refused", number=ticket.number)


def _extend(tx: Transaction, turn: Turn, ticket: Ticket, request: Approval) -> None:
    today = local_date(turn.now, turn.house.zone)
    until = read_day(request.values.get("until", ""), today)
    if until is None:
        raise LookupError("a guard lets no extension pass without a day")
    due = clocks_of(tx, turn.house, ticket.department_id).due_on(until)
    original = ticket.resolution_due_original or ticket.resolution_due
    changes = {"resolution_due": stamp(due)}
    if original is not None:
        changes["resolution_due_original"] = stamp(original)
    ticket = record(
        tx,
        turn,
        ticket,
        Action.GRANT_EXTENSION,
        changes=changes,
        detail=approving.detail(tx, request),
    )
    approving.settle(tx, turn, ticket, request, granted=True)
    telling.tell(
        tx,
        turn,
        ticket,
        due=due,
        original=original,
        reason=request.reason,
        approver=turn.author.name,
    )
    turn.reply("officials.extended", number=ticket.number, due=due)
