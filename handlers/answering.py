"""An official's answer: it ends the first-reply clock and reaches the resident word for word."""

from __future__ import annotations

from bot.errors import Refused
from bot.models import Direction, Message, Ticket, TicketState
from bot.store import Transaction, contacts, messages, people
from bot.tickets.lifecycle import UNTAKEN, Action, rule
from handlers import deeds, telling, verdicts
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
    if supplement and not (again or _knows_the_first(tx, turn, ticket, command)):
        raise _already_answered(tx, turn, ticket)
    if untaken:
        ticket = deeds.make_owner(tx, turn, ticket)
    detail = {"supplement": True} if supplement else {}
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


def _knows_the_first(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> bool:
    said = command.values.get("supplement") == "yes"
    seen = command.values.get("version") == str(ticket.version)
    last = _last_answer(tx, ticket)
    return said or seen or (last is not None and last.official_id == turn.author.id)


def _already_answered(tx: Transaction, turn: Turn, ticket: Ticket) -> Refused:
    last = _last_answer(tx, ticket)
    official = people.official(tx, last.official_id) if last and last.official_id else None
    return Refused(
        "refusals.answered_already",
        name=official.name if official else "",
        at=last.at if last else turn.now,
        answer=last.content.text if last else "",
    )


def _last_answer(tx: Transaction, ticket: Ticket) -> Message | None:
    said = (line.message for line in reversed(messages.of_ticket(tx, ticket.id)))
    return next(
        (
            message
            for message in said
            if message.direction is Direction.OUTBOUND and message.official_id is not None
        ),
        None,
    )


def _channel(turn: Turn, channel: str) -> str:
    name = f"officials.channel_{channel}"
    return turn.words(name) if turn.house.wording.has(name) else channel
