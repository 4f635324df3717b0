"""The wordings nearest to a question, and the figures of the best one of each entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz

from faq.choosing import NOTHING, choose
from faq.features import Feature, no_figures
from faq.marks import marks_of, told_apart
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
    from faq.overlap import Overlaps
    from faq.postings import Asked

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]
    Weights = NDArray[np.float64]

_TEXTS, _MORE_TEXTS = 20, 32  # wordings that are looked at; more where entries have several
_SOUNDED = 6  # wordings whose sound is compared: a spelling mistake leaves them near the top
_TINY = 1e-6
_RELATIONS = np.array([[-0.5], [0.5]])  # of logarithms: how much shorter, and how much longer
_OF_WORDINGS = slice(Feature.BM25, Feature.SECOND + 1)
_TOLD_APART = slice(Feature.NUMBERS_DIFFER, Feature.ASKING_DIFFERS + 1)


def nearest(
    index: Index, question: Question, asked: Asked, scores: Floats, hidden: int, breadth: Breadth
) -> Chosen:
    """The entries with the wordings nearest to a question; `hidden` is an entry to leave out."""
    found = best(scores[index.wordings.span], _MORE_TEXTS if index.profiles else _TEXTS)
    if hidden >= 0:
        found = found.without(index.wordings.owners.take(found.texts) == hidden)
    if not len(found.texts):
        return NOTHING
    return choose(index, question, asked, found, breadth)


def figures_of(
    index: Index, question: Question, asked: Asked, chosen: Chosen, common: Overlaps
) -> Figures:
    """Of the figures of faq.features those that follow from a wording alone."""
    figures = no_figures(len(chosen.entries))
    figures[_OF_WORDINGS] = _of_wordings(index, question, asked, chosen, common)
    figures[_TOLD_APART] = _told_apart(index, question, chosen)
    return figures


def _of_wordings(
    index: Index, question: Question, asked: Asked, chosen: Chosen, common: Overlaps
) -> Weights:
    """What faq.features lists up to the second wording, of each entry that was chosen."""
    text, texts, mass = question.text, chosen.texts, asked.mass[0]
    postings, rarest = index.postings, index.postings.read.rarest[0]
    wordings = index.texts.of(texts)
    own = postings.masses.take(texts).astype(np.float64)
    relations = np.log(_numbers(map(len, wordings), len(texts)) / len(text)) * _RELATIONS
    rows = (
        chosen.scores / mass,
        common.shared * 2 / (own + mass),
        common.shared / mass,
        common.shared / own,
        chosen.ratios,
        _in_any_order(text, wordings) if " " in text else chosen.ratios,
        _sound(index, text, texts, chosen.ratios),
        spelt(question.folded, index.folded.of(texts)),
        common.telling / rarest,
        common.missed / rarest,
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


def _sound(index: Index, text: str, texts: Places, ratios: Weights) -> Weights:
    """How alike the first wordings sound; of the others, and of Latin letters, how they look."""
    if text.isascii():
        return ratios
    heard = spelt(sounded(text), index.sounds.of(texts[:_SOUNDED]))
    return np.concatenate([heard, ratios[_SOUNDED:]])


def _told_apart(index: Index, question: Question, chosen: Chosen) -> NDArray[np.uint8]:
    """What must not be confused, a row for each reason."""
    marks, theirs = marks_of(question.plain), index.marks.take(chosen.texts, axis=0).tolist()
    apart = b"".join([told_apart(marks, own) for own in theirs])
    return np.frombuffer(apart, np.uint8).reshape(len(theirs), -1).T


def _numbers(values: Iterable[float], count: int) -> Weights:
    return np.fromiter(values, np.float64, count)
