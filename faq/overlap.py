"""What a question has in common with each of some texts, and what one of them lacks."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.scratch import SCRATCH

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from numpy.typing import NDArray

    from faq.postings import Asked, Postings

    Weights = NDArray[np.float64]

_TINY = 1e-6  # keeps a division from failing where a text has no weight
_FEW = 6  # texts up to which one after the other is quicker than arrays of all


class Overlaps(NamedTuple):
    """What each of some texts and a question have in common.

    `shared` is the weight of their common terms; `fine` how far words and pairs of signs alone
    overlap, 0..1; `telling` the weight of the text's heaviest term that the question lacks,
    `missed` of the question's that the text lacks.
    """

    shared: Sequence[float]
    fine: Sequence[float]
    telling: Sequence[float]
    missed: Sequence[float]


class Shared(NamedTuple):
    """The weight of the terms that each of some texts shares with a question, and the heaviest of
    the question's terms that each lacks.
    """

    shared: Weights
    missed: Weights


class _Held(NamedTuple):
    """Which of the question's terms each of some texts holds.

    `own` are the terms of all texts, one text behind the other, from `starts` on; `asked` is 0 for
    those that the question lacks. In `held` each text has a row, and each term of the question a
    column behind one for all others; `weights` are theirs, and 0.
    """

    own: NDArray[np.int32]
    starts: list[int]
    asked: NDArray[np.int32]
    held: Weights
    weights: Weights

    def shared(self) -> Shared:
        """What the texts share with the question: of float32 weights, sums are exact."""
        lacked = self.weights - self.held * self.weights
        return Shared(self.held.dot(self.weights), np.maximum.reduce(lacked, axis=1))


def overlaps(postings: Postings, asked: Asked, texts: Sequence[int]) -> Overlaps:
    """What a question has in common with some texts, each of which shares a term with it."""
    return (_one_by_one if len(texts) <= _FEW else _at_once)(postings, asked, texts)


def shared(postings: Postings, asked: Asked, texts: Sequence[int]) -> Shared:
    """What some texts have of a question."""
    return _held(postings, asked, texts).shared()


def _at_once(postings: Postings, asked: Asked, texts: Sequence[int]) -> Overlaps:
    found, masses = _held(postings, asked, texts), postings.read.fine
    common, missed = found.shared()
    fine = np.array([0.0, *[asked.fine.get(place, 0.0) for place in asked.weights]])
    both = [
        _of_both(weight, masses[text] + asked.fine_mass)
        for weight, text in zip(found.held.dot(fine).tolist(), texts, strict=True)
    ]
    lacking = postings.weights.take(found.own) * (found.asked == 0)
    telling = np.maximum.reduceat(lacking, found.starts)
    return Overlaps(common.tolist(), both, telling.tolist(), missed.tolist())


def _held(postings: Postings, asked: Asked, texts: Sequence[int]) -> _Held:
    starts, own_terms = postings.read.own_starts, postings.read.own_terms
    parts = [own_terms[starts[text] : starts[text + 1]] for text in texts]
    own = np.frombuffer(b"".join(parts), np.int32)
    lengths, width = list(map(len, parts)), len(asked.weights) + 1
    columns = SCRATCH.numbers(len(postings.numbers))
    places = np.fromiter(asked.weights, np.int64, width - 1)
    columns[places] = np.arange(1, width, dtype=np.int32)
    found = columns.take(own)
    columns[places] = 0
    held = np.zeros((len(parts), width))
    held.reshape(-1)[np.arange(0, held.size, width).repeat(lengths) + found] = 1
    weights = np.array([0.0, *asked.weights.values()])
    return _Held(own, [0, *accumulate(lengths[:-1])], found, held, weights)


def _one_by_one(postings: Postings, asked: Asked, texts: Iterable[int]) -> Overlaps:
    read, weight_of, fine_of = postings.read, asked.weights.get, asked.fine.get
    own_starts, own_terms = read.own_starts, read.own_terms
    rows: list[tuple[float, float, float, float]] = []
    for text in texts:
        own = own_terms[own_starts[text] : own_starts[text + 1]].tolist()  # heaviest first
        common = list(filter(None, map(weight_of, own)))
        both = sum(filter(None, map(fine_of, own)))
        telling = _first_not_in(asked.weights, own)
        rows.append(
            (
                sum(common),
                _of_both(both, read.fine[text] + asked.fine_mass),
                0.0 if telling is None else read.weights[telling],
                _heaviest_missed(asked.heaviest, common),
            )
        )
    return Overlaps(*zip(*rows, strict=True))


def _of_both(common: float, masses: float) -> float:
    """The share of what two texts have in common in what both weigh."""
    return 2 * common / max(masses, _TINY)


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
