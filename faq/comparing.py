"""Compares a question with the entries that may answer it: by wordings, profile and answer."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.choosing import MOST_ENTRIES, Breadth
from faq.features import Feature, fill, no_figures
from faq.nearest import figures_of, nearest
from faq.overlap import overlaps
from faq.reach import best, scores
from faq.terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from faq.features import Figures
    from faq.field import Field
    from faq.folding import Question
    from faq.index import Index
    from faq.overlap import Shared
    from faq.postings import Asked

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]
    Weights = NDArray[np.float64]

_ANSWERS = 16
_PROFILES = 8
_TINY = 1e-6
_OF_ANSWERS = slice(Feature.ANSWER_BM25, Feature.ANSWER_MISSED + 1)


class _Answers(NamedTuple):
    """The answers that tell most: their entries, their places in the row of all texts, and their
    scores; `column` is that of their field.
    """

    column: int
    entries: list[int]
    texts: Places
    scores: Floats


_NO_ANSWERS = _Answers(0, [], np.empty(0, np.int64), np.empty(0, np.float32))


class Compared(NamedTuple):
    """Entries that may answer, in no telling order, and their figures (faq.features).

    `texts` is the number of the wording that is nearest, -1 for an entry found otherwise; `found`
    how many entries share terms with the question, those that are too far behind to be compared
    too; `unknown` the share of the question's weight that no wording of the FAQ has. `ahead` is the
    lead of an entry that is certain to be first and alone is compared, else 0.
    """

    entries: list[int]
    texts: list[int]
    figures: Figures
    found: int
    unknown: float
    ahead: float = 0.0

    @property
    def exact(self) -> list[bool]:
        """Whether the wording of each is the question itself."""
        return list(map(bool, self.figures[Feature.EXACT].tolist()))

    def is_exact(self, column: int) -> bool:
        """Whether the wording of one of them is the question itself."""
        return bool(self.figures[Feature.EXACT, column])


def compare(
    index: Index, question: Question, hidden: int = -1, breadth: Breadth = Breadth.NEARBY
) -> Compared:
    """The entries that share terms with a question.

    The wordings of the entry `hidden` are overlooked: so the weights learn what an answer tells.
    """
    if breadth is Breadth.BRIEFLY and (index.profiles or index.answers):
        breadth = Breadth.NEARBY  # who is certain by its wording may not be so by an answer
    asked = _asked(index, question)
    told = scores(index.postings, asked)
    near = nearest(index, question, asked, told, hidden, breadth)
    answers = _answers(index.answers, told) if index.answers else _NO_ANSWERS
    led = _led(told[index.profiles.span], near.entries) if index.profiles else []
    entries = list(dict.fromkeys(chain(near.entries, led, answers.entries)))
    known, added = len(near.entries), len(entries) - len(near.entries)
    figures = no_figures(len(entries))
    common, answered = overlaps(index.postings, asked, near.texts, answers.texts, answers.column)
    if known:
        figures[:, :known] = figures_of(index, question, asked, near, common)
    figures[Feature.UNSEEN, known:] = 1
    if index.profiles:
        scored = told[index.profiles.span].take(np.fromiter(entries, np.int64, len(entries)))
        figures[Feature.PROFILE] = scored / max(asked.mass[index.profiles.column], _TINY)
    if answers.entries:
        column_of = dict(zip(entries, count()))
        columns = [column_of[entry] for entry in answers.entries]
        figures[_OF_ANSWERS, columns] = _of_answers(index, asked, answers, answered)
    fill(figures, index, question)
    return Compared(
        entries,
        near.texts.tolist() + [-1] * added,
        figures,
        min(near.found, MOST_ENTRIES) + added,
        asked.unknown[0] / max(asked.mass[0], _TINY),
        near.ahead,
    )


def _asked(index: Index, question: Question) -> Asked:
    if index.profiles is None or question.plain == question.folded:
        return index.postings.asked(question.terms)
    # Profiles as it is written and as it is folded: there are many words to tell by.
    added = terms_of(question.plain) - question.terms
    return index.postings.asked(question.terms, added, index.profiles.column)


def _led(profiles: Floats, near: Sequence[int]) -> list[int]:
    """The entries whose profiles tell most; of those with near wordings, most are among them."""
    own = sorted([float(profiles[entry]) for entry in near])
    reached = own[-_PROFILES] if len(own) >= _PROFILES else 0.0
    led: list[int] = best(profiles, _PROFILES, reached).texts.tolist()
    return led


def _answers(field: Field, told: Floats) -> _Answers:
    found = best(told[field.span], _ANSWERS)
    entries = field.owners.take(found.texts).tolist()
    return _Answers(field.column, entries, found.texts + field.first, found.scores)


def _of_answers(index: Index, asked: Asked, answers: _Answers, common: Shared) -> Weights:
    mass = max(asked.mass[answers.column], _TINY)
    missed = common.missed / index.postings.read.rarest[answers.column]
    rows = np.concatenate([answers.scores / mass, common.shared / mass, missed])
    return rows.reshape(3, -1)
