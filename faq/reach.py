"""Finds the texts with the highest scores, exactly: all are added up, few are put in order."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.postings import unpaired
from faq.scratch import SCRATCH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from faq.postings import Asked, Postings

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]
    Scores = NDArray[np.float64]

_MANY = 512  # values that are put in order at once
_LEAST = float(np.nextafter(np.float32(0), np.float32(1)))  # above 0
_ROWS = 8  # a group has the square root of all values as members, divided by this


class Best(NamedTuple):
    """Texts, the best first, and their scores; ties in the order of the FAQ."""

    texts: Places
    scores: Scores

    def without(self, gone: NDArray[np.bool_]) -> Best:
        """These but for some."""
        return Best(self.texts[~gone], self.scores[~gone])


def best(postings: Postings, asked: Asked, k: int) -> Best:
    """The `k` texts with the highest scores above 0, or as many as there are."""
    total = _added_up(postings, asked, SCRATCH.sums(postings.size))
    texts = leading(total, k)
    return Best(texts, total.take(texts).astype(np.float64))


def scores(postings: Postings, asked: Asked) -> Floats:
    """The score of every text."""
    return _added_up(postings, asked, np.empty(postings.size, np.float32))


def leading(values: Floats, k: int) -> Places:
    """The places of the `k` greatest values above 0; the first of equal ones stand first."""
    kept = _reaching(values, k)
    if len(kept) > _MANY:
        # Near-twins by the thousand share the least value: the first of them will do.
        few = values.take(kept)
        least = _kth(few, k)
        above, ties = kept[few > least], kept[few == least]
        kept = np.sort(np.concatenate([above, ties[: k - len(above)]]))
    return kept[(-values.take(kept)).argsort(kind="stable")[:k]]


def _added_up(postings: Postings, asked: Asked, total: Floats) -> Floats:
    """What the terms of a question tell in each text: of common ones by row, of others by text."""
    columns, places = postings.read.columns, asked.places.tolist()
    rows: list[Floats | float] = [
        postings.columns[columns[place]] for place in places if place in columns
    ]
    rows += [0.0] * (2 - len(rows))
    np.add(rows[0], rows[1], out=total)  # the first two: quicker than to begin with zeros
    for row in rows[2:]:
        total += row
    np.add.at(total, *_joined(postings, [place for place in places if place not in columns]))
    return total


def _joined(postings: Postings, places: Iterable[int]) -> tuple[Places, Floats]:
    """The texts that hold each of some terms, and beside them what it tells there."""
    starts, pairs = postings.read.starts, postings.read.pairs
    joined = b"".join([pairs[starts[place] : starts[place + 1]] for place in places])
    return unpaired(np.frombuffer(joined, np.uint64))


def _reaching(values: Floats, k: int) -> Places:
    """The places, in order, of all values above 0 that may be among the `k` greatest."""
    rows = isqrt(len(values)) // _ROWS
    groups = len(values) // max(rows, 1)
    if len(values) <= _MANY or groups < k:
        return (values > 0).nonzero()[0]
    # The greatest of each group are as many values: the k-th of them is a bar for all. A group is
    # a column of a table, for columns are compared many at once; what is left over is no group.
    greatest = np.maximum.reduce(values[: rows * groups].reshape(rows, groups), axis=0)
    least = max(_kth(greatest, k), _LEAST)
    held = (greatest >= least).nonzero()[0]
    places: Places = (np.arange(0, rows * groups, groups)[:, None] + held).reshape(-1)
    if rows * groups < len(values):
        places = np.concatenate([places, np.arange(rows * groups, len(values))])
    return places[values.take(places) >= least]


def _kth(values: Floats, k: int) -> float:
    """The k-th greatest; there are as many."""
    at = len(values) - k
    return float(np.partition(values, at)[at])
