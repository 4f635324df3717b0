"""Holds back who writes faster than anybody can."""

from __future__ import annotations

from bot.errors import Refused
from bot.tickets.emergencies import danger
from faq.normalise import normalise
from handlers.turn import House


def admit(house: House, in_minute: int, text: str) -> None:
    """Let a resident's message in, the so manieth of theirs in this minute.

    What speaks of danger always gets in.

    Raises `Refused` (`limits.too_many`) for one too many: it must not be kept, so that the
    resident's own page shows it as unsent and offers to send it again.
    """
    too_many = in_minute > house.settings.limits.messages_per_minute
    if too_many and danger(normalise(text)) is None:
        raise Refused("limits.too_many")
