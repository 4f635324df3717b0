"""The wordings nearest to a question, and the figures of the best one of each entry."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance.Indel import normalized_similarity as alike

from faq.choosing import MOST_ENTRIES, Breadth, choose
from faq.features import of_question
from faq.marks import COLUMNS, marks_of, told_apart
from faq.overlap import overlaps
from faq.pinyin import sounded
from faq.reach import best

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faq.choosing import Chosen
    from faq.folding import Question
    from faq.index import Index
    from faq.postings import Asked
    from faq.steps import Steps

NOBODY = -1
"""What stands for the entry that is hidden where none is."""
_TEXTS, _MORE_TEXTS = 20, 32  # wordings that are looked at; more where entries have several
_SOUNDED = 6  # wordings whose sound is compared: a spelling mistake leaves them near the top
_TINY = 1e-6
_LONGEST_RELATION = 2.0  # the logarithm beyond which a wording is just much longer or shorter
_NOTHING_ELSE = (0.0,) * 4  # of profile and answer, which are filled in by whoever compares them


class Near(NamedTuple):
    """The entries by nearness of their best wording, that wording's number, and the figures.

    `figures` has a row for each entry; those far behind have none, and are only counted in
    `found`. `unknown` is the share of the question's weight that no wording of the FAQ has;
    `ahead` the lead of an entry that alone is compared (faq.choosing), else 0.
    """

    entries: list[int]
    texts: list[int]
    figures: list[tuple[float, ...]]
    found: int
    unknown: float
    ahead: float = 0.0


def nearest(
    index: Index, question: Question, hidden: int = NOBODY, breadth: Breadth = Breadth.NEARBY
) -> Steps[Near]:
    """The entries with the wordings nearest to a question; `hidden` is an entry to leave out."""
    asked = index.wordings.postings.asked(question.terms)
    found = best(index.wordings.postings, asked, _MORE_TEXTS if index.profiles else _TEXTS)
    if hidden != NOBODY:
        found = found.without([index.wordings.owner[text] == hidden for text in found.texts])
    unknown = asked.unknown / max(asked.mass, _TINY)
    yield
    if not found.texts:
        return Near([], [], [], 0, unknown)
    chosen = choose(index, question, asked, found, breadth)
    yield
    figures = list(_figures(index, question, asked, chosen))
    count = min(chosen.found, MOST_ENTRIES)
    return Near(chosen.entries, chosen.texts, figures, count, unknown, chosen.ahead)


def _figures(
    index: Index, question: Question, asked: Asked, chosen: Chosen
) -> Iterator[tuple[float, ...]]:
    """What faq.features lists, of each entry that was chosen, in that order."""
    text, folded, mass = question.text, question.folded, asked.mass
    read = index.wordings.postings.read
    masses, rarest, mark = read.masses, read.rarest, index.mark
    wordings, forms, sounds = index.texts.texts, index.folded.texts, index.sounds.texts
    common = overlaps(index.wordings.postings, asked, chosen.texts)
    shares = [
        2 * weight / (mass + masses[number])
        for weight, number in zip(common.shared, chosen.texts, strict=True)
    ]
    most, widest = max(chosen.scores), max(shares)
    marks = marks_of(question.plain)
    sound = "" if text.isascii() else sounded(text)
    spaced, length = " " in text, len(text)
    same_for_all = of_question(index, question)
    for at, (
        _,
        number,
        score,
        ratio,
        vote,
        second,
        share,
        shared,
        fine,
        telling,
        missed,
    ) in enumerate(zip(*chosen[:-2], shares, *common, strict=True)):
        wording, own = wordings[number], masses[number]
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
            vote,
            second,
            *_NOTHING_ELSE,
            *told_apart(marks, mark[number * COLUMNS : (number + 1) * COLUMNS].tolist()),
            0.0,
            score / most,
            share / widest,
            0.0,
            0.0,
            *same_for_all,
        )
