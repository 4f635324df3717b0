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
    from collections.abc import Iterable, Iterator, Sequence

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


class _Pool(NamedTuple):
    """The wordings that are looked at, by score: their numbers, scores, ratios, and likeness."""

    texts: list[int]
    scores: list[float]
    ratios: list[float]
    values: list[float]


class _Chosen(NamedTuple):
    """Entries by their best wording's place in the pool; votes, runners-up; how many there were."""

    entries: list[int]
    places: list[int]
    votes: list[float]
    seconds: list[float]
    found: int


def nearest(index: Index, question: Question, hidden: int = -1, *, widely: bool = False) -> Near:
    """The entries with the wordings nearest to a question; `hidden` is an entry to leave out.

    `widely`: those far behind are compared too.
    """
    asked = index.wordings.postings.asked(question.terms)
    found = best(index.wordings.postings, asked, _MORE_TEXTS if index.profiles else _TEXTS)
    if hidden >= 0:
        found = found.without([index.wordings.owner[text] == hidden for text in found.texts])
    unknown = asked.unknown / max(asked.mass, _TINY)
    if not found.texts:
        return Near([], [], [], 0, unknown)
    pool = _looked_at(index, question, asked, found)
    behind = 0.0 if widely else _BEHIND if index.answers else _FAR_BEHIND
    chosen = _choose(index, pool, behind)
    texts = [pool.texts[place] for place in chosen.places]
    figures = list(_figures(index, question, asked, pool, chosen))
    return Near(chosen.entries, texts, figures, min(chosen.found, MOST_ENTRIES), unknown)


def _looked_at(index: Index, question: Question, asked: Asked, found: Best) -> _Pool:
    """How like each text is, before it is looked at more closely."""
    read, mass = index.wordings.postings.read, asked.mass
    undamped, masses, told = read.undamped, read.masses, 0.25 / mass
    wordings, text = index.texts.texts, question.text
    ratios = [alike(text, wordings[number]) for number in found.texts]
    values = [
        # The weight of the shared terms, but for repeats, follows from the score.
        score * (0.9 * undamped[number] / (mass + masses[number]) + told) + 0.3 * ratio
        for number, score, ratio in zip(*found, ratios, strict=True)
    ]
    return _Pool(found.texts, found.scores, ratios, values)


def _choose(index: Index, pool: _Pool, behind: float) -> _Chosen:
    """The entries of the pool by likeness of their best wording.

    Those less than `behind` times as like as the first are left out.
    """
    owner, values = index.wordings.owner, pool.values
    owners = [owner[text] for text in pool.texts]
    order = sorted(range(len(values)), key=values.__getitem__, reverse=True)
    least, found = behind * values[order[0]], len(set(owners))
    first: dict[int, int] = {}
    second: dict[int, float] = {}
    for place in order:
        entry = owners[place]
        if entry in first:
            second.setdefault(entry, values[place])
        elif len(first) < _LEAST_ENTRIES or (len(first) < MOST_ENTRIES and values[place] >= least):
            first[entry] = place
        elif found == len(owners):
            break  # every entry is there by one wording: nothing that follows matters
    votes = _votes(first, owners, pool.scores)
    seconds = [second.get(entry, 0.0) for entry in first]
    return _Chosen(list(first), list(first.values()), votes, seconds, found)


def _votes(entries: Iterable[int], owners: Sequence[int], scores: Sequence[float]) -> list[float]:
    """What share each of the entries has in the scores of the pool, which fall."""
    most = scores[0]
    weights = [(score / most) ** 4 for score in scores]
    votes = dict.fromkeys(entries, 0.0)
    for entry, weight in zip(owners, weights, strict=True):
        if entry in votes:
            votes[entry] += weight
    total = sum(weights)
    return [vote / total for vote in votes.values()]


def _figures(
    index: Index, question: Question, asked: Asked, pool: _Pool, chosen: _Chosen
) -> Iterator[tuple[float, ...]]:
    """What faq.features lists, of each entry that was chosen, in that order."""
    text, folded, mass = question.text, question.folded, asked.mass
    read = index.wordings.postings.read
    masses, rarest, mark = read.masses, read.rarest, index.mark
    wordings, forms, sounds = index.texts.texts, index.folded.texts, index.sounds.texts
    numbers = [pool.texts[place] for place in chosen.places]
    scores = [pool.scores[place] for place in chosen.places]
    overlaps = index.wordings.overlaps(asked, numbers)
    shares = [
        2 * overlap[0] / (mass + masses[number])
        for overlap, number in zip(overlaps, numbers, strict=True)
    ]
    most, widest = max(scores), max(shares)
    marks = marks_of(question.plain)
    sound = "" if text.isascii() else sounded(text)
    spaced, length = " " in text, len(text)
    same_for_all = of_question(index, question)
    for at, (number, place, score, share, (shared, fine, telling, missed)) in enumerate(
        zip(numbers, chosen.places, scores, shares, overlaps, strict=True)
    ):
        ratio, wording, own = pool.ratios[place], wordings[number], masses[number]
        relation = math.log(len(wording) / length) / _LONGEST_RELATION
        yield (
            score / mass,
            share,
            shared / mass,
            shared / own,
            ratio,
            fuzz.token_sort_ratio(text, wording) / 100 if spaced else ratio,
            alike(sound, sounds[number]) if sound and at < _SOUNDED else ratio,
            alike(folded, forms[number]),
            telling / rarest,
            missed / rarest,
            min(-relation, 1.0) if relation < 0 else 0.0,
            min(relation, 1.0) if relation > 0 else 0.0,
            wording == text,
            fine,
            shared / math.sqrt(mass * own),
            chosen.votes[at],
            chosen.seconds[at],
            *_NOTHING_ELSE,
            *told_apart(marks, mark[number * COLUMNS : (number + 1) * COLUMNS].tolist()),
            0.0,
            score / most,
            share / widest,
            0.0,
            0.0,
            *same_for_all,
        )
