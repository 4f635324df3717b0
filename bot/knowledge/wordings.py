"""What some things are called: whether a text may be like any of it, and how like it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import add
from typing import TYPE_CHECKING

from faq.folding import folded
from faq.index import Index
from faq.match import Matcher
from faq.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from faq.entries import FaqEntry

_NEVER = date.min  # wordings do not expire


class Glance:
    """Some wordings at a glance: what shares no two signs in a row with them is none of them.

    Only their signs in another order are still like them then; no slip in a wording and no word
    around it is (tests/test_glance.py).
    """

    def __init__(self, wordings: Iterable[str] = ()) -> None:
        forms = (form for each in wordings for form in _forms(normalise(each)))
        pairs = (pair for form in forms for pair in map(add, form, form[1:]))
        self._pairs = frozenset(pair for pair in pairs if " " not in pair)

    def __or__(self, other: Glance) -> Glance:
        """The wordings of both."""
        both = Glance()
        both._pairs = self._pairs | other._pairs
        return both

    def sees(self, plain: str) -> bool:
        """Whether a normalised text may be any of them."""
        return not all(self._pairs.isdisjoint(map(add, form, form[1:])) for form in _forms(plain))


@dataclass(frozen=True, slots=True)
class Wordings:
    """The wordings of some things, each known by its place among them.

    Immutable, and safe in several threads.
    """

    _matcher: Matcher
    _glance: Glance
    _short: int = 0

    @classmethod
    def of(cls, things: Sequence[FaqEntry], short: int = 0) -> Wordings | None:
        """Index what these things are called, None where there are none.

        The engine tells apart what has different answers. What has no more signs than `short` is
        compared whatever it shares.
        """
        called = (wording for each in things for wording in (each.question, *each.variants))
        return cls(Matcher(Index.build(things)), Glance(called), short) if things else None

    def found(self, parts: Iterable[str]) -> list[tuple[int, float]]:
        """The places of the things that parts of a text are like, and how like, 0..1.

        Each part comes normalised, and with at most three things, the likest first.
        """
        looked_at = (part for part in parts if len(part) <= self._short or self._glance.sees(part))
        return [
            (each.entry, each.score)
            for part in looked_at
            for each in self._matcher.ruled(part, _NEVER).ranked
        ]


def _forms(plain: str) -> Iterator[str]:
    """As it is written, and with one form for words that say the same."""
    yield plain
    yield folded(plain)
