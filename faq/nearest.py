"""The wordings nearest to a question, and the figures of the best one of each entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import fuzz

from faq.features import Feature, no_figures
from faq.marks import ASKING, NEGATION, NUMBERS, OPPOSITES, PLACES, marks_of, opposed
from faq.pinyin import sounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from faq.features import Figures
    from faq.field import Pool
    from faq.folding import Question
    from faq.index import Index

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]

MOST_ENTRIES = 16
"""How many entries are compared by their wordings."""

_WEIGHED = [  # as `nearest` computes them
    Feature.BM25,
    Feature.OVERLAP,
    Feature.ASKED_FOUND,
    Feature.TEXT_ASKED,
    Feature.COSINE,
    Feature.FINE_OVERLAP,
    Feature.TELLING,
    Feature.MISSED,
    Feature.RATIO,
]
_TEXTS, _MORE_TEXTS = 32, 64  # wordings compared; more where entries have several
_VOTERS = 30
_SOUNDED = 6  # wordings whose sound is compared: a spelling mistake leaves them near the top
_TINY = np.float32(1e-6)
_LONGEST_RELATION = 2.0  # the logarithm beyond which a wording is just much longer or shorter


class Near(NamedTuple):
    """The entries by nearness of their best wording, that wording's number, and the figures.

    `unknown` is the share of the question's weight that no wording of the FAQ has.
    """

    entries: Places
    texts: Places
    figures: Figures
    unknown: float


class _Chosen(NamedTuple):
    """Entries in the order of their best wording: its place in the pool, votes and runner-up."""

    entries: list[int]
    rows: list[int]
    votes: list[float]
    second: list[float]


def nearest(index: Index, question: Question, hidden: int = -1) -> Near:
    """The entries with the wordings nearest to a question; `hidden` is an entry to leave out."""
    pool = index.wordings.pool(question.terms, _MORE_TEXTS if index.profiles else _TEXTS)
    if hidden >= 0:
        pool = pool.without(index.wordings.owners[pool.texts] == hidden)
    unknown = pool.asked.unknown / max(pool.asked.mass, 1e-6)
    if not len(pool.texts):
        nothing = np.empty(0, np.int64)
        return Near(nothing, nothing, no_figures(0), unknown)
    masses = index.wordings.postings.masses[pool.texts]
    asked = np.float32(max(pool.asked.mass, 1e-6))
    overlap = 2 * pool.shared / (asked + masses)
    texts = index.texts.some(pool.texts)
    ratio = _ratios(question.text, texts, fuzz.ratio)
    likeness = 0.45 * overlap + (0.25 / asked) * pool.scores + 0.3 * ratio
    chosen = _choose(likeness, pool, index.wordings.owners[pool.texts].tolist())
    rows = np.array(chosen.rows)
    figures = no_figures(len(rows))
    masses = np.maximum(masses, _TINY)
    heaviest = index.wordings.postings.rarest
    # All wordings at once, then one pick: many small picks would cost more.
    weighed = np.empty((len(_WEIGHED), len(texts)), np.float32)
    np.divide(pool.scores, asked, out=weighed[0])
    weighed[1] = overlap
    np.divide(pool.shared, asked, out=weighed[2])
    np.divide(pool.shared, masses, out=weighed[3])
    np.divide(pool.shared, np.sqrt(asked * masses), out=weighed[4])
    weighed[5] = pool.fine
    np.divide(pool.telling, heaviest, out=weighed[6])
    np.divide(pool.missed, heaviest, out=weighed[7])
    weighed[8] = ratio
    figures[_WEIGHED] = weighed[:, rows]
    figures[Feature.VOTES] = chosen.votes
    figures[Feature.SECOND] = chosen.second
    numbers = pool.texts[rows]
    _letters(figures, question, [texts[row] for row in chosen.rows], index.folded.some(numbers))
    _marks(figures, question, index.marks[numbers])
    return Near(np.array(chosen.entries), numbers, figures, unknown)


def _choose(likeness: Floats, pool: Pool, owners: Sequence[int]) -> _Chosen:
    weights = ((pool.scores[:_VOTERS] / pool.scores[0]) ** 4).tolist()
    votes: dict[int, float] = {}
    for owner, weight in zip(owners, weights, strict=False):
        votes[owner] = votes.get(owner, 0.0) + weight
    total = sum(weights)
    values = likeness.tolist()
    first: dict[int, int] = {}
    second: dict[int, float] = {}
    for row in (-likeness).argsort(kind="stable").tolist():
        owner = owners[row]
        if owner not in first:
            first[owner] = row
        elif owner not in second:
            second[owner] = values[row]
    entries = list(first)[:MOST_ENTRIES]
    return _Chosen(
        entries,
        [first[entry] for entry in entries],
        [votes.get(entry, 0.0) / total for entry in entries],
        [second.get(entry, 0.0) for entry in entries],
    )


def _letters(figures: Figures, question: Question, texts: list[str], folded: list[str]) -> None:
    text, ratio = question.text, figures[Feature.RATIO]
    figures[Feature.FOLDED_RATIO] = _ratios(question.folded, folded, fuzz.ratio)
    figures[Feature.TOKEN_RATIO] = (
        _ratios(text, texts, fuzz.token_sort_ratio) if " " in text else ratio
    )
    figures[Feature.SOUND] = ratio
    if not text.isascii():
        sounds = [sounded(each) for each in texts[:_SOUNDED]]
        figures[Feature.SOUND, :_SOUNDED] = _ratios(sounded(text), sounds, fuzz.ratio)
    lengths = np.array([len(each) for each in texts], np.float32)
    relation = np.log(lengths / len(text)) / _LONGEST_RELATION
    figures[Feature.LONGER] = np.clip(relation, 0, 1)
    figures[Feature.SHORTER] = np.clip(-relation, 0, 1)
    figures[Feature.EXACT] = [each == text for each in texts]


def _marks(figures: Figures, question: Question, marks: NDArray[np.uint64]) -> None:
    own = marks_of(question.plain)
    mine = np.array(own, np.uint64)
    theirs = marks != 0
    differ = theirs & (mine != 0) & ((marks & mine) == 0)
    figures[Feature.NUMBERS_DIFFER] = differ[:, NUMBERS]
    if own[NUMBERS]:
        figures[Feature.NUMBERS_LACKING] = ~theirs[:, NUMBERS]
    else:
        figures[Feature.NUMBERS_ADDED] = theirs[:, NUMBERS]
    figures[Feature.NEGATION_DIFFERS] = theirs[:, NEGATION] != bool(own[NEGATION])
    figures[Feature.OPPOSITE] = opposed(mine[OPPOSITES], marks[:, OPPOSITES])
    figures[Feature.PLACES_DIFFER] = differ[:, PLACES]
    figures[Feature.PLACES_ADDED] = theirs[:, PLACES] != bool(own[PLACES])
    figures[Feature.ASKING_DIFFERS] = differ[:, ASKING]


def _ratios(text: str, texts: list[str], scorer: Callable[..., float]) -> Floats:
    # A call each: for a few dozen short texts it is quicker than to begin a batch.
    return np.array([scorer(text, other) for other in texts], np.float32) / np.float32(100)
