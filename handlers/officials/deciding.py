"""同意 and 不同意: the one decision that waits for whoever writes, whatever was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.errors import Refused
from bot.models import Approval, Ticket
from bot.store import Transaction, approvals
from bot.tickets.actions import Action
from bot.tickets.second_persons import may_decide
from handlers.actions import (
    extending,
    helping,
    reclassifying,
    returning,
    reviewing,
    suspending,
    transferring,
)
from handlers.actions.recording import is_alone
from handlers.grammar import Command
from handlers.turn import Turn

Decide = Callable[[Transaction, Turn, Ticket, Command], None]

_GRANTS: dict[str, Decide] = {
    Action.SUBMIT: reviewing.approve,
    Action.PROPOSE: reviewing.approve,
    Action.EXTEND: extending.grant,
    Action.ASSIST: helping.grant,
    Action.CLASSIFY: reclassifying.grant,
    Action.BLOCK: suspending.grant,
    Action.ASK_TRANSFER: transferring.grant,
    Action.RETURN: transferring.assign,
}
_DECLINES: dict[str, Decide] = {
    Action.SUBMIT: reviewing.send_back,
    Action.PROPOSE: reviewing.send_back,
    Action.EXTEND: extending.refuse,
    Action.ASSIST: helping.refuse,
    Action.CLASSIFY: reclassifying.refuse,
    Action.BLOCK: suspending.refuse,
    Action.ASK_TRANSFER: transferring.refuse,
    Action.RETURN: returning.refuse,
}


def grant(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """同意: as it was asked for. Raises `Refused`."""
    request = _mine(tx, turn, ticket)
    asked = {name: value for name, value in request.values.items() if name == "department"}
    granted = replace(command, values={**asked, **command.values})
    _GRANTS[request.action](tx, turn, ticket, granted)


def decline(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """不同意, with the reason. Raises `Refused`."""
    _DECLINES[_mine(tx, turn, ticket).action](tx, turn, ticket, command)


def _mine(tx: Transaction, turn: Turn, ticket: Ticket) -> Approval:
    waiting = approvals.waiting(tx, ticket.id)
    if not waiting:
        raise Refused("refusals.nothing_to_decide")
    alone = is_alone(tx)
    mine = [each for each in waiting if may_decide(each, turn.author, alone=alone)]
    if not mine:
        raise Refused("refusals.another_decides", approver=waiting[0].approver.value)
    return mine[0]
