"""One kind of text that entries are found by: wordings, answers, or an entry's wordings as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.postings import Postings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from faq.postings import Asked
    from faq.terms import Numbers

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]

_TINY = 1e-6  # keeps a division from failing where a text has no weight


class Pool(NamedTuple):
    """The best texts of a field for a question, best first; ties in the order of the FAQ.

    `scores` are BM25; `shared` the weight of the terms that text and question have in common;
    `telling` the weight of the text's heaviest term that the question lacks, `missed` of the
    question's that the text lacks; `fine` how far words and pairs of signs alone overlap, 0..1.
    """

    texts: Places
    scores: Floats
    shared: Floats
    telling: Floats
    missed: Floats
    fine: Floats
    asked: Asked

    def without(self, gone: NDArray[np.bool_]) -> Pool:
        """The pool but for some of its texts."""
        kept = ~gone
        return Pool(
            self.texts[kept],
            self.scores[kept],
            self.shared[kept],
            self.telling[kept],
            self.missed[kept],
            self.fine[kept],
            self.asked,
        )


class Scores(NamedTuple):
    """The BM25 scores of all texts of a field, and what the question weighs there."""

    scores: Floats
    mass: float


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Postings over the texts of one kind, and the entry that each text belongs to."""

    postings: Postings
    owners: NDArray[np.int32]

    def scores_of(self, numbers: Numbers) -> Scores:
        """The score of every text."""
        asked = self.postings.asked(numbers)
        return Scores(self.postings.scores(asked), asked.mass)

    def pool(self, numbers: Numbers, k: int) -> Pool:
        """The `k` texts with the highest BM25 scores for a question's terms, exactly."""
        asked = self.postings.asked(numbers)
        texts, scores = self.postings.best(asked, k)
        return Pool(texts, scores, *_compared(self.postings, asked, texts), asked)


def _compared(
    postings: Postings, asked: Asked, texts: Places
) -> tuple[Floats, Floats, Floats, Floats]:
    if not len(texts):
        nothing = np.empty(0, np.float32)
        return nothing, nothing, nothing, nothing
    firsts = postings.own_starts[texts]
    counts = postings.own_starts[texts + 1] - firsts
    bounds = counts.cumsum() - counts
    terms = postings.own_terms[np.arange(counts.sum()) + (firsts - bounds).repeat(counts)]
    weights = postings.weights[terms]
    place = asked.places.searchsorted(terms)
    place[place == len(asked.places)] = 0
    held = asked.places[place] == terms
    common = weights * held
    fine = (postings.numbers[terms] & np.uint64(1)).astype(np.float32)
    asked_fine = (postings.numbers[asked.places] & np.uint64(1)).astype(np.float32)
    mine = float(asked.weights @ asked_fine)
    overlap = 2 * np.add.reduceat(common * fine, bounds)
    overlap /= np.maximum(np.add.reduceat(weights * fine, bounds) + mine, _TINY)
    lacking = np.ones((len(texts), len(asked.places)), np.float32)
    lacking[np.arange(len(texts)).repeat(counts)[held], place[held]] = 0
    return (
        np.add.reduceat(common, bounds),
        np.maximum.reduceat(weights - common, bounds),
        (lacking * asked.weights).max(axis=1, initial=0.0),
        overlap,
    )
