"""The wordings nearest to a question, and the figures of the best one of each entry."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import fuzz

from faq.choosing import MOST_ENTRIES, choose
from faq.features import Feature, no_figures
from faq.marks import marks_of, told_apart
from faq.overlap import overlaps
from faq.pinyin import sounded
from faq.reach import best
from faq.spelling import spelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from faq.choosing import Breadth, Chosen
    from faq.features import Figures
    from faq.folding import Question
    from faq.index import Index
    from faq.postings import Asked

    Weights = NDArray[np.float64]

_TEXTS, _MORE_TEXTS = 20, 32  # wordings that are looked at; more where entries have several
_SOUNDED = 6  # wordings whose sound is compared: a spelling mistake leaves them near the top
_TINY = 1e-6
_RELATIONS = np.array([[-0.5], [0.5]])  # of logarithms: how much shorter, and how much longer
_OF_WORDINGS = slice(Feature.BM25, Feature.SECOND + 1)
_TOLD_APART = slice(Feature.NUMBERS_DIFFER, Feature.ASKING_DIFFERS + 1)


class Near(NamedTuple):
    """The entries by nearness of their best wording, that wording's number, and the figures.

    Those far behind have no figures, and are only counted in `found`. `unknown` is the share of the
    question's weight that no wording of the FAQ has; `ahead` the lead of an entry that alone is
    compared (faq.choosing), else 0.
    """

    entries: list[int]
    texts: list[int]
    figures: Figures
    found: int
    unknown: float
    ahead: float = 0.0


def nearest(index: Index, question: Question, hidden: int, breadth: Breadth) -> Near:
    """The entries with the wordings nearest to a question; `hidden` is an entry to leave out.

    Of the figures those are told that follow from a wording alone.
    """
    asked = index.wordings.postings.asked(question.terms)
    found = best(index.wordings.postings, asked, _MORE_TEXTS if index.profiles else _TEXTS)
    if hidden >= 0:
        found = found.without(index.wordings.owners.take(found.texts) == hidden)
    unknown = asked.unknown / max(asked.mass, _TINY)
    if not len(found.texts):
        return Near([], [], no_figures(0), 0, unknown)
    chosen = choose(index, question, asked, found, breadth)
    texts = chosen.texts.tolist()
    figures = no_figures(len(texts))
    figures[_OF_WORDINGS] = _of_wordings(index, question, asked, chosen, texts)
    figures[_TOLD_APART] = _told_apart(index, question, chosen)
    count = min(chosen.found, MOST_ENTRIES)
    return Near(chosen.entries, texts, figures, count, unknown, chosen.ahead)


def _of_wordings(
    index: Index, question: Question, asked: Asked, chosen: Chosen, texts: Sequence[int]
) -> Weights:
    """What faq.features lists up to the second wording, of each entry that was chosen."""
    text, postings, mass = question.text, index.wordings.postings, asked.mass
    wordings = [index.texts.texts[number] for number in texts]
    forms = [index.folded.texts[number] for number in texts]
    own = postings.masses.take(chosen.texts).astype(np.float64)
    common = overlaps(postings, asked, chosen.texts)
    relations = np.log(_numbers(map(len, wordings), len(texts)) / len(text)) * _RELATIONS
    rows = (
        chosen.scores / mass,
        common.shared * 2 / (own + mass),
        common.shared / mass,
        common.shared / own,
        chosen.ratios,
        _in_any_order(text, wordings) if " " in text else chosen.ratios,
        _sound(index, text, texts, chosen.ratios),
        spelt(question.folded, forms),
        common.telling / postings.read.rarest,
        common.missed / postings.read.rarest,
        *np.minimum(np.maximum(relations, 0), 1),
        _numbers(map(text.__eq__, wordings), len(texts)),
        common.fine,
        common.shared / np.sqrt(own * mass),
        chosen.votes,
        chosen.seconds,
    )
    return np.concatenate(rows).reshape(len(rows), -1)


def _in_any_order(text: str, wordings: Sequence[str]) -> Weights:
    """How alike words are, whatever their order."""
    ratios = [fuzz.token_sort_ratio(text, wording) for wording in wordings]
    return _numbers(ratios, len(ratios)) / 100


def _sound(index: Index, text: str, texts: Sequence[int], ratios: Weights) -> Weights:
    """How alike the first wordings sound; of the others, and of Latin letters, how they look."""
    if text.isascii():
        return ratios
    heard = spelt(sounded(text), [index.sounds.texts[number] for number in texts[:_SOUNDED]])
    return np.concatenate([heard, ratios[_SOUNDED:]])


def _told_apart(index: Index, question: Question, chosen: Chosen) -> NDArray[np.bool_]:
    """What must not be confused, a row for each reason."""
    marks = marks_of(question.plain)
    apart = [told_apart(marks, own) for own in index.marks.take(chosen.texts, axis=0).tolist()]
    reasons = np.fromiter(chain.from_iterable(apart), np.bool_, len(apart) * len(apart[0]))
    return reasons.reshape(len(apart), -1).T


def _numbers(values: Iterable[float], count: int) -> Weights:
    return np.fromiter(values, np.float64, count)
