"""One kind of text that entries are found by: wordings, answers, or an entry's wordings as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from faq.reach import scores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from faq.postings import Postings

    Floats = NDArray[np.float32]


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

    def scores_of(self, numbers: frozenset[int]) -> Scores:
        """The score of every text."""
        asked = self.postings.asked(numbers)
        return Scores(scores(self.postings, asked), asked.mass)
