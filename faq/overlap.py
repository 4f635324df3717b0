"""What a question has in common with each of some texts, and what one of them lacks."""

from __future__ import annotations

from itertools import accumulate
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


class _Own(NamedTuple):
    """The terms of some texts, one text behind the other, and where each text begins.

    `asked` says which of the question's terms each is, counted from 1, and 0 for all others.
    """

    terms: NDArray[np.int32]
    starts: list[int]
    lengths: list[int]
    asked: NDArray[np.int32]


def overlaps(postings: Postings, asked: Asked, texts: Places) -> Overlaps:
    """What a question and some texts have in common, each of which shares a term with it."""
    own = _own(postings, asked, texts)
    held = _held(asked, own)
    added = postings.weights.take(own.terms) * (own.asked == 0)
    both = postings.fine.take(texts) + asked.fine.sum()
    return Overlaps(
        *_shared(asked, held),
        np.maximum.reduceat(added, own.starts),
        held.dot(asked.fine) * 2 / np.maximum(both, _TINY),
    )


def shared(postings: Postings, asked: Asked, texts: Places) -> Shared:
    """What some texts have of a question."""
    return _shared(asked, _held(asked, _own(postings, asked, texts)))


def _own(postings: Postings, asked: Asked, texts: Places) -> _Own:
    starts, terms = postings.read.own_starts, postings.read.own_terms
    parts = [terms[starts[text] : starts[text + 1]] for text in texts.tolist()]
    lengths = list(map(len, parts))
    own = np.frombuffer(b"".join(parts), np.int32)
    numbers = SCRATCH.numbers(len(postings.numbers))
    numbers[asked.places] = np.arange(1, len(asked.places) + 1, dtype=np.int32)
    found = numbers.take(own)
    numbers[asked.places] = 0
    return _Own(own, [0, *accumulate(lengths[:-1])], lengths, found)


def _held(asked: Asked, own: _Own) -> Weights:
    """A row for each text, and in it 1 for each term of the question that it holds."""
    count, width = len(own.lengths), len(asked.places) + 1
    held = np.zeros((count, width))
    held.reshape(-1)[np.arange(0, count * width, width).repeat(own.lengths) + own.asked] = 1
    return held[:, 1:]  # the first column is that of all other terms


def _shared(asked: Asked, held: Weights) -> Shared:
    lacked = asked.weights - held * asked.weights
    return Shared(held.dot(asked.weights), np.maximum.reduce(lacked, axis=1, initial=0.0))
