"""What a question has in common with each of some texts, and what one of them lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.scratch import SCRATCH

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from faq.postings import Asked, Postings

    Weights = NDArray[np.float64]
    Places = NDArray[np.int64]

_TINY = 1e-6  # keeps a division from failing where a text has no weight


class Shared(NamedTuple):
    """The weight of the terms that each of some texts shares with a question, and the heaviest of
    the question's terms that each lacks.
    """

    shared: Weights
    missed: Weights


class Overlaps(NamedTuple):
    """The same, the weight of each text's heaviest term that the question lacks, and how far words
    and pairs of signs alone overlap, 0..1.
    """

    shared: Weights
    missed: Weights
    telling: Weights
    fine: Weights


class _Held(NamedTuple):
    """The terms of some texts, one text behind the other, and where each text begins and ends.

    `asked` says which of the question's terms each is, counted from 1, and 0 for all others; in
    `rows` each text has a row, with 1 for each of these terms that it holds.
    """

    terms: NDArray[np.int32]
    bounds: Places
    asked: NDArray[np.int32]
    rows: Weights


def overlaps(
    postings: Postings, asked: Asked, wordings: Places, others: Places, column: int
) -> tuple[Overlaps, Shared]:
    """What a question has in common with wordings that share terms with it, and with some texts of
    another field; all by their place in the row of all texts.
    """
    held, count = _held(postings, asked, np.concatenate([wordings, others])), len(wordings)
    weights, fine, end = asked.of(0), asked.fine[: asked.everywhere], held.bounds[count]
    added = postings.tells[0].take(held.terms[:end])
    added[held.asked[:end] > 0] = 0
    both = postings.fine.take(wordings) + float(np.add.reduce(fine))
    return (
        Overlaps(
            *_shared(weights, held.rows[:count]),
            np.maximum.reduceat(added, held.bounds[:count]),
            held.rows[:count].dot(fine) * 2 / np.maximum(both, _TINY),
        ),
        _shared(asked.of(column), held.rows[count:]),
    )


def _held(postings: Postings, asked: Asked, texts: Places) -> _Held:
    begins = postings.own_starts.take(texts)
    lengths = postings.own_starts.take(texts + 1) - begins
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.add.accumulate(lengths, out=bounds[1:])
    at = (begins - bounds[:-1]).repeat(lengths)
    own = postings.own_terms.take(at + np.arange(len(at)))
    places, width = asked.places[: asked.everywhere], asked.everywhere + 1
    numbers = SCRATCH.numbers(len(postings.numbers))
    numbers[places] = np.arange(1, width, dtype=np.int32)
    found = numbers.take(own)
    numbers[places] = 0
    rows = np.zeros((len(texts), width))
    rows.reshape(-1)[np.arange(0, rows.size, width).repeat(lengths) + found] = 1
    # The first column is that of all other terms.
    return _Held(own, bounds, found, rows[:, 1:])


def _shared(weights: Weights, rows: Weights) -> Shared:
    lacked = weights - rows * weights
    return Shared(rows.dot(weights), np.maximum.reduce(lacked, axis=1, initial=0.0))
