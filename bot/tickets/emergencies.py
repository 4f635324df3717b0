"""Words of danger: which number helps at once, told apart from questions about such things."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.tickets.emergency_signs import (
    ALWAYS_HEARD,
    ANY_SIGN,
    ASKED,
    CALM,
    FEARED,
    FIGURATIVE,
    HABIT,
    HABIT_COUNTS_NOT,
    HAPPENED,
    NOT_GRIEF,
    NOW,
    PAST,
    SIGNS,
    VICTIM,
    Peril,
)

__all__ = ["Danger", "Peril", "danger", "is_calm"]


@dataclass(frozen=True, slots=True)
class Danger:
    """A message that speaks of danger; `present`: it says that it is happening now."""

    peril: Peril
    present: bool


_STORY = 80
"""Normalised characters; a longer text tells a story, and counts only where it calls for help."""


@lru_cache(512)  # as normalise: it is asked before the message has its turn, and in it
def danger(text: str) -> Danger | None:
    """The danger that a normalised text (Simplified, lower case) speaks of, or None.

    A question about emergencies, insurance or drills, and what is long past, is no danger; a cry
    for help always is. Grief is heard however it is put, and so is who is beaten or hunted now.
    """
    text = text.replace("著", "着")
    # What is figurative leaves a space behind, and no sign is told by a pair with a space in it.
    if not ANY_SIGN.may_stand_in(text):
        return None
    text = FIGURATIVE.sub(" ", text)
    if not ANY_SIGN.stand_in(text):
        return None
    peril = next((peril for peril, signs in SIGNS.items() if signs.stand_in(text)), None)
    if peril is None:
        return None
    if peril in ALWAYS_HEARD:
        return None if NOT_GRIEF.stand_in(text) else Danger(peril, present=True)
    if NOW.stand_in(text):
        return Danger(peril, present=True)
    if peril is Peril.VIOLENCE and VICTIM.stand_in(text):
        return None if PAST.stand_in(text) else Danger(peril, present=True)
    if peril is Peril.OPEN_HOLE:
        text = FEARED.sub(" ", text)
    if _is_calm(text, peril) or len(text) > _STORY:
        return None
    asked = peril is Peril.OPEN_HOLE and ASKED.stand_in(text)
    return Danger(peril, present=not asked and HAPPENED.stand_in(text))


def is_calm(text: str) -> bool:
    """Whether a normalised text asks about something from a distance, or tells a long story."""
    return CALM.stand_in(text) or PAST.stand_in(text) or len(text) > _STORY


def _is_calm(text: str, peril: Peril) -> bool:
    habit = peril not in HABIT_COUNTS_NOT and HABIT.stand_in(text)
    return habit or CALM.stand_in(text) or PAST.stand_in(text)
