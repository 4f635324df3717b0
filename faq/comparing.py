"""Compares a question with the entries that may answer it: by wordings, profile and answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.features import SHARES_OF_BEST, Feature, no_figures
from faq.folding import twofold
from faq.nearest import nearest
from faq.terms import terms_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from faq.features import Figures
    from faq.field import Field, Pool, Scores
    from faq.folding import Question
    from faq.index import Index

    Places = NDArray[np.int64]

_ANSWERS = 16
_PROFILES = 8
_LONG_QUESTION = 60.0  # terms


class Compared(NamedTuple):
    """Entries that may answer, in no telling order, and their figures (faq.features).

    `texts` is the number of the wording that is nearest, -1 for an entry found otherwise;
    `unknown` the share of the question's weight that no wording of the FAQ has.
    """

    entries: Places
    texts: Places
    figures: Figures
    unknown: float


def compare(index: Index, question: Question, hidden: int = -1) -> Compared:
    """The entries that share terms with a question.

    The wordings of the entry `hidden` are overlooked: so the weights learn what an answer tells.
    """
    near = nearest(index, question, hidden)
    profile = answers = None
    found = [near.entries]
    if index.profiles:
        profile = index.profiles.scores_of(terms_of(twofold(question.plain, question.folded)))
        found.append(_leading(profile))
    if index.answers:
        answers = index.answers.pool(question.terms, _ANSWERS)
        found.append(index.answers.owners[answers.texts].astype(np.int64))
    entries = _each_once(found)
    figures = no_figures(len(entries))
    texts = np.full(len(entries), -1, np.int64)
    compared = len(near.entries)
    figures[:, :compared] = near.figures
    texts[:compared] = near.texts
    figures[Feature.UNSEEN, compared:] = 1
    if profile is not None:
        figures[Feature.PROFILE] = profile.scores[entries] / max(profile.mass, 1e-6)
        figures[Feature.PROFILED] = 1
    if index.answers and answers is not None:
        _fill_answers(figures, index.answers, answers, entries)
    _relate(figures, question)
    return Compared(entries, texts, figures, near.unknown)


def _leading(profile: Scores) -> Places:
    order = np.argsort(-profile.scores, kind="stable")[:_PROFILES]
    return order[profile.scores[order] > 0]


def _each_once(found: list[Places]) -> Places:
    if len(found) == 1:
        return found[0]
    return np.array(list(dict.fromkeys(np.concatenate(found).tolist())), np.int64)


def _fill_answers(figures: Figures, field: Field, answers: Pool, entries: Places) -> None:
    asked = max(answers.asked.mass, 1e-6)
    entry, answer = np.nonzero(entries[:, None] == field.owners[answers.texts])
    figures[Feature.ANSWER_BM25, entry] = answers.scores[answer] / asked
    figures[Feature.ANSWER_FOUND, entry] = answers.shared[answer] / asked
    figures[Feature.ANSWER_MISSED, entry] = answers.missed[answer] / field.postings.rarest


def _relate(figures: Figures, question: Question) -> None:
    for share, feature in SHARES_OF_BEST:
        row = figures[feature]
        best = row.max(initial=0.0)
        if best > 0:
            figures[share] = row / best
    figures[Feature.LATIN] = " " in question.text or question.text.isascii()
    figures[Feature.LENGTH] = min(len(question.terms) / _LONG_QUESTION, 2.0)
