"""Holds back who writes faster than anybody can."""

from __future__ import annotations

from datetime import datetime

from bot.clock import stamp
from bot.errors import Refused
from bot.models import Contact
from bot.store import Transaction, contacts
from bot.tickets.emergencies import danger
from faq.normalise import normalise
from handlers.turn import House


def admit(tx: Transaction, contact: Contact, house: House, now: datetime, text: str) -> None:
    """Count one message of this contact in this minute; what speaks of danger always gets in.

    Raises `Refused` (`limits.too_many`) for one too many: it must not be kept, so that the
    resident's own page shows it as unsent and offers to send it again.
    """
    minute = stamp(now.replace(second=0, microsecond=0))
    written = contacts.count(tx, f"messages:{contact.id}", minute)
    too_many = written > house.settings.limits.messages_per_minute
    if too_many and danger(normalise(text)) is None:
        raise Refused("limits.too_many")
