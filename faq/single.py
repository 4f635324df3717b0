"""One question judged by its meaning, where nobody has read the FAQ: only what it resembles is."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from faq.cascade import Decided
from faq.choosing import Breadth
from faq.comparing import compare
from faq.encoders import LONGEST
from faq.encoders.background import FEW_MARKS
from faq.folding import question_of
from faq.match import Decision, doubtful
from faq.normalise import normalise
from faq.ranking import ordered
from faq.vectors import Vectors
from faq.weights import Judged, judgement_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from faq.cascade import Encode
    from faq.index import Index
    from faq.match import Match, Matcher

MOST_READ = 30
"""Texts read for a question: itself, what resembles it, a sample of the FAQ, marks of the scale."""

_MOST_SENTENCES = 3
_SAMPLE = 11


class Single(NamedTuple):
    """What was decided, and the matcher that decided it: with vectors, where it had doubts."""

    matcher: Matcher
    decided: Decided


def doubts(matcher: Matcher, text: str, matched: Match) -> list[str]:
    """What of `text` an encoder should read; nothing where no entry has a wording."""
    return doubtful(text, matched)[:_MOST_SENTENCES] if len(matcher.index.texts) else []


def decide_by_few(matcher: Matcher, text: str, today: date, model: str, encode: Encode) -> Single:
    """What to do with `text`, of which `encode` is asked for at most MOST_READ texts, at once."""
    matched = matcher.match(text, today)
    asked = doubts(matcher, text, matched)
    numbers = _resembling(matcher.index, asked, today) if asked else []
    if not numbers:
        return Single(matcher, Decided(matched, {}))
    sample = _sample(matcher.index)
    read = _texts(matcher.index, asked, [*numbers, *sample])
    known = dict(zip(read, encode(read), strict=True))
    vectors = Vectors.of_few(matcher.index, model, numbers, sample, known)
    knowing = replace(matcher, vectors=vectors)
    meant = {each: known[each] for each in asked}
    by_few = _cautious(matched, knowing.match(text, today, meant), matcher.thresholds.suggest)
    return Single(knowing, Decided(by_few, meant))


def _cautious(by_letters: Match, by_few: Match, suggest: float) -> Match:
    """What few texts tell makes no answer of an entry that the letters did not think of.

    Among so few the nearest stands out more than it would in the whole FAQ.
    """
    if by_few.decision is not Decision.ANSWER:
        return by_few
    same = by_letters.candidates and by_letters.best.entry.id == by_few.best.entry.id
    if same and by_letters.likely >= suggest:
        return by_few
    return msgspec.structs.replace(by_few, decision=Decision.SUGGEST)


def _texts(index: Index, asked: Sequence[str], numbers: Sequence[int]) -> list[str]:
    wordings = (index.texts[number][:LONGEST] for number in numbers)
    return list(dict.fromkeys([*asked, *FEW_MARKS, *wordings]))


def _sample(index: Index) -> list[int]:
    """Wordings evenly spread over the index: by them it is known how near anything in it is."""
    spread = np.linspace(0, len(index.texts) - 1, min(_SAMPLE, len(index.texts)))
    return [int(each) for each in spread]


def _resembling(index: Index, asked: Sequence[str], today: date) -> list[int]:
    """The wordings, one of an entry, that resemble the texts most by what is written."""
    found = [_nearest(index, text, today) for text in asked]
    turns = chain.from_iterable(zip_longest(*found))
    by_entry: dict[int, int] = {}
    for number in turns:
        if number is not None:
            by_entry.setdefault(int(index.wordings.owners[number]), number)
    return list(by_entry.values())[: MOST_READ - len(FEW_MARKS) - _SAMPLE - len(asked)]


def _nearest(index: Index, text: str, today: date) -> list[int]:
    question = question_of(normalise(text))
    compared = compare(index, question, breadth=Breadth.WIDELY)
    judgement = judgement_of(Judged.LETTERS)
    if not compared.entries:
        return []
    order = ordered(index, compared, question, today, MOST_READ, judgement)
    return [
        number
        for at in order.columns
        if (number := _wording(index, compared.entries[at], compared.texts[at])) is not None
    ]


def _wording(index: Index, entry: int, text: int) -> int | None:
    """The wording that is nearest, else the entry's first; None where it has answers alone."""
    if text >= 0:
        return text
    owners = index.wordings.owners
    first = int(np.searchsorted(owners, entry))
    return first if first < len(owners) and int(owners[first]) == entry else None
