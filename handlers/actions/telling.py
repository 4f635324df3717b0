"""Tells the resident of a ticket what an official did, in the resident's own language."""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Choice, Content, ContentKind, Ticket
from bot.store import Transaction, contacts
from handlers.actions.voices import SENDER, Voice
from handlers.naming import department_name
from handlers.residents.despair import called
from handlers.turn import Turn


def language_of(tx: Transaction, turn: Turn, ticket: Ticket) -> str:
    """The language in which the ticket's resident is spoken to."""
    contact = contacts.get(tx, ticket.contact_id)
    return contact.language or ticket.language or turn.house.wording.default


def owed(turn: Turn, ticket: Ticket) -> str:
    """The sentence that the table of the life-cycle owes the resident for the last action."""
    return turn.notices[ticket.id]


def tell(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    name: str = "",
    /,
    *,
    choices: Sequence[Choice] = (),
    in_own_words: bool = False,
    voice: Voice = SENDER,
    **values: object,
) -> None:
    """Say what the table owes the resident of the ticket, or `name` in its place.

    `in_own_words`: an official's own words are in it, unchanged, and their files go along; `voice`
    tells whose they are.
    """
    name = name or owed(turn, ticket)
    turn.notices.pop(ticket.id, None)
    language = language_of(tx, turn, ticket)
    text = turn.house.wording.say(
        language,
        name,
        number=ticket.number,
        title=called(turn.house.wording, ticket, language),
        department=voice.answerer or department_name(tx, ticket.department_id, language),
        now=turn.now,
        **values,
    )
    files = turn.attachments if voice.attachments is None else voice.attachments
    content = Content(
        text,
        kind=ContentKind.CHOICES if choices else ContentKind.TEXT,
        choices=tuple(choices),
        attachments=files if in_own_words else (),
        link=turn.house.ticket_page(ticket.number),
    )
    turn.tell(
        contacts.get(tx, ticket.contact_id),
        content,
        ticket_id=ticket.id,
        by=(voice.by or turn.author) if in_own_words else None,
    )


def settle(turn: Turn) -> None:
    """Whatever moved a ticket has told its resident.

    Raises `LookupError` where it has not: a handler forgot it, and nothing may be kept of that.
    """
    if turn.notices:
        raise LookupError(f"a resident was not told: {sorted(turn.notices.values())}")
