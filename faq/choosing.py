"""Which of the wordings that were found are compared with a question: those near the likest one."""

from __future__ import annotations

from enum import Enum, auto
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.spelling import spelt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from faq.folding import Question
    from faq.index import Index
    from faq.postings import Asked
    from faq.reach import Best

    Owners = NDArray[np.int32]
    Places = NDArray[np.int64]
    Weights = NDArray[np.float64]

MOST_ENTRIES = 16
"""How many entries are compared by their wordings, at most."""

_LEAST_ENTRIES = 4
_FAR_BEHIND = 0.6  # of the likeness of the best; of labelled questions, no first one was as far
_BEHIND = 0.4  # … where entries are found by their answers too

# Likeness: what is shared of both texts' terms, of the question's alone, and of letters in order.
_OF_BOTH = 0.9
_OF_QUESTION = 0.25
_SPELT = 0.3

# An entry that is at least so like, where the next one's terms are at most so much of it, was first
# with every labelled question to an FAQ of single wordings. Its lead in utility is then a line over
# how far the next one is behind; tests/faq/test_choosing.py holds it near what the weights say.
_LIKE = 0.5
_UNRIVALLED = 0.5
_MOST_AHEAD, _LESS_AHEAD = 9.8, 10.5


class Breadth(Enum):
    """Which entries are compared: the first alone where it is certain, those near, or all found."""

    BRIEFLY = auto()
    NEARBY = auto()
    WIDELY = auto()


class Chosen(NamedTuple):
    """Entries, the likest first, and of each what its likest wording is like.

    `texts` are the numbers of these wordings, `scores` how much their terms tell, `ratios` how
    alike their letters are; `votes` the entries' shares in the scores of all wordings found,
    `seconds` the likeness of their second wordings. `found` is how many entries there were;
    `ahead` the lead in utility of a first one that alone is compared, else 0.
    """

    entries: list[int]
    texts: Places
    scores: Weights
    ratios: Weights
    votes: Weights
    seconds: Weights
    found: int
    ahead: float


NOTHING = Chosen(
    [], np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0), np.empty(0), 0, 0.0
)
"""Where no wording was found."""


def choose(index: Index, question: Question, asked: Asked, found: Best, breadth: Breadth) -> Chosen:
    """The entries to compare, of those whose wordings were found; one was at least."""
    owners = index.wordings.owners.take(found.texts)
    values = _by_terms(index, asked, found)
    if breadth is Breadth.BRIEFLY and (alone := _alone(index, question, found, owners, values)):
        return alone
    behind = 0.0 if breadth is Breadth.WIDELY else _BEHIND if index.answers else _FAR_BEHIND
    return _several(index, question, found, owners, values, behind)


def _by_terms(index: Index, asked: Asked, found: Best) -> Weights:
    """How like each text is by what its terms tell, before its letters are looked at."""
    postings, mass = index.postings, asked.mass[0]
    both = np.add(postings.masses.take(found.texts), mass, dtype=np.float64)
    # The weight of the shared terms, but for repeats, follows from the score.
    likeness = postings.undamped.take(found.texts) * (_OF_BOTH / both)
    likeness += _OF_QUESTION / mass
    likeness *= found.scores
    return likeness


def _alone(
    index: Index, question: Question, found: Best, owners: Owners, values: Weights
) -> Chosen | None:
    """The first entry, where no other may be first, of entries with one wording each."""
    first = slice(1)
    ratios = spelt(question.text, [index.texts.texts[found.texts[0]]])
    like = float(values[0] + _SPELT * ratios[0])
    behind = float(values[1:].max(initial=0.0) / like) if len(values) > 1 else 1.0
    entries = owners.tolist()
    if like < _LIKE or behind >= _UNRIVALLED or len(set(entries)) < len(entries):
        return None
    scores = found.scores.astype(np.float64)
    weights = _weights(scores)
    return Chosen(
        entries[first],
        found.texts[first],
        scores[first],
        ratios,
        weights[first] / weights.sum(),
        np.zeros(1),
        len(entries),
        _MOST_AHEAD - _LESS_AHEAD * behind,
    )


def _several(
    index: Index,
    question: Question,
    found: Best,
    owners: Owners,
    values: Weights,
    behind: float,
) -> Chosen:
    """The entries with the likest wordings; those `behind` times as like as the first are not."""
    texts, scores = found.texts, found.scores.astype(np.float64)
    ratios = spelt(question.text, index.texts.of(texts))
    values = values + _SPELT * ratios
    order = (-values).argsort(kind="stable")
    ordered = owners.take(order).tolist()
    first, second = _likest(ordered, values.take(order).tolist(), behind)
    places = order.take(np.fromiter(first.values(), np.int64, len(first)))
    weights = _weights(scores)
    return Chosen(
        list(first),
        texts.take(places),
        scores.take(places),
        ratios.take(places),
        np.equal.outer(owners.take(places), owners).dot(weights) / weights.sum(),
        np.fromiter(map(second.get, first, repeat(0.0)), np.float64, len(first)),
        len(set(ordered)),
        0.0,
    )


def _likest(
    owners: Sequence[int], values: Sequence[float], behind: float
) -> tuple[dict[int, int], dict[int, float]]:
    """Of each entry the place of its likest wording, and how like its second one is.

    The wordings stand the likest first, each with the entry that owns it.
    """
    first: dict[int, int] = {}
    second: dict[int, float] = {}
    single, least = len(set(owners)) == len(owners), behind * values[0]
    for place, (entry, value) in enumerate(zip(owners, values, strict=True)):
        if entry in first:
            if entry not in second:
                second[entry] = value
        elif len(first) < _LEAST_ENTRIES or (len(first) < MOST_ENTRIES and value >= least):
            first[entry] = place
        elif single:
            break  # nothing that follows matters
    return first, second


def _weights(scores: Weights) -> Weights:
    """How much each wording's vote counts: the fourth power tells the near ones from the many."""
    squares = scores * scores
    return squares * squares
