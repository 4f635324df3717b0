"""One answer for many tickets, with a receipt each; what cannot be answered is named, not lost."""

from __future__ import annotations

from typing import Any

from bot.errors import Doubted, Refused
from bot.models import Ticket
from bot.store import Transaction, contacts
from bot.tickets.actions import Action
from handlers import (
    checking,
    deeds,
    followers,
    one_matter,
    reviewing,
    second_answers,
    sending,
)
from handlers.grammar import Act, Command, read_answer
from handlers.naming import channel_name
from handlers.refusing import reason_words
from handlers.turn import Turn

MOST = 50
"""Tickets in one batch: enough for a burst, few enough for one transaction."""


def answer(tx: Transaction, turn: Turn, found: list[Ticket], command: Command) -> None:
    """Answer each of these tickets in the same words; the official hears of each.

    Raises `Refused` for anything but an answer, for an empty one, and for too many tickets.
    """
    if command.act is not Act.ANSWER:
        raise Refused("refusals.only_answers_go_to_many")
    text, again = read_answer(command.text)
    if not (text.strip() or turn.attachments):
        raise Refused("refusals.empty_answer")
    if len(found) > MOST:
        raise Refused("refusals.too_many_tickets", most=MOST)
    checked = [
        _checked(tx, turn, ticket, command, text, among=found, again=again) for ticket in found
    ]
    doubts = [each for each in checked if isinstance(each, Doubted)]
    if doubts:
        # The words are the same for all: what is doubted of them is answered once, for all.
        raise doubts[0]
    lines = [
        _one(tx, turn, ticket, text, each) for ticket, each in zip(found, checked, strict=True)
    ]
    sent = sum(not isinstance(each, Refused) for each in checked)
    heading = turn.words("officials.batch", sent=sent, count=len(found))
    turn.say("\n".join((heading, *lines)))


def _checked(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    command: Command,
    text: str,
    *,
    among: list[Ticket],
    again: bool,
) -> dict[str, Any] | Refused:
    """What the event of an answer is to tell, or why there is none; nothing is changed by it."""
    try:
        second_answers.check(tx, turn, ticket, command, again=again)
        if reviewing.needs_review(tx, turn, ticket):
            raise Refused("refusals.reviewed_alone")
        deeds.check(tx, turn, ticket, Action.ANSWER, text=text)
        followers.confirm(tx, ticket, command)
        others = [each for each in among if each.id != ticket.id]
        return checking.let_through(
            tx,
            turn,
            ticket,
            text,
            act=command.act.value,
            # What is held is held for all of them, and one reason sends it to all.
            values={**command.values, "also": " ".join(each.number for each in others)},
            recipients=len(among),
            elsewhere=[each.number for each in others if not one_matter.is_alike(tx, ticket, each)],
        )
    except Refused as refusal:
        return refusal


def _one(
    tx: Transaction, turn: Turn, ticket: Ticket, text: str, checked: dict[str, Any] | Refused
) -> str:
    """Answer one of them, or say why not."""
    if isinstance(checked, Refused):
        why = reason_words(tx, turn, checked, ticket)
        return turn.words("officials.batch_refused", number=ticket.number, why=why)
    ticket = deeds.begin(tx, turn, ticket, Action.ANSWER, text=text)
    ticket = sending.send(tx, turn, ticket, text, detail=checked)
    sending.send_on(tx, turn, ticket, text)
    channel = channel_name(turn, contacts.get(tx, ticket.contact_id).channel)
    return turn.words("officials.batch_sent", number=ticket.number, channel=channel)
