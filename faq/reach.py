"""Finds the texts with the highest scores: rare terms first, exactly, without scoring them all."""

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

_SMALL = 2_048  # texts, up to which every term is added up text by text
_RARE = 1 / 16  # beyond: terms in at most this share of the texts, the others if it matters,
_RARE_FEW = 1 / 8  # or in this one, if those are
_FEW = 700  # texts or fewer
_MOST = 1_024  # texts in reach that are looked into, before all is added up instead
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
    """The `k` texts with the highest scores above 0, or as many as there are."""
    if not asked.weights:
        return NONE
    rare, common = _by_rarity(postings, asked)
    found = _in_reach(postings, rare, common, k) if common else None
    texts, values = found or _added_up(postings, list(asked.weights))
    if len(values) > _MOST:
        kept = values >= _kth(values, k)
        texts, values = texts[kept], values[kept]
    order = np.lexsort((texts, -values))[:k]
    return Best(texts[order].tolist(), values[order].tolist())


def scores(postings: Postings, asked: Asked) -> Floats:
    """The score of every text."""
    total = np.zeros(postings.size, np.float32)
    if asked.weights:
        np.add.at(total, *_joined(postings, list(asked.weights)))
    return total


def _by_rarity(postings: Postings, asked: Asked) -> tuple[list[int], list[int]]:
    """The terms to begin with, and those in many texts, which may not matter."""
    size = postings.size
    if size <= _SMALL:
        return list(asked.weights), []
    starts, columns = postings.read.starts, postings.read.columns
    limit = max(size * _RARE, min(size * _RARE_FEW, _FEW))
    common = [
        place
        for place in asked.weights
        if place in columns and starts[place + 1] - starts[place] > limit
    ]
    return [place for place in asked.weights if place not in common], common


def _in_reach(
    postings: Postings, rare: Sequence[int], common: Sequence[int], k: int
) -> tuple[Places, Floats] | None:
    """The texts that can be among the best, and their scores; None: perhaps any text can.

    What the rare terms alone give the k-th best, the others are to reach with the common ones.
    """
    if not rare:
        return None
    texts, values = _added_up(postings, rare)
    if len(values) < k:
        return None
    read = postings.read
    beyond = sum([read.greatest[place] for place in common])
    least = _kth(values, k) - beyond
    if least <= 0:
        return None
    kept = (values >= least * (1 - _ROUNDING)).nonzero()[0]
    if len(kept) > _MOST:
        return None
    texts = texts[kept]
    wanted = np.zeros(len(read.columns), np.float32)
    wanted[[read.columns[place] for place in common]] = 1
    return texts, values[kept] + postings.columns[texts].dot(wanted)


def _added_up(postings: Postings, places: Sequence[int]) -> tuple[Places, Floats]:
    """The texts that hold one of the terms, each once, and what these add up to in each."""
    texts, impacts = _joined(postings, places)
    sums, marks = SCRATCH.of(postings.size)
    turns = SCRATCH.turns(len(texts))
    np.add.at(sums, texts, impacts)
    try:
        marks[texts] = turns
        once = texts[marks[texts] == turns]
        return once, sums[once]
    finally:
        sums[texts] = 0


def _kth(values: Floats, k: int) -> float:
    """The k-th greatest; there are as many."""
    ordered = values.copy()
    ordered.partition(len(ordered) - k)
    return float(ordered[len(ordered) - k])


def _joined(postings: Postings, places: Sequence[int]) -> tuple[Places, Floats]:
    starts, pairs = postings.read.starts, postings.pairs
    found = np.concatenate([pairs[starts[place] : starts[place + 1]] for place in places])
    return found[:, 0].astype(np.int64), found[:, 1]
