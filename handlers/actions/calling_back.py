"""回访: another unit asks the resident; beside the resident alone, it makes a matter *solved*."""

from __future__ import annotations

from typing import Any

from bot.errors import Refused
from bot.models import Ticket, TicketState, Verdict
from bot.store import Transaction
from bot.tickets.actions import Action
from handlers.actions import deeds, telling, verdicts
from handlers.actions.recording import record
from handlers.grammar import Command
from handlers.naming import unit_of
from handlers.turn import Turn


def call_back(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """Note what the resident said on the telephone. Not solved goes back, one level up.

    Raises `Refused` for the unit whose work it is, and without the resident's own words.
    """
    named = command.values.get("verdict", "")
    if named not in set(Verdict):
        raise Refused("refusals.verdict_needed")
    verdict = Verdict(named)
    solved = verdict is Verdict.SOLVED
    changes: dict[str, Any] = {"verdict": verdict.value, "contested_verdict": None}
    if not solved:
        changes["level"] = ticket.level + 1
    elif ticket.outcome is None and ticket.proposed is not None:
        changes["outcome"] = ticket.proposed.value
    ticket = record(
        tx,
        turn,
        ticket,
        Action.CALL_BACK,
        target=TicketState.CLOSED if solved else TicketState.REOPENED,
        text=command.text,
        changes=changes,
        detail={"department": turn.author.department_id},
    )
    deeds.keep_reason(tx, turn, ticket, command)
    language = telling.language_of(tx, turn, ticket)
    telling.tell(
        tx,
        turn,
        ticket,
        unit=unit_of(tx, turn.author, language),
        verdict=turn.house.wording.say(language, f"tickets.verdict_{verdict.value}"),
    )
    if not solved:
        verdicts.came_back(tx, turn, ticket)
    turn.reply("officials.called_back", number=ticket.number)
