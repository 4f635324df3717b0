"""Reads a city's own log as labels for the matcher's probabilities, and keeps what was fitted."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import msgspec

from bot.store import refits
from bot.store.matching import Feedback
from faq.refitting import Label, Refit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bot.store import Transaction
    from bot.store.refits import JudgedMatch, Kept

_OFFERED = 3


def refit_in_force(tx: Transaction) -> tuple[int, Refit | None]:
    """The number of the refit in force, and the refit; None where the built-in figures hold."""
    number, content = refits.current(tx)
    return number, read(content)


def labels(tx: Transaction, since: date) -> list[Label]:
    """What residents judged since a day, with the probabilities that the built-in figures said."""
    history = refits.every(tx)
    found = (_label(each, _at(history, each.at)) for each in refits.judged(tx, since))
    return [label for label in found if label is not None]


def keep(tx: Transaction, refit: Refit | None, now: datetime) -> None:
    """Put a refit in force, or None for the built-in figures."""
    refits.keep(tx, msgspec.json.encode(refit).decode() if refit else "", now)


def read(content: str) -> Refit | None:
    """A refit as it is kept."""
    return msgspec.json.decode(content, type=Refit) if content else None


def _at(history: Sequence[Kept], moment: datetime) -> Refit | None:
    """The refit that was in force at a moment: the log holds what it had made."""
    place = bisect_right([each.fitted_at for each in history], moment)
    return read(history[place - 1].content) if place else None


def _label(judged: JudgedMatch, refit: Refit | None) -> Label | None:
    """Whether the first entry was right; None where the resident's word does not tell."""
    said = [refit.first.undone(each.score) if refit else each.score for each in judged.offered]
    first_meant = judged.offered[0].id == judged.entry_id
    three = min(sum(said[:_OFFERED]), max(said[0], 1.0 - 1e-4))
    match judged.feedback:
        case Feedback.USEFUL | Feedback.PICKED:
            return Label(said[0], three, first_meant, three_right=True)
        case Feedback.NONE_OF_THEM:
            return Label(said[0], three, first_right=False, three_right=False)
        case Feedback.UNSOLVED if first_meant:
            return Label(said[0], three, first_right=False, three_right=None)
        case _:
            # They picked another one, and it did not help: of the first nothing is known.
            return None
