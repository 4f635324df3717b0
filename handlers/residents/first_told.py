"""A ticket that a bare call opened (人工) takes its name and its matter from the first words."""

from __future__ import annotations

from bot.models import Ticket
from bot.store import Transaction, tickets
from bot.tickets import matters
from bot.tickets.first_words import is_bare_call
from bot.tickets.whereabouts import is_shared
from faq.normalise import normalise
from handlers.actions.classifying import classify
from handlers.naming import title_of
from handlers.turn import Turn


def waits_for_words(ticket: Ticket) -> bool:
    """Whether nothing is known of a ticket but that somebody wanted a person."""
    return is_bare_call(ticket.title)


def tells(text: str) -> bool:
    """Whether a text says what it is about: 「还没人来」 and a place from the map do not."""
    plain = normalise(text)
    if is_bare_call(text) or is_shared(text) or matters.is_follow_up(plain):
        return False
    return bool(matters.topic(plain) or matters.characters(plain))


def named(
    tx: Transaction, turn: Turn, ticket: Ticket, text: str
) -> tuple[Ticket, dict[str, object]]:
    """The ticket as it is called from now on, and what the text changes about it.

    Its kind stays: by that the resident was told until when it is settled.
    """
    if not (waits_for_words(ticket) and tells(text)):
        return ticket, {}
    changes = {name: it for name, it in classify(turn, text).items() if name != "kind"}
    return tickets.name(tx, ticket, title_of(text)), changes
