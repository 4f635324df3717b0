"""Finds the texts with the highest scores, exactly: all are added up, few are put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.scratch import SCRATCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from faq.postings import Asked, Postings

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]

_GROUPS = 8  # times as many groups of texts as texts are looked for
_GROUPED = 64  # texts of a group at most, where there are as many: long rows are compared quicker
_MANY = 512  # values that are put in order at once


class Best(NamedTuple):
    """Texts, the best first, and their scores; ties in the order of the FAQ."""

    texts: list[int]
    scores: list[float]

    def without(self, gone: Sequence[bool]) -> Best:
        """These but for some."""
        kept = [at for at, out in enumerate(gone) if not out]
        return Best([self.texts[at] for at in kept], [self.scores[at] for at in kept])


NONE = Best([], [])


def best(postings: Postings, asked: Asked, k: int) -> Best:
    """The `k` texts with the highest scores above 0, or as many as there are."""
    if not asked.weights:
        return NONE
    total = _added_up(postings, asked, SCRATCH.sums(postings.size))
    order = _first(total, k)
    return _above_zero(order.tolist(), total[order].tolist())


def scores(postings: Postings, asked: Asked) -> Floats:
    """The score of every text."""
    return _added_up(postings, asked, np.empty(postings.size, np.float32))


def leading(values: Floats, k: int) -> list[int]:
    """Whose values are the `k` greatest above 0, or as many as there are."""
    order = _first(values, k)
    return _above_zero(order.tolist(), values[order].tolist()).texts


def _added_up(postings: Postings, asked: Asked, total: Floats) -> Floats:
    """What the terms of a question tell in each text: of rare ones by text, of others by row."""
    columns = postings.read.columns
    total.fill(0)
    np.add.at(total, *_joined(postings, [one for one in asked.weights if one not in columns]))
    for place in columns.keys() & asked.weights:
        total += postings.columns[columns[place]]
    return total


def _above_zero(texts: list[int], values: list[float]) -> Best:
    """The texts up to the first that shares nothing."""
    if values and values[-1] <= 0:
        count = sum(value > 0 for value in values)
        return Best(texts[:count], values[:count])
    return Best(texts, values)


def _joined(postings: Postings, places: Iterable[int]) -> tuple[Places, Floats]:
    """The texts that hold each of some terms, and beside them what it tells there."""
    starts, pairs = postings.read.starts, postings.read.pairs
    joined = b"".join([pairs[starts[place] : starts[place + 1]] for place in places])
    found = np.frombuffer(joined, np.float32)
    return found[::2].astype(np.int64), found[1::2]


def _first(values: Floats, k: int) -> Places:
    """The places of the `k` greatest values, or of all; the first of equal ones stand first."""
    groups = max(k * _GROUPS, len(values) // _GROUPED)
    if len(values) <= max(_MANY, groups):
        return (-values).argsort(kind="stable")[:k]
    # The greatest of each group are as many values: the k-th of them is a bar for all. A group is
    # a column of a table, for columns are compared many at once; what is left over tells nothing.
    rows = len(values) // groups
    least = _kth(values[: rows * groups].reshape(rows, groups).max(axis=0), k)
    kept = (values >= least).nonzero()[0]
    if len(kept) > _MANY:
        # Near-twins by the thousand share the least score: the first of them will do.
        least = _kth(values[kept], k)
        above, ties = (values > least).nonzero()[0], (values == least).nonzero()[0]
        kept = np.sort(np.concatenate([above, ties[: k - len(above)]]))
    return kept[(-values[kept]).argsort(kind="stable")[:k]]


def _kth(values: Floats, k: int) -> float:
    """The k-th greatest; there are as many. The values are put in another order."""
    at = len(values) - k
    values.partition(at)
    return float(values[at])
