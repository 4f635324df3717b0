"""An official's answer: it ends the first-reply clock and reaches the resident word for word."""

from __future__ import annotations

from dataclasses import replace

from bot.errors import Refused
from bot.models import Ticket, TicketState
from bot.store import Transaction, contacts
from bot.tickets.actions import Action
from handlers.actions import checking, deeds, followers, reviewing, second_answers, sending
from handlers.grammar import Command, read_answer
from handlers.naming import channel_name
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
    supplement = ticket.state is TicketState.REPLIED
    reviewed = reviewing.needs_review(tx, turn, ticket)
    deeds.check(tx, turn, ticket, Action.SUBMIT if reviewed else Action.ANSWER, text=text)
    people = followers.confirm(tx, ticket, command)
    detail = checking.let_through(
        tx,
        turn,
        ticket,
        text,
        act=command.act.value,
        values=command.values,
        recipients=people,
    )
    if reviewed:
        reviewing.submit(tx, turn, ticket, replace(command, text=text), detail)
        return
    ticket = deeds.begin(tx, turn, ticket, Action.ANSWER, text=text)
    detail |= {"supplement": True} if supplement else {}
    ticket = sending.send(tx, turn, ticket, text, detail=detail)
    sending.send_on(tx, turn, ticket, text)
    if people > 1:
        turn.reply("officials.answered_all", number=ticket.number, people=people)
        return
    contact = contacts.get(tx, ticket.contact_id)
    channel = channel_name(turn.house.wording, turn.language, contact.channel)
    turn.reply("officials.answered", number=ticket.number, channel=channel)
