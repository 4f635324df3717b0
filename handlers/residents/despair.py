"""Who has written of not wanting to live: their matter, and how it is spoken of to them."""

from __future__ import annotations

from bot.models import Ticket
from bot.tickets.emergencies import Peril, danger
from bot.wording import Wording
from faq.normalise import normalise


def is_of_despair(ticket: Ticket) -> bool:
    """A leak of gas that the same person reported is another matter, for other people."""
    found = danger(normalise(ticket.title)) if ticket.urgent else None
    return found is not None and found.peril is Peril.SELF_HARM


def called(wording: Wording, ticket: Ticket, language: str) -> str:
    """How its resident is told which matter it is: words of despair are not said back to them.

    Others may see the telephone on which it stands.
    """
    if is_of_despair(ticket):
        return wording.say(language, "tickets.title_of_despair")
    return ticket.title
