"""Compares a question with the entries that may answer it: by wordings, profile and answer."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.choosing import Breadth
from faq.features import Feature, no_figures, of_question, table_of
from faq.nearest import NOBODY, nearest
from faq.overlap import shared
from faq.reach import best, leading
from faq.steps import found_by
from faq.terms import terms_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from faq.features import Figures
    from faq.field import Field, Scores
    from faq.folding import Question
    from faq.index import Index
    from faq.nearest import Near
    from faq.steps import Steps

    Floats = NDArray[np.float32]

_ANSWERS = 16
_PROFILES = 8
_TINY = 1e-6
_OF_QUESTION = slice(Feature.LATIN, Feature.PROFILED + 1)
_OF_ANSWERS = slice(Feature.ANSWER_BM25, Feature.ANSWER_MISSED + 1)


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


class _Answers(NamedTuple):
    """The entries with the answers that tell most, and three rows of figures of them."""

    entries: list[int]
    figures: NDArray[np.float64]


_NO_ANSWERS = _Answers([], np.empty((3, 0)))


def compare(
    index: Index, question: Question, hidden: int = NOBODY, breadth: Breadth = Breadth.NEARBY
) -> Compared:
    """The entries that share terms with a question.

    The wordings of the entry `hidden` are overlooked: so the weights learn what an answer tells.
    """
    return found_by(comparing(index, question, hidden, breadth))


def comparing(index: Index, question: Question, hidden: int, breadth: Breadth) -> Steps[Compared]:
    """What `compare` does, in steps."""
    if not (index.profiles or index.answers):
        return _by_wordings((yield from nearest(index, question, hidden, breadth)))
    if breadth is Breadth.BRIEFLY:
        breadth = Breadth.NEARBY  # who is certain by its wording may not be so by an answer
    near = yield from nearest(index, question, hidden, breadth)
    yield
    profile = _profile(index.profiles, question) if index.profiles else None
    yield
    answers = _answers(index.answers, question) if index.answers else _NO_ANSWERS
    yield
    found = chain(
        near.entries, leading(profile.scores, _PROFILES) if profile else (), answers.entries
    )
    column_of = dict(zip(dict.fromkeys(found), count()))
    entries, known = list(column_of), len(near.entries)
    figures = no_figures(len(entries))
    if known:
        figures[:, :known] = table_of(near.figures)
    if known < len(entries):
        figures[Feature.UNSEEN, known:] = 1
        figures[_OF_QUESTION, known:] = [[figure] for figure in of_question(index, question)]
    if profile:
        figures[Feature.PROFILE] = profile.scores.take(entries) / max(profile.mass, _TINY)
        _relate(figures, Feature.PROFILE, Feature.PROFILE_BEST)
    if answers.entries:
        figures[_OF_ANSWERS, [column_of[entry] for entry in answers.entries]] = answers.figures
        _relate(figures, Feature.ANSWER_BM25, Feature.ANSWER_BEST)
    texts = near.texts + [-1] * (len(entries) - known)
    return Compared(entries, texts, figures, near.found + len(entries) - known, near.unknown)


def _by_wordings(near: Near) -> Compared:
    figures = table_of(near.figures)
    return Compared(near.entries, near.texts, figures, near.found, near.unknown, near.ahead)


def _profile(field: Field, question: Question) -> Scores:
    # As it is written and as it is folded: there are many words to tell by.
    terms = question.terms
    return field.scores_of(
        terms if question.plain == question.folded else terms | terms_of(question.plain)
    )


def _answers(field: Field, question: Question) -> _Answers:
    asked = field.postings.asked(question.terms)
    pool = best(field.postings, asked, _ANSWERS)
    mass, rarest = max(asked.mass, _TINY), field.postings.read.rarest
    common = shared(field.postings, asked, pool.texts)
    figures = np.array([pool.scores, common.shared, common.missed])
    figures /= np.array([[mass], [mass], [rarest]])
    return _Answers([field.owner[text] for text in pool.texts], figures)


def _relate(figures: Figures, feature: Feature, share: Feature) -> None:
    row = figures[feature]
    best_of = np.maximum.reduce(row, initial=0.0)
    if best_of > 0:
        figures[share] = row / best_of
