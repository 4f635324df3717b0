"""How a matter ends: as proposed, as approved, or by time; and what the resident is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.clock import stamp
from bot.models import Outcome, Ticket, TicketState
from bot.store import Transaction
from bot.tickets.actions import APPROVED
from handlers.actions import telling, verdicts
from handlers.actions.voices import SENDER, Voice
from handlers.turn import Turn


def ending(
    turn: Turn, outcome: Outcome | None, values: Mapping[str, str], *, closes: bool = False
) -> dict[str, Any]:
    """What a proposed end changes: until when the resident may say no, or that it is the end."""
    promises = turn.house.settings.promises
    by = turn.now + timedelta(days=promises.confirm_days)
    changes: dict[str, Any] = {} if closes else {"confirm_by": stamp(by)}
    if outcome is not None:
        changes["outcome" if closes else "proposed"] = outcome.value
    if outcome is Outcome.SCHEDULED:
        changes["scheduled_for"] = values["until"]
    return changes


def tell(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    outcome: Outcome,
    text: str,
    voice: Voice = SENDER,
) -> None:
    """Tell the resident which end is proposed, or was approved, and ask whether it is solved."""
    language = telling.language_of(tx, turn, ticket)
    say = turn.house.wording.say
    choices = verdicts.ask_verdict(tx, turn, ticket, language)
    closed = ticket.state is TicketState.CLOSED
    telling.tell(
        tx,
        turn,
        ticket,
        "tickets.closed" if closed else "tickets.proposed",
        choices=choices,
        in_own_words=bool(text or voice.attachments or turn.attachments),
        voice=voice,
        outcome=outcome_words(turn, ticket, outcome, language),
        answer=text,
        silent=say(language, f"tickets.outcome_{silent_outcome(outcome).value}"),
        until=ticket.confirm_by,
        days=turn.house.settings.conversation.reopen_days,
        objectionable=verdicts.may_object(tx, ticket),
    )


def outcome_words(turn: Turn, ticket: Ticket, outcome: Outcome, language: str) -> str:
    """How the end is told to the resident, with the day for a planned one."""
    words = turn.house.wording.say(language, f"tickets.outcome_{outcome.value}")
    if outcome is not Outcome.SCHEDULED or ticket.scheduled_for is None:
        return words
    return f"{words} {turn.house.wording.on(language, ticket.scheduled_for, turn.now)}"


def silent_outcome(outcome: Outcome | None) -> Outcome:
    """How a ticket ends where the resident says nothing: as approved, else unconfirmed."""
    return outcome if outcome in APPROVED else Outcome.UNCONFIRMED
