"""Turns what a resident wrote into a ticket, and tells them what they are promised."""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Choice, Message, Ticket
from bot.store import Transaction
from bot.tickets import matters
from bot.tickets.whereabouts import find_phone
from faq.normalise import normalise
from handlers.actions import opening, reported
from handlers.naming import department_name
from handlers.promises import calling
from handlers.promises.promised import counted
from handlers.residents import arriving, known_phone, prompts
from handlers.residents.languages import is_foreign
from handlers.residents.prompts import Asked
from handlers.turn import Turn


def register(
    tx: Transaction, turn: Turn, message_ids: Sequence[int], *, apart_from: Sequence[str] = ()
) -> Ticket:
    """A new ticket of these messages, and the text that accepts it.

    `apart_from`: the numbers of those to which the resident said that it does not belong.
    """
    return register_told(tx, turn, opening.told(tx, message_ids), apart_from=apart_from)


def register_told(
    tx: Transaction, turn: Turn, said: Sequence[Message], *, apart_from: Sequence[str] = ()
) -> Ticket:
    """The same of messages that have been read."""
    ticket = opening.open_ticket(tx, turn, said, apart_from=apart_from)
    accept(tx, turn, ticket, opening.text_of(said))
    if ticket.urgent and not _somebody_knows(tx, turn, ticket):
        calling.say_nobody_is_there(turn, ticket)
    return ticket


def _somebody_knows(tx: Transaction, turn: Turn, ticket: Ticket) -> bool:
    """Call who is on duty; of a burst they were called by the first, and are told once of all."""
    if ticket.hot or ticket.follows_id is not None:
        return calling.is_somebody_there(tx, turn)
    return calling.call(tx, turn, ticket)


def accept(tx: Transaction, turn: Turn, ticket: Ticket, text: str, *, follows: str = "") -> None:
    """Say that the ticket is registered, what is promised, and ask once what helps to find it.

    `follows` is the approved title of the matter that it follows, if it follows one.
    """
    parts = [
        turn.words(
            "tickets.accepted",
            number=ticket.number,
            code=turn.house.signer.code(ticket.number),
            department=department_name(tx, ticket.department_id, turn.language),
            # Where nobody is on duty that is said, and no hour is promised.
            acted=ticket.acceptance_due
            if ticket.urgent and calling.is_somebody_there(tx, turn)
            else None,
            due=ticket.first_reply_due,
            hours=turn.house.settings.promises.first_reply_hours,
            resolution=ticket.resolution_due,
            counting=counted(tx, turn, ticket, turn.language),
        )
    ]
    if follows:
        parts.append(turn.words("many.following", title=follows))
    if ticket.confidential:
        parts.append(turn.words("tickets.kept_confidential"))
    if reported.has_discipline_line(tx, text):
        parts.append(turn.words("tickets.discipline_line"))
    if is_foreign(text) and turn.language != "en":
        parts.append(
            turn.house.wording.say(
                "en",
                "tickets.accepted_briefly",
                number=ticket.number,
                due=ticket.first_reply_due,
                now=turn.now,
            )
        )
    # A district alone does not tell where to go.
    vague = bool(ticket.place) and ticket.place == arriving.district_of(tx, turn)
    question = _question(ticket, text, vague=vague)
    if question:
        parts.append(turn.words(question))
    if ticket.phone and not find_phone(text):
        parts.append(turn.words("tickets.known_phone", phone=known_phone.shown(ticket.phone)))
    turn.say(
        "\n\n".join(parts),
        choices=_skip(tx, turn, ticket) if question else (),
        ticket_id=ticket.id,
        link=turn.house.ticket_page(ticket.number),
    )


def _question(ticket: Ticket, text: str, *, vague: bool) -> str:
    place_known = bool((ticket.place and not vague) or matters.places(normalise(text)))
    if place_known and ticket.phone:
        return ""
    if place_known:
        return "tickets.ask_phone"
    return "tickets.ask_place" if ticket.phone else "tickets.ask_place_and_phone"


def _skip(tx: Transaction, turn: Turn, ticket: Ticket) -> tuple[Choice, ...]:
    value = f"skip:{ticket.number}"
    prompts.ask(tx, turn, Asked.PLACE, value, ticket_id=ticket.id)
    return (Choice(value, turn.words("tickets.skip")),)
