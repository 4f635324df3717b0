"""派单 and 改派: which unit leads; whoever works on a matter hands it on only with consent."""

from __future__ import annotations

from bot.models import Approval, Approver, Department, Ticket, TicketState
from bot.store import Transaction
from bot.tickets.actions import Action
from bot.tickets.second_persons import sends_on
from handlers.actions import approving, deeds, returning
from handlers.actions.recording import record
from handlers.grammar import Act, Command
from handlers.turn import Turn

_AT_WORK = frozenset({TicketState.IN_PROGRESS, TicketState.REOPENED})


def assign(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """派: to this unit, which decides what was returned; the clocks run on.

    Of what a unit works on, its own people only ask for it. Raises `Refused`.
    """
    unit = returning.unit_named(tx, ticket, command.values.get("department", ""))
    text = command.text.strip()
    if ticket.state is TicketState.RETURNED:
        returning.transfer_returned(tx, turn, ticket, unit, text)
    elif command.act is Act.ASK_TRANSFER or _only_asks(turn, ticket):
        _ask(tx, turn, ticket, unit, text)
    else:
        returning.hand_over(tx, turn, ticket, unit, text)
    deeds.keep_reason(tx, turn, ticket, command)


def grant(tx: Transaction, turn: Turn, ticket: Ticket, _: Command) -> None:
    """同意改派: the unit that was named has it from now on. Raises `Refused`."""
    _hand_over(tx, turn, ticket, approving.pending(tx, turn, ticket, Action.GRANT_TRANSFER))


def refuse(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """不同意改派: it stays where it is. Raises `Refused`."""
    approving.decline(tx, turn, ticket, Action.REFUSE_TRANSFER, command.text)
    deeds.keep_reason(tx, turn, ticket, command)
    turn.reply("officials.transfer_refused", number=ticket.number)


def _only_asks(turn: Turn, ticket: Ticket) -> bool:
    return ticket.state in _AT_WORK and not sends_on(ticket, turn.author)


def _ask(tx: Transaction, turn: Turn, ticket: Ticket, unit: Department, text: str) -> None:
    values = {"department": unit.id}
    approving.check(tx, turn, ticket, Action.ASK_TRANSFER, Approver.RECEIVER, values)
    ticket = record(
        tx, turn, ticket, Action.ASK_TRANSFER, text=text, values=values, detail={"to": unit.id}
    )
    asked = approving.ask(
        tx, turn, ticket, Action.ASK_TRANSFER, Approver.RECEIVER, reason=text, values=values
    )
    if asked.alone:
        _hand_over(tx, turn, ticket, asked.approval)
        return
    turn.reply("officials.transfer_asked", number=ticket.number, department=unit.name)


def _hand_over(tx: Transaction, turn: Turn, ticket: Ticket, request: Approval) -> None:
    unit = returning.unit_named(tx, ticket, request.values["department"])
    detail = approving.detail(tx, request)
    ticket = returning.hand_over(
        tx, turn, ticket, unit, request.reason, detail, action=Action.GRANT_TRANSFER
    )
    approving.settle(tx, turn, ticket, request, granted=True)
