"""An official's answer: it ends the first-reply clock and reaches the resident word for word."""

from __future__ import annotations

from bot.errors import Refused
from bot.models import Ticket, TicketState
from bot.store import Transaction, contacts
from bot.tickets.lifecycle import UNTAKEN, Action, rule
from handlers import checking, deeds, second_answers, telling, verdicts
from handlers.grammar import Command, read_answer
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
    untaken = ticket.state in UNTAKEN
    rule(Action.ANSWER, TicketState.IN_PROGRESS if untaken else ticket.state, turn.author.roles)
    supplement = ticket.state is TicketState.REPLIED
    second_answers.check(tx, turn, ticket, command, again=again)
    detail = checking.let_through(
        tx, turn, ticket, text, act=command.act.value, values=command.values
    )
    if untaken:
        ticket = deeds.make_owner(tx, turn, ticket)
    detail |= {"supplement": True} if supplement else {}
    ticket = record(tx, turn, ticket, Action.ANSWER, text=text, detail=detail)
    language = telling.language_of(tx, turn, ticket)
    telling.tell(
        tx,
        turn,
        ticket,
        "tickets.answer_more" if supplement else "tickets.answer",
        choices=verdicts.ask_verdict(tx, turn, ticket, language),
        in_own_words=True,
        answer=text.strip(),
    )
    contact = contacts.get(tx, ticket.contact_id)
    turn.reply("officials.answered", number=ticket.number, channel=_channel(turn, contact.channel))


def _channel(turn: Turn, channel: str) -> str:
    name = f"officials.channel_{channel}"
    return turn.words(name) if turn.house.wording.has(name) else channel
