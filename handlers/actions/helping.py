"""协办: another unit helps; asked for with a reason, granted by another, for it takes longer."""

from __future__ import annotations

from bot.errors import Refused
from bot.models import Approval, Approver, Ticket
from bot.store import Transaction
from bot.tickets.actions import Action
from handlers.actions import approving, deeds, returning, telling
from handlers.actions.recording import record
from handlers.grammar import Command
from handlers.naming import department_name
from handlers.turn import Turn


def ask(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """协办: which unit, and what for. Nothing moves before it is granted. Raises `Refused`."""
    unit = returning.unit_named(tx, ticket, command.values.get("department", ""))
    if unit.id in ticket.assisting:
        raise Refused("refusals.assists_already", unit=unit.name)
    reason, values = command.text.strip(), {"department": unit.id}
    approving.check(tx, turn, ticket, Action.ASSIST, Approver.HEAD, values)
    detail = {"department": unit.id}
    ticket = record(tx, turn, ticket, Action.ASSIST, text=reason, values=values, detail=detail)
    deeds.keep_reason(tx, turn, ticket, command)
    asked = approving.ask(
        tx, turn, ticket, Action.ASSIST, Approver.HEAD, reason=reason, values=values
    )
    if asked.alone:
        _help(tx, turn, ticket, asked.approval)
        return
    turn.reply("officials.assistance_asked", number=ticket.number, department=unit.name)


def grant(tx: Transaction, turn: Turn, ticket: Ticket, _: Command) -> None:
    """同意协办: the lead stays answerable; the resident is told the new date and why.

    Raises `Refused`.
    """
    _help(tx, turn, ticket, approving.pending(tx, turn, ticket, Action.GRANT_ASSISTANCE))


def refuse(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """不同意协办: the unit goes on alone, and the date stays. Raises `Refused`."""
    approving.decline(tx, turn, ticket, Action.REFUSE_ASSISTANCE, command.text)
    deeds.keep_reason(tx, turn, ticket, command)
    turn.reply("officials.assistance_refused", number=ticket.number)


def _help(tx: Transaction, turn: Turn, ticket: Ticket, request: Approval) -> None:
    unit = returning.unit_named(tx, ticket, request.values["department"])
    helping, before = [*ticket.assisting, unit.id], ticket.resolution_due
    ticket = record(
        tx,
        turn,
        ticket,
        Action.GRANT_ASSISTANCE,
        changes={"assisting": helping},
        detail={"department": unit.id, **approving.detail(tx, request)},
    )
    approving.settle(tx, turn, ticket, request, granted=True)
    language = telling.language_of(tx, turn, ticket)
    names = [department_name(tx, each, language) for each in helping]
    telling.tell(
        tx,
        turn,
        ticket,
        helpers=turn.house.wording.say(language, "officials.list_separator").join(names),
        due=ticket.resolution_due,
        before=before,
        reason=request.reason,
        approver=turn.author.name,
    )
    turn.reply("officials.assisted", number=ticket.number, department=unit.name)
