"""Finds the texts with the highest scores, exactly; the common terms are looked at last."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.scratch import SCRATCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from faq.postings import Asked, Postings

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]

_SOME = 1 / 4  # of all texts; where more are in reach, all are completed, one behind the other
_SEVERAL = 4  # times as many texts as are looked for
_MANY = 512  # values that are put in order at once
_BLOCK = 16
_ROUNDING = 1e-5  # sums of the same numbers in another order


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
    """The `k` texts with the highest scores above 0, or as many as there are.

    The rare terms of the question are added up. What the k-th best has of them, less all that the
    common terms can give, is a bar that few texts reach; only those are completed.
    """
    if not asked.weights:
        return NONE
    read = postings.read
    rare = [place for place in asked.weights if place not in read.columns]
    common = [place for place in asked.weights if place in read.columns]
    texts, impacts = _joined(postings, rare)
    sums = SCRATCH.sums(postings.size)
    np.add.at(sums, texts, impacts)
    try:
        bar = _bar(postings, rare, texts, sums, k) - sum([read.greatest[place] for place in common])
        reached = _reached(sums, bar)
        values = sums.copy() if reached is None else sums[reached]
    finally:
        sums[texts] = 0
    for place in common:
        column = postings.columns[read.columns[place]]
        values += column if reached is None else column[reached]
    order = _first(values, k)
    texts = order if reached is None else reached[order]
    return _above_zero(texts.tolist(), values[order].tolist())


def scores(postings: Postings, asked: Asked) -> Floats:
    """The score of every text."""
    columns = postings.read.columns
    total = np.zeros(postings.size, np.float32)
    np.add.at(total, *_joined(postings, [place for place in asked.weights if place not in columns]))
    for place in asked.weights:
        if place in columns:
            total += postings.columns[columns[place]]
    return total


def leading(values: Floats, k: int) -> list[int]:
    """Whose values are the `k` greatest above 0, or as many as there are."""
    order = _first(values, k)
    return _above_zero(order.tolist(), values[order].tolist()).texts


def _above_zero(texts: list[int], values: list[float]) -> Best:
    """The texts up to the first that shares nothing."""
    if values and values[-1] <= 0:
        count = sum(value > 0 for value in values)
        return Best(texts[:count], values[:count])
    return Best(texts, values)


def _joined(postings: Postings, places: Sequence[int]) -> tuple[Places, Floats]:
    """The texts that hold each of some terms, and beside them what it tells there."""
    starts, pairs = postings.read.starts, postings.read.pairs
    joined = b"".join([pairs[starts[place] : starts[place + 1]] for place in places])
    found = np.frombuffer(joined, np.float32)
    return found[::2].astype(np.int64), found[1::2]


def _bar(postings: Postings, rare: Sequence[int], texts: Places, sums: Floats, k: int) -> float:
    """What at least `k` texts have; 0 where that is not known. `texts` are those of `rare`.

    Each text stands once with one term; with one that has several times `k`, many of the best do.
    """
    starts, at = postings.read.starts, 0
    for place in rare:
        count = starts[place + 1] - starts[place]
        if count >= _SEVERAL * k:
            return _kth(sums[texts[at : at + count]], k) * (1 - _ROUNDING)
        at += count
    return 0.0


def _reached(sums: Floats, bar: float) -> Places | None:
    """The texts that reach a bar; None where they are so many that all may be completed."""
    if bar <= 0:
        return None
    reached: Places = (sums >= bar).nonzero()[0]
    return reached if len(reached) <= len(sums) * _SOME else None


def _first(values: Floats, k: int) -> Places:
    """The places of the `k` greatest values, or of all; the first of equal ones stand first."""
    if len(values) <= max(_MANY, k * _BLOCK):
        return (-values).argsort(kind="stable")[:k]
    # The greatest of each block are as many values: the k-th of them is a bar for all.
    least = _kth(np.maximum.reduceat(values, np.arange(0, len(values), _BLOCK)), k)
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
