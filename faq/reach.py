"""Finds the texts with the highest scores, exactly: all are added up, few are put in order."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.postings import unpaired
from faq.scratch import SCRATCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from faq.postings import Asked, Postings

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]

_MANY = 512  # values that are put in order at once
_LEAST = float(np.nextafter(np.float32(0), np.float32(1)))  # above 0
_ROWS = 8  # a group has the square root of all values as members, divided by this


class Best(NamedTuple):
    """Texts, the best first, and their scores; ties in the order of the FAQ."""

    texts: Places
    scores: Floats

    def without(self, gone: NDArray[np.bool_]) -> Best:
        """These but for some."""
        return Best(self.texts[~gone], self.scores[~gone])


def best(values: Floats, k: int, reached: float = 0.0) -> Best:
    """The places of the `k` greatest values above 0, and these; the first of equal ones first.

    `reached` is a value that so many are known to reach: no search for a bar is needed then.
    """
    places = (values >= reached).nonzero()[0] if reached > 0 else _reaching(values, k)
    found = values.take(places)
    if len(places) > _MANY:
        # Near-twins by the thousand share the least value: the first of them will do.
        least = _kth(found, k)
        above, ties = places[found > least], places[found == least]
        places = np.sort(np.concatenate([above, ties[: k - len(above)]]))
        found = values.take(places)
    order = (-found).argsort(kind="stable")[:k]
    return Best(places.take(order), found.take(order))


def scores(postings: Postings, asked: Asked) -> Floats:
    """What the terms of a question tell in each text; until the thread asks for others."""
    total = SCRATCH.sums(postings.size)
    columns, places = postings.read.columns, asked.places.tolist()
    everywhere, added = places[: asked.everywhere], places[asked.everywhere :]
    rows: list[Floats | float] = [
        postings.columns[columns[place]] for place in everywhere if place in columns
    ]
    rows += [0.0] * (2 - len(rows))
    np.add(rows[0], rows[1], out=total)  # the first two: quicker than to begin with zeros
    for row in rows[2:]:
        total += row
    span = slice(*postings.read.firsts[asked.column : asked.column + 2])
    for place in added:
        if place in columns:
            total[span] += postings.columns[columns[place], span]
    np.add.at(total, *_joined(postings, everywhere, added, asked.column))
    return total


def _joined(
    postings: Postings, everywhere: Sequence[int], added: Sequence[int], column: int
) -> tuple[Places, Floats]:
    """The texts that hold each of the terms that are not common, and what it tells there."""
    starts, pairs, columns = postings.read.starts, postings.read.pairs, postings.read.columns
    width = len(postings.read.rarest)
    parts = [
        pairs[starts[place * width] : starts[(place + 1) * width]]
        for place in everywhere
        if place not in columns
    ]
    parts += [
        pairs[starts[place * width + column] : starts[place * width + column + 1]]
        for place in added
        if place not in columns
    ]
    return unpaired(np.frombuffer(b"".join(parts), np.uint64))


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
    ordered, at = values.copy(), len(values) - k
    ordered.partition(at)
    return float(ordered[at])
