"""What residents asked and the FAQ did not know, as officials may read it: masked and short."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.privacy import mask
from bot.store import Transaction, faq_needs
from bot.tickets.whereabouts import tells_only_where
from faq.gaps import Asked, Gap, find_gaps

_LONGEST = 60
"""Characters of a question that are shown: enough to know what is asked."""
_FEWEST_TICKETS = 10
"""No share of fewer tickets is told: one more or less would turn it over (as with the rates)."""
_AGAIN = 2
"""How often a question must have come before an entry for it saves anybody anything."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One question that the FAQ did not know, with all that were like it."""

    question: str
    count: int
    people: int
    tickets: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """The commonest of them, and how many of the tickets of that time they would have saved."""

    commonest: tuple[Missing, ...]
    saved: int
    tickets: int

    @property
    def fewer(self) -> float | None:
        """The share of tickets that would not have come (0 to 1); None where too few tell it."""
        return self.saved / self.tickets if self.saved and self.tickets >= _FEWEST_TICKETS else None

    @property
    def percent(self) -> int:
        """The same as a whole number of per cent; 0 where it is not told."""
        return round(100 * (self.fewer or 0.0))


def missed(tx: Transaction, since: date, *, shown: int, read: int) -> Missed:
    """The `shown` commonest questions the FAQ did not know, out of the last `read` since a day.

    What only tells a place or a telephone number asks nothing.
    """
    asked = (
        Asked(each.text, each.contact_id, each.became_ticket)
        for each in faq_needs.unknown(tx, since, read)
        if not tells_only_where(each.text)
    )
    gaps = find_gaps(asked)[:shown]
    return Missed(
        tuple(_missing(gap) for gap in gaps),
        sum(gap.tickets for gap in gaps if gap.count >= _AGAIN),
        faq_needs.tickets_since(tx, since),
    )


def _missing(gap: Gap) -> Missing:
    examples = tuple(mask(each) for each in gap.examples[:5])
    return Missing(_short(mask(gap.question)), gap.count, len(gap.people), gap.tickets, examples)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
