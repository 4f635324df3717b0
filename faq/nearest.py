"""The wordings nearest to a question, and the figures of the best one of each entry."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance.Indel import normalized_similarity as alike

from faq.features import of_question
from faq.marks import COLUMNS, marks_of, told_apart
from faq.pinyin import sounded
from faq.reach import best

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faq.folding import Question
    from faq.index import Index
    from faq.postings import Asked
    from faq.reach import Best

MOST_ENTRIES = 16
"""How many entries are compared by their wordings, at most."""

_LEAST_ENTRIES = 4
_FAR_BEHIND = 0.6  # of the likeness of the best; of labelled questions, no first one was as far
_BEHIND = 0.4  # … where entries are found by their answers too

_TEXTS, _MORE_TEXTS = 20, 32  # wordings compared; more where entries have several
_SOUNDED = 6  # wordings whose sound is compared: a spelling mistake leaves them near the top
_TINY = 1e-6
_LONGEST_RELATION = 2.0  # the logarithm beyond which a wording is just much longer or shorter
_NOTHING_ELSE = (0.0,) * 4  # of profile and answer, which are filled in by whoever compares them


class Near(NamedTuple):
    """The entries by nearness of their best wording, that wording's number, and the figures.

    `figures` has a row for each entry; those far behind have none, and are only counted in
    `found`. `unknown` is the share of the question's weight that no wording of the FAQ has.
    """

    entries: list[int]
    texts: list[int]
    figures: list[tuple[float, ...]]
    found: int
    unknown: float


class _Chosen(NamedTuple):
    """The best wording of each entry: its number, BM25 score and ratio; the entry's runner-up."""

    entries: list[int]
    texts: list[int]
    scores: list[float]
    ratios: list[float]
    votes: list[float]
    seconds: list[float]


def nearest(index: Index, question: Question, hidden: int = -1, *, widely: bool = False) -> Near:
    """The entries with the wordings nearest to a question; `hidden` is an entry to leave out.

    `widely`: those far behind are compared too.
    """
    asked = index.wordings.postings.asked(question.terms)
    pool = best(index.wordings.postings, asked, _MORE_TEXTS if index.profiles else _TEXTS)
    if hidden >= 0:
        pool = pool.without([index.wordings.owner[text] == hidden for text in pool.texts])
    unknown = asked.unknown / max(asked.mass, _TINY)
    if not pool.texts:
        return Near([], [], [], 0, unknown)
    behind = 0.0 if widely else _BEHIND if index.answers else _FAR_BEHIND
    chosen = _choose(index, question, asked, pool, behind)
    figures = list(_figures(index, question, asked, chosen))
    found = min(len({index.wordings.owner[text] for text in pool.texts}), MOST_ENTRIES)
    return Near(chosen.entries, chosen.texts, figures, found, unknown)


def _choose(index: Index, question: Question, asked: Asked, pool: Best, behind: float) -> _Chosen:
    """The entries of the pool by likeness of their best wording.

    Those less than `behind` times as like as the first are left out.
    """
    texts, scores = pool
    wordings = index.texts.texts
    ratios = [alike(question.text, wordings[text]) for text in texts]
    values = _likeness(index, asked, pool, ratios)
    first: dict[int, int] = {}
    second: dict[int, float] = {}
    owner = index.wordings.owner
    for place in sorted(range(len(texts)), key=values.__getitem__, reverse=True):
        entry = owner[texts[place]]
        if entry not in first:
            first[entry] = place
        elif entry not in second:
            second[entry] = values[place]
    least = behind * max(values)
    kept = list(first)[:MOST_ENTRIES]
    while len(kept) > _LEAST_ENTRIES and values[first[kept[-1]]] < least:
        kept.pop()
    places = [first[entry] for entry in kept]
    return _Chosen(
        kept,
        [texts[place] for place in places],
        [scores[place] for place in places],
        [ratios[place] for place in places],
        _votes(kept, owner, pool),
        [second.get(entry, 0.0) for entry in kept],
    )


def _likeness(index: Index, asked: Asked, pool: Best, ratios: Sequence[float]) -> list[float]:
    """How like each text of the pool is, before it is looked at more closely."""
    read, mass = index.wordings.postings.read, asked.mass
    undamped, masses, told = read.undamped, read.masses, 0.25 / mass
    return [
        # The weight of the shared terms, but for repeats, follows from the score.
        score * (0.9 * undamped[text] / (mass + masses[text]) + told) + 0.3 * ratio
        for text, score, ratio in zip(*pool, ratios, strict=True)
    ]


def _votes(entries: Sequence[int], owner: Sequence[int], pool: Best) -> list[float]:
    """What share each of the entries has in the wordings of the pool."""
    most = pool.scores[0]
    weights = [(score / most) ** 4 for score in pool.scores]
    total = sum(weights)
    votes = dict.fromkeys(entries, 0.0)
    for text, weight in zip(pool.texts, weights, strict=True):
        if (entry := owner[text]) in votes:
            votes[entry] += weight
    return [vote / total for vote in votes.values()]


def _figures(
    index: Index, question: Question, asked: Asked, chosen: _Chosen
) -> Iterator[tuple[float, ...]]:
    """What faq.features lists, of each entry that was chosen, in that order."""
    text, folded, mass = question.text, question.folded, asked.mass
    masses, rarest = index.wordings.postings.read.masses, index.wordings.postings.rarest
    wordings, forms, sounds = index.texts.texts, index.folded.texts, index.sounds.texts
    most = max(chosen.scores)
    overlaps = index.wordings.overlaps(asked, chosen.texts)
    shares = [
        2 * overlap.shared / (mass + masses[number])
        for overlap, number in zip(overlaps, chosen.texts, strict=True)
    ]
    widest = max(shares)
    marks = marks_of(question.plain)
    sound = "" if text.isascii() else sounded(text)
    spaced = " " in text
    same_for_all = of_question(index, question)
    for at, (_, number, score, ratio, votes, second) in enumerate(zip(*chosen, strict=True)):
        shared, fine, telling, missed = overlaps[at]
        wording, own = wordings[number], masses[number]
        relation = math.log(len(wording) / len(text)) / _LONGEST_RELATION
        yield (
            score / mass,
            shares[at],
            shared / mass,
            shared / own,
            ratio,
            fuzz.token_sort_ratio(text, wording) / 100 if spaced else ratio,
            alike(sound, sounds[number]) if sound and at < _SOUNDED else ratio,
            alike(folded, forms[number]),
            telling / rarest,
            missed / rarest,
            min(max(-relation, 0.0), 1.0),
            min(max(relation, 0.0), 1.0),
            wording == text,
            fine,
            shared / math.sqrt(mass * own),
            votes,
            second,
            *_NOTHING_ELSE,
            *told_apart(marks, index.mark[number * COLUMNS : (number + 1) * COLUMNS].tolist()),
            0.0,
            score / most,
            shares[at] / widest,
            0.0,
            0.0,
            *same_for_all,
        )
