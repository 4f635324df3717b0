"""One kind of text that entries are found by: wordings, answers, or an entry's wordings as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from faq.reach import scores

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from faq.postings import Asked, Postings

    Floats = NDArray[np.float32]

_TINY = 1e-6  # keeps a division from failing where a text has no weight


class Overlap(NamedTuple):
    """What a text and a question have in common.

    `shared` is the weight of their common terms; `fine` how far words and pairs of signs alone
    overlap, 0..1; `telling` the weight of the text's heaviest term that the question lacks,
    `missed` of the question's that the text lacks.
    """

    shared: float
    fine: float
    telling: float
    missed: float


class Scores(NamedTuple):
    """The BM25 scores of all texts of a field, and what the question weighs there."""

    scores: Floats
    mass: float


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Postings over the texts of one kind, and the entry that each text belongs to."""

    postings: Postings
    owners: NDArray[np.int32]
    owner: memoryview[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "owner", self.owners.data)

    def scores_of(self, numbers: Collection[int]) -> Scores:
        """The score of every text."""
        asked = self.postings.asked(numbers)
        return Scores(scores(self.postings, asked), asked.mass)

    def overlaps(self, asked: Asked, texts: Sequence[int]) -> list[Overlap]:
        """What each of some texts and the terms of a question have in common."""
        read, weights, fine = self.postings.read, asked.weights, asked.fine
        own_starts, own_terms = read.own_starts, read.own_terms
        found: list[Overlap] = []
        for text in texts:
            heaviest_first = own_terms[own_starts[text] : own_starts[text + 1]].tolist()
            own = set(heaviest_first)
            shared = missed = telling = 0.0
            for term, weight in weights.items():
                if term in own:
                    shared += weight
                elif not missed:
                    missed = weight
            for term in heaviest_first:
                if term not in weights:
                    telling = read.weights[term]
                    break
            both = sum([weight for term, weight in fine.items() if term in own])
            of_both = 2 * both / max(read.fine[text] + asked.fine_mass, _TINY)
            found.append(Overlap(shared, of_both, telling, missed))
        return found
