"""An official's answer: it ends the first-reply clock and reaches the resident word for word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.clock import stamp
from bot.errors import Refused
from bot.models import Ticket, TicketState
from bot.store import Transaction, contacts
from bot.tickets.actions import Action
from handlers import checking, deeds, reviewing, second_answers, telling, verdicts
from handlers.grammar import Command, read_answer
from handlers.naming import channel_name
from handlers.recording import record
from handlers.turn import Turn


def answer(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """Send the answer; whoever answers has taken the ticket.

    Raises `Refused` for an empty answer, and for a second one whose writer does not know the
    first: two who answer at once must not send a resident two minds.
    """
    text, again = read_answer(command.text)
    if not (text.strip() or turn.attachments):
        raise Refused("refusals.empty_answer")
    second_answers.check(tx, turn, ticket, command, again=again)
    deeds.check(tx, turn, ticket, Action.ANSWER, text=text)
    detail = checking.let_through(
        tx, turn, ticket, text, act=command.act.value, values=command.values
    )
    supplement = ticket.state is TicketState.REPLIED
    if not supplement and reviewing.needs_review(tx, turn, ticket):
        reviewing.submit(tx, turn, ticket, replace(command, text=text))
        return
    ticket = deeds.begin(tx, turn, ticket, Action.ANSWER, text=text)
    detail |= {"supplement": True} if supplement else {}
    ticket = send(tx, turn, ticket, text, detail=detail)
    contact = contacts.get(tx, ticket.contact_id)
    channel = channel_name(turn, contact.channel)
    turn.reply("officials.answered", number=ticket.number, channel=channel)


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
