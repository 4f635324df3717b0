"""分类: what kind of demand a ticket is, said anew; what has longer is granted by another."""

from __future__ import annotations

from typing import Any

from bot.models import Approval, Approver, Ticket
from bot.store import Transaction
from bot.tickets.actions import Action
from bot.tickets.kinds import CHOOSABLE, HARD
from handlers.actions import approving, deeds, telling
from handlers.actions.recording import record
from handlers.grammar import Command
from handlers.promises.promised import takes_longer
from handlers.turn import Turn


def classify(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """分类: another kind, or hard (疑难), with the reason. No date grows by it alone.

    What is hard, or a kind with more days, waits for the head. Raises `Refused`.
    """
    kind, reason = command.values.get("kind", ""), command.text.strip()
    values, changes = {"kind": kind}, _changes(kind)
    longer = kind in CHOOSABLE and _is_longer(turn, ticket, kind)
    if longer:
        approving.check(tx, turn, ticket, Action.CLASSIFY, Approver.HEAD, values)
    ticket = record(
        tx,
        turn,
        ticket,
        Action.CLASSIFY,
        text=reason,
        values=values,
        changes={} if longer else changes,
        detail={"as": kind, "asked": longer},
    )
    deeds.keep_reason(tx, turn, ticket, command)
    if not longer:
        turn.reply("officials.classified", number=ticket.number, kind=_word(turn, kind))
        return
    asked = approving.ask(
        tx, turn, ticket, Action.CLASSIFY, Approver.HEAD, reason=reason, values=values
    )
    if asked.alone:
        _take_effect(tx, turn, ticket, asked.approval)
        return
    turn.reply("officials.classification_asked", number=ticket.number, kind=_word(turn, kind))


def grant(tx: Transaction, turn: Turn, ticket: Ticket, _: Command) -> None:
    """同意改分类: the resident is told the new date and why. Raises `Refused`."""
    request = approving.pending(tx, turn, ticket, Action.GRANT_CLASSIFICATION)
    _take_effect(tx, turn, ticket, request)


def refuse(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """不同意改分类: it stays what it was, and the date stays. Raises `Refused`."""
    approving.decline(tx, turn, ticket, Action.REFUSE_CLASSIFICATION, command.text)
    deeds.keep_reason(tx, turn, ticket, command)
    turn.reply("officials.classification_refused", number=ticket.number)


def _take_effect(tx: Transaction, turn: Turn, ticket: Ticket, request: Approval) -> None:
    kind, before = request.values["kind"], ticket.resolution_due
    ticket = record(
        tx,
        turn,
        ticket,
        Action.GRANT_CLASSIFICATION,
        changes=_changes(kind),
        detail={"as": kind, **approving.detail(tx, request)},
    )
    approving.settle(tx, turn, ticket, request, granted=True)
    language = telling.language_of(tx, turn, ticket)
    telling.tell(
        tx,
        turn,
        ticket,
        kind=turn.house.wording.say(language, f"tickets.kind_{kind}"),
        due=ticket.resolution_due,
        before=before,
        reason=request.reason,
        approver=turn.author.name,
    )
    turn.reply("officials.classified", number=ticket.number, kind=_word(turn, kind))


def _is_longer(turn: Turn, ticket: Ticket, kind: str) -> bool:
    return kind == HARD or takes_longer(turn.house.settings.promises, ticket, _changes(kind))


def _changes(kind: str) -> dict[str, Any]:
    return {"hard": True} if kind == HARD else {"kind": kind}


def _word(turn: Turn, kind: str) -> str:
    """What officials call it; what is none is refused by the guard before it is told."""
    return turn.words(f"tickets.kind_{kind}")
