"""One kind of text that entries are found by: wordings, answers, or an entry's wordings as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.reach import scores
from faq.scratch import SCRATCH

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Sequence

    from numpy.typing import NDArray

    from faq.postings import Asked, Postings

    Floats = NDArray[np.float32]
    Weights = NDArray[np.float64]

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


class Shared(NamedTuple):
    """The weight of the terms that each of some texts shares with a question, and the heaviest of
    the question's terms that each lacks.
    """

    shared: Weights
    missed: Weights


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
        read, weight_of, fine_of = self.postings.read, asked.weights.get, asked.fine.get
        own_starts, own_terms = read.own_starts, read.own_terms
        found: list[Overlap] = []
        for text in texts:
            own = own_terms[own_starts[text] : own_starts[text + 1]].tolist()  # heaviest first
            common = list(filter(None, map(weight_of, own)))
            both = sum(filter(None, map(fine_of, own)))
            of_both = 2 * both / max(read.fine[text] + asked.fine_mass, _TINY)
            telling = _first_not_in(asked.weights, own)
            found.append(
                Overlap(
                    sum(common),
                    of_both,
                    0.0 if telling is None else read.weights[telling],
                    _heaviest_missed(asked.heaviest, common),
                )
            )
        return found

    def shared(self, asked: Asked, texts: Sequence[int]) -> Shared:
        """What each of some texts has of a question; of long texts, all at once are quicker."""
        read, size = self.postings.read, len(asked.weights)
        starts, own_terms = read.own_starts, read.own_terms
        parts = [own_terms[starts[text] : starts[text + 1]] for text in texts]
        numbers = SCRATCH.numbers(len(read.weights))
        places = np.fromiter(asked.weights, np.int64, size)
        numbers[places] = np.arange(1, size + 1, dtype=np.int32)
        found = numbers.take(np.frombuffer(b"".join(parts), np.int32))
        numbers[places] = 0
        # A column for each term that is asked, and before them one for all others.
        held = np.zeros((len(parts), size + 1), np.bool_)
        rows = np.arange(0, held.size, size + 1).repeat(list(map(len, parts)))
        held.reshape(-1)[rows + found] = True
        weights = np.fromiter(asked.weights.values(), np.float64, size)
        lacked = np.where(held[:, 1:], 0.0, weights)
        return Shared(weights.sum() - lacked.sum(axis=1), lacked.max(axis=1, initial=0.0))


def _first_not_in(asked: Container[int], own: Iterable[int]) -> int | None:
    for term in own:
        if term not in asked:
            return term
    return None


def _heaviest_missed(asked: Sequence[float], common: Sequence[float]) -> float:
    """The first of some weights that is not among the common ones; both fall."""
    for one, other in zip(asked, common, strict=False):
        if one != other:
            return one
    return asked[len(common)] if len(common) < len(asked) else 0.0
