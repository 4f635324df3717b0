"""An official's words on their way: to the resident, and to everybody who follows the matter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.clock import stamp
from bot.models import Ticket, TicketState
from bot.store import Transaction
from bot.tickets.actions import Action
from handlers import followers, telling, verdicts
from handlers.recording import record
from handlers.turn import Turn


def send_on(tx: Transaction, turn: Turn, leader: Ticket, text: str) -> None:
    """Let the same words reach everybody who follows, each on their channel, in their language."""
    for ticket in followers.taken(tx, turn, leader):
        supplement = ticket.state is TicketState.REPLIED
        detail: dict[str, Any] = {"with": leader.number}
        send(tx, turn, ticket, text, detail=detail | ({"supplement": True} if supplement else {}))


def send(
    tx: Transaction, turn: Turn, ticket: Ticket, text: str, *, detail: dict[str, Any]
) -> Ticket:
    """Let the words reach the resident, and ask whether it is solved. Raises `Refused`."""
    by = turn.now + timedelta(days=turn.house.settings.promises.confirm_days)
    ticket = record(
        tx,
        turn,
        ticket,
        Action.ANSWER,
        text=text,
        changes={"confirm_by": stamp(by)},
        detail=detail,
    )
    language = telling.language_of(tx, turn, ticket)
    telling.tell(
        tx,
        turn,
        ticket,
        "tickets.answer_more" if detail.get("supplement") else "",
        choices=verdicts.ask_verdict(tx, turn, ticket, language),
        in_own_words=True,
        answer=text.strip(),
    )
    return ticket
