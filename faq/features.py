"""The figures by which an entry is compared with a question; each has one row in a table."""

from __future__ import annotations

from enum import IntEnum
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from faq.folding import Question
    from faq.index import Index

    Figures = NDArray[np.float32]
    """One row for each feature, one column for each entry."""

_LONG_QUESTION = 60.0  # terms


class Feature(IntEnum):
    """What is compared; the figures lie between 0 and about 1, and faq/weights.json weighs them.

    Of an entry's wordings, the one nearest to the question is compared. `_BEST` is a figure as a
    share of the best entry's.
    """

    BM25 = 0
    OVERLAP = 1  # weight of the shared terms, of both texts
    ASKED_FOUND = 2  # … of the question's terms
    TEXT_ASKED = 3  # … of the wording's terms
    RATIO = 4  # how alike the letters are, in order
    TOKEN_RATIO = 5  # … words in any order
    SOUND = 6  # … as Chinese sounds
    FOLDED_RATIO = 7  # … with one form for words that say the same
    TELLING = 8  # the heaviest term of the wording that is not asked
    MISSED = 9  # the heaviest term asked that the wording lacks
    SHORTER = 10
    LONGER = 11
    EXACT = 12
    FINE_OVERLAP = 13  # words and pairs of signs only
    COSINE = 14
    VOTES = 15  # of the nearest wordings, the entry's share
    SECOND = 16  # how near its second wording is
    PROFILE = 17  # BM25 of all its wordings as one text
    ANSWER_BM25 = 18
    ANSWER_FOUND = 19
    ANSWER_MISSED = 20
    NUMBERS_DIFFER = 21
    NUMBERS_LACKING = 22
    NUMBERS_ADDED = 23
    NEGATION_DIFFERS = 24
    OPPOSITE = 25
    PLACES_DIFFER = 26
    PLACES_ADDED = 27
    ASKING_DIFFERS = 28
    UNSEEN = 29  # found by its answer or profile alone: no wording was compared
    BM25_BEST = 30
    OVERLAP_BEST = 31
    PROFILE_BEST = 32
    ANSWER_BEST = 33
    LATIN = 34  # of the question: written in words with spaces
    LENGTH = 35  # of the question, in terms
    PROFILED = 36  # of the FAQ: entries have several wordings


def table_of(rows: Sequence[Sequence[float]]) -> Figures:
    """The table of entries with a row of figures each."""
    if not rows:
        return no_figures(0)
    shape = len(rows), len(Feature)
    return np.fromiter(chain.from_iterable(rows), np.float32, shape[0] * shape[1]).reshape(shape).T


def no_figures(entries: int) -> Figures:
    """A table for so many entries, all 0."""
    return np.zeros((entries, len(Feature)), np.float32).T


def of_question(index: Index, question: Question) -> tuple[float, float, float]:
    """The last three figures, which are the same for every entry."""
    text = question.text
    return (
        float(" " in text or text.isascii()),
        min(len(question.terms) / _LONG_QUESTION, 2.0),
        float(index.profiles is not None),
    )
