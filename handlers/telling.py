"""Tells the resident of a ticket what an official did, in the resident's own language."""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Choice, Content, ContentKind, Ticket
from bot.store import Transaction, contacts
from handlers.naming import department_name
from handlers.turn import Turn


def language_of(tx: Transaction, turn: Turn, ticket: Ticket) -> str:
    """The language in which the ticket's resident is spoken to."""
    contact = contacts.get(tx, ticket.contact_id)
    return contact.language or ticket.language or turn.house.wording.default


def tell(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    name: str,
    /,
    *,
    choices: Sequence[Choice] = (),
    in_own_words: bool = False,
    **values: object,
) -> None:
    """Say `name` about the ticket to its resident.

    `in_own_words`: an official's own words are in it, unchanged; their files go along.
    """
    language = language_of(tx, turn, ticket)
    text = turn.house.wording.say(
        language,
        name,
        number=ticket.number,
        title=ticket.title,
        department=department_name(tx, ticket.department_id, language),
        **values,
    )
    content = Content(
        text,
        kind=ContentKind.CHOICES if choices else ContentKind.TEXT,
        choices=tuple(choices),
        attachments=turn.attachments if in_own_words else (),
        link=turn.house.ticket_page(ticket.number),
    )
    turn.tell(
        contacts.get(tx, ticket.contact_id),
        content,
        ticket_id=ticket.id,
        by=turn.author if in_own_words else None,
    )
