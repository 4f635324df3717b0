"""One answer for many tickets, with a receipt each; what cannot be answered is named, not lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.errors import Doubted, Refused
from bot.models import Ticket
from bot.store import Transaction, contacts
from bot.tickets.actions import Action
from handlers.actions import (
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
from handlers.officials.refusing import reason_words
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
    strangers = one_matter.strangers(tx, found)
    batch = _Batch(command, text, again, [each.number for each in found], strangers)
    checked = [_checked(tx, turn, ticket, batch) for ticket in found]
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


@dataclass(frozen=True, slots=True)
class _Batch:
    """One text for the tickets of these `numbers`; `again`: put as a further answer (再答：).

    `strangers` are for each ticket, by id, the numbers of those that ask something else.
    """

    command: Command
    text: str
    again: bool
    numbers: list[str]
    strangers: dict[int, list[str]]

    def held_with(self, ticket: Ticket) -> dict[str, str]:
        """What is held is held for all of them, and one reason sends it to all."""
        others = (each for each in self.numbers if each != ticket.number)
        return {**self.command.values, "also": " ".join(others)}


def _checked(
    tx: Transaction, turn: Turn, ticket: Ticket, batch: _Batch
) -> dict[str, Any] | Refused:
    """What the event of an answer is to tell, or why there is none; nothing is changed by it."""
    try:
        second_answers.check(tx, turn, ticket, batch.command, again=batch.again)
        if reviewing.needs_review(tx, turn, ticket):
            raise Refused("refusals.reviewed_alone")
        deeds.check(tx, turn, ticket, Action.ANSWER, text=batch.text)
        people = followers.confirm(tx, ticket, batch.command)
        return checking.let_through(
            tx,
            turn,
            ticket,
            batch.text,
            act=batch.command.act.value,
            values=batch.held_with(ticket),
            recipients=max(people, len(batch.numbers)),
            elsewhere=batch.strangers[ticket.id],
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
    reached = contacts.get(tx, ticket.contact_id).channel
    channel = channel_name(turn.house.wording, turn.language, reached)
    return turn.words("officials.batch_sent", number=ticket.number, channel=channel)
