"""Compares a question with entries by meaning: how near an encoder puts them to each other."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.comparing import Compared
from faq.features import Feature, no_figures
from faq.turning import Beside, turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from faq.features import Figures
    from faq.index import Index
    from faq.vectors import Vectors

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]

_CANDIDATES = 8  # entries that are compared for their wordings, and as many for each other kind
_RIVALS = 4  # entries that come next to the nearest
_SHARPNESS = 1.2  # how fast a vote falls with nearness, in spreads of the FAQ's own
_LEAST_SPREAD = 1e-3
_OF_QUESTION = (Feature.LATIN, Feature.LENGTH, Feature.PROFILED)


class Meant(IntEnum):
    """What is compared by meaning; the rows stand below those of faq.features.

    Nearness (a cosine) is told in spreads above the mean of the whole FAQ, and as `_NEAR` from 0,
    as near as just anything, to 1, as near as the same in other words: so encoders whose cosines
    lie elsewhere can be judged by the same weights. `_BEHIND` is the distance to the nearest
    entry's, `_LEAD` how far that one is ahead of the next; `_RIVALS` how near those are that come
    next to the nearest: where many are near, none is likely meant.
    """

    WORDING = 0  # the entry's nearest wording
    WORDING_BEHIND = 1
    WORDING_VOTES = 2  # of the nearest wordings, the entry's share
    PROFILE = 3  # the mean of its wordings
    PROFILE_BEHIND = 4
    ANSWER = 5  # the nearest passage of its answer
    ANSWER_BEHIND = 6
    ANSWER_VOTES = 7
    WORDING_NEAR = 8
    PROFILE_NEAR = 9
    ANSWER_NEAR = 10
    WORDING_LEAD = 11
    WORDING_RIVALS = 12
    PROFILE_LEAD = 13
    PROFILE_RIVALS = 14
    ANSWER_LEAD = 15
    ANSWER_RIVALS = 16
    ANSWER_OPENING = 17  # its first passage, behind the nearest first one
    ANSWER_TWO = 18  # its two nearest passages, behind the nearest two
    ANSWER_WHOLE = 19  # all its passages, behind the nearest


class _Rows(NamedTuple):
    own: Meant
    behind: Meant
    near: Meant
    lead: Meant
    rivals: Meant
    votes: Meant | None = None
    voters: int = 0


_WORDING = _Rows(
    Meant.WORDING,
    Meant.WORDING_BEHIND,
    Meant.WORDING_NEAR,
    Meant.WORDING_LEAD,
    Meant.WORDING_RIVALS,
    Meant.WORDING_VOTES,
    voters=30,
)
_PROFILE = _Rows(
    Meant.PROFILE,
    Meant.PROFILE_BEHIND,
    Meant.PROFILE_NEAR,
    Meant.PROFILE_LEAD,
    Meant.PROFILE_RIVALS,
)
_ANSWER = _Rows(
    Meant.ANSWER,
    Meant.ANSWER_BEHIND,
    Meant.ANSWER_NEAR,
    Meant.ANSWER_LEAD,
    Meant.ANSWER_RIVALS,
    Meant.ANSWER_VOTES,
    voters=10,
)


class _Scale(NamedTuple):
    """How near the question is to an FAQ: on average, how far that spreads, and at least."""

    mean: float
    spread: float
    least: float


class Meaning(NamedTuple):
    """The vectors of an FAQ and that of one question."""

    vectors: Vectors
    asked: Floats


def with_meaning(index: Index, compared: Compared, meaning: Meaning) -> Compared:
    """The comparison with rows for meaning, and columns for the entries nearest by meaning."""
    meant, leading = _meant(index, meaning)
    known = set(compared.entries)
    added = [each for each in leading if each not in known]
    entries = compared.entries + added
    figures = np.concatenate([_widened(compared.figures, len(added)), meant[:, entries]])
    texts = compared.texts + [-1] * len(added)
    return Compared(entries, texts, figures, compared.found + len(added), compared.unknown)


def _widened(figures: Figures, added: int) -> Figures:
    new = no_figures(added)
    new[Feature.UNSEEN] = 1
    if figures.shape[1]:
        for feature in _OF_QUESTION:
            new[feature] = figures[feature, 0]
    return np.concatenate([figures, new], axis=1)


def _meant(index: Index, meaning: Meaning) -> tuple[Figures, list[int]]:
    """A column for every entry, and the entries that lead by something."""
    vectors, asked = meaning
    part = vectors.part
    figures = np.zeros((len(Meant), len(index.entries)), np.float32)
    every = np.arange(len(index.entries)) if part is None else part.entries
    wordings = index.wordings.owners if part is None else part.entries
    as_question = turned(vectors.model, asked)
    rest = None if part is None else part.sample @ as_question
    leading: list[int] = []
    for table, own, owners, rows in (
        (vectors.wordings, as_question, wordings, _WORDING),
        (vectors.profiles, as_question, every, _PROFILE),
        (vectors.answers, None, vectors.owners, _ANSWER),
    ):
        if len(table):
            near = table @ (turned(vectors.model, asked, Beside.ANSWERS) if own is None else own)
            scale = _scale(near, rest)
            leading += _fill(figures, rows, near, owners, vectors.usual, scale)
            if rows is _ANSWER:
                _fill_passages(figures, near, owners, scale)
    if part is not None:
        leading = [each for each in leading if each in part.entries]
    return figures, list(dict.fromkeys(leading))


def _scale(near: Floats, rest: Floats | None) -> _Scale:
    """Of all that was read; where that is a part, its sample stands for the whole."""
    told = near if rest is None else rest
    mean = float(told.mean())
    least = float(near.min()) if rest is None else mean
    return _Scale(mean, max(float(told.std()), _LEAST_SPREAD), least)


def _fill(
    figures: Figures,
    rows: _Rows,
    near: Floats,
    owners: NDArray[np.integer],
    usual: Floats,
    scale: _Scale,
) -> list[int]:
    """The figures of the nearest text of each owner, and the owners that lead."""
    best = np.full(figures.shape[1], scale.least, np.float32)
    np.maximum.at(best, owners, near)
    count = min(_CANDIDATES, len(best))
    top = np.argpartition(-best, count - 1)[:count]
    top = top[np.argsort(-best[top], kind="stable")]
    figures[rows.own] = (best - scale.mean) / scale.spread
    figures[rows.behind] = (best - best[top[0]]) / scale.spread
    told = (best - usual[0]) / max(float(usual[1] - usual[0]), _LEAST_SPREAD)
    figures[rows.near] = told
    if count > 1:
        figures[rows.lead, top[0]] = (best[top[0]] - best[top[1]]) / scale.spread
        figures[rows.rivals] = told[top[1 : 1 + _RIVALS]].mean()
    if rows.votes is not None:
        _vote(figures[rows.votes], near / scale.spread, owners, rows.voters)
    return list(top.tolist())


def _fill_passages(
    figures: Figures, near: Floats, owners: NDArray[np.integer], scale: _Scale
) -> None:
    """How the passages of an answer are near together; those of one stand beside each other."""
    starts = np.flatnonzero(np.append(True, owners[1:] != owners[:-1]))
    ends = np.append(starts[1:], len(owners))
    nearest = np.maximum.reduceat(near, starts)
    others = np.where(near == np.repeat(nearest, ends - starts), -np.inf, near)
    second = np.maximum.reduceat(others, starts)
    two = np.where(np.isfinite(second), (nearest + second) / 2, nearest)
    whole = np.add.reduceat(near, starts) / (ends - starts)
    for row, told in (
        (Meant.ANSWER_OPENING, near[starts]),
        (Meant.ANSWER_TWO, two),
        (Meant.ANSWER_WHOLE, whole),
    ):
        figures[row] = (min(scale.least, float(told.min())) - told.max()) / scale.spread
        figures[row, owners[starts]] = (told - told.max()) / scale.spread


def _vote(votes: Floats, near: Floats, owners: NDArray[np.integer], voters: int) -> None:
    count = min(voters, len(near))
    top = np.argpartition(-near, count - 1)[:count]
    weights = np.exp((near[top] - near[top].max()) * _SHARPNESS)
    np.add.at(votes, owners[top], weights / weights.sum())
