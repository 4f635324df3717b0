"""Finds the few texts of an FAQ that share the telling terms of a question."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from faq.grams import grams
from faq.normalise import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from faq.entries import FaqEntry

_COMMON_SHARE = 0.05  # a term in more of the texts than this finds nothing that others do not
_COMMON_FLOOR = 256  # … but a list this short costs nothing to follow
_MAX_TERMS = 64  # rarest terms of a question that are looked up


class Hit(NamedTuple):
    """One text of the index that shares terms with a question.

    `number` names the text within the index. `shared` is the weight of the terms both have,
    `asked` of the question's terms, `mass` of the text's.
    """

    number: int
    shared: float
    asked: float
    mass: float

    @property
    def overlap(self) -> float:
        """How much of both texts is shared, 0..1 (Dice's coefficient, rare terms weigh more)."""
        return 2 * self.shared / (self.asked + self.mass)


@dataclass(frozen=True, slots=True)
class Index:
    """Every question and variant of an FAQ, normalised, with an inverted index over its terms.

    Immutable: a changed FAQ gets a new index. Texts are numbered in the order of the entries.
    """

    entries: tuple[FaqEntry, ...]
    texts: tuple[str, ...]
    _owners: array[int]
    _wordings: array[int]
    _postings: Mapping[str, array[int]]
    _masses: array[float]

    @classmethod
    def build(cls, entries: Iterable[FaqEntry]) -> Index:
        """Index the questions and variants of `entries`, but for texts that fold to nothing."""
        kept = tuple(entries)
        texts: list[str] = []
        owners, wordings = array("I"), array("I")
        postings: dict[str, array[int]] = {}
        for owner, entry in enumerate(kept):
            for wording, text in _wordings_of(entry):
                for term in grams(text):
                    postings.setdefault(term, array("I")).append(len(texts))
                texts.append(text)
                owners.append(owner)
                wordings.append(wording)
        return cls(kept, tuple(texts), owners, wordings, postings, _masses(postings, len(texts)))

    def entry(self, number: int) -> FaqEntry:
        """The entry that text `number` belongs to."""
        return self.entries[self._owners[number]]

    def question(self, number: int) -> str:
        """Text `number` as it was written: the entry's question or one of its variants."""
        entry, wording = self.entry(number), self._wordings[number]
        return entry.variants[wording - 1] if wording else entry.question

    def candidates(self, text: str, k: int) -> list[Hit]:
        """The `k` texts that overlap most with a normalised text; ties in the FAQ's order."""
        weights = {term: self._weight(term) for term in grams(text)}
        asked = sum(weights.values())
        known = sorted((t for t in weights if t in self._postings), key=self._frequency)
        shared, rest = self._accumulated(known, weights, k)
        masses = self._masses
        best = nsmallest(
            k, shared, key=lambda number: (-shared[number] / (asked + masses[number]), number)
        )
        hits = [
            Hit(number, shared[number] + self._shared(number, rest, weights), asked, masses[number])
            for number in best
        ]
        return sorted(hits, key=lambda hit: (-hit.overlap, hit.number))

    def _accumulated(
        self, terms: list[str], weights: Mapping[str, float], k: int
    ) -> tuple[dict[int, float], list[str]]:
        """Shared weight by text over the rare terms, and the terms that were not followed."""
        common = max(_COMMON_FLOOR, int(_COMMON_SHARE * len(self.texts)))
        shared: dict[int, float] = {}
        for at, term in enumerate(terms):
            if at == _MAX_TERMS or (len(shared) >= k and self._frequency(term) > common):
                return shared, terms[at:]
            weight = weights[term]
            for number in self._postings[term]:
                shared[number] = shared.get(number, 0.0) + weight
        return shared, []

    def _shared(self, number: int, terms: list[str], weights: Mapping[str, float]) -> float:
        return sum(weights[term] for term in terms if _contains(self._postings[term], number))

    def _weight(self, term: str) -> float:
        return _weight(self._frequency(term), len(self.texts))

    def _frequency(self, term: str) -> int:
        return len(self._postings.get(term, ()))


def _wordings_of(entry: FaqEntry) -> list[tuple[int, str]]:
    """The distinct normalised texts of an entry: 0 for its question, n for its n-th variant."""
    first: dict[str, int] = {}
    for wording, text in enumerate((entry.question, *entry.variants)):
        first.setdefault(normalise(text), wording)
    return [(wording, text) for text, wording in first.items() if text]


def _masses(postings: Mapping[str, array[int]], size: int) -> array[float]:
    masses = array("d", bytes(8 * size))
    for numbers in postings.values():
        weight = _weight(len(numbers), size)
        for number in numbers:
            masses[number] += weight
    return masses


def _weight(frequency: int, size: int) -> float:
    """What a term tells, by the number of texts that have it (the idf of BM25)."""
    return math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))


def _contains(numbers: array[int], number: int) -> bool:
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number
