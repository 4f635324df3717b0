"""Compares a question closely with the few texts that share its terms, and scores the entries."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz, process

from faq.grams import grams

if TYPE_CHECKING:
    from datetime import date

    from faq.entries import FaqEntry
    from faq.index import Hit, Index

MAX_RANKED = 3
"""How many entries are told apart: as many as a resident is offered."""

EXACT = 1.0
"""The score of a text that is the question itself, and of no other."""

_POOL = 100  # texts that are compared closely; more found no further right entry
_LONGEST_QUESTION = 500  # normalised characters: no entry holds a longer text

# How likely the right entry is, as a logistic curve over the likeness of two texts; fitted once
# on labelled questions in Chinese and English, every set weighing the same.
_RATIO_SHARE = 0.15
_SLOPE = 9.4
_MIDDLE = 0.56

# A bare topic ("社保卡") resembles no question, yet the questions about it are worth offering.
_TOPIC_LENGTH = 12  # normalised characters
_TOPIC_WEIGHT = 2.0  # mean weight of its terms; "怎么办" tells less than that
_TOPIC_FLOOR = 0.4  # the score of a text that holds the topic begins here …
_TOPIC_SPAN = 0.35  # … and ends here above it, short of an answer


class Ranked(NamedTuple):
    """An entry that may answer, by its wording `question`; `text` is that wording normalised."""

    score: float
    entry: FaqEntry
    question: str
    text: str


def rank(
    index: Index, text: str, language: str | None, today: date, limit: int = MAX_RANKED
) -> list[Ranked]:
    """The best entries for a normalised text, best first, at most `limit`.

    Expired entries are left out, and of several with the same answer only the best stays. Of
    equal scores the entry in `language` comes first, then the order of the FAQ decides.
    """
    if not text or len(text) > _LONGEST_QUESTION:
        return []
    best: list[Ranked] = []
    for ranked in _by_score(index, text, language):
        if len(best) == limit:
            break
        if not ranked.entry.expired(today) and not any(_same(ranked, other) for other in best):
            best.append(ranked)
    return best


def _by_score(index: Index, text: str, language: str | None) -> list[Ranked]:
    hits = index.candidates(text, _POOL)
    topic = _is_topic(text, hits)
    texts = [index.texts[hit.number] for hit in hits]
    scored = []
    for _, ratio, at in process.extract(text, texts, scorer=fuzz.ratio, limit=None):
        hit = hits[at]
        entry = index.entry(hit.number)
        score = _score(hit, ratio / 100, topic=topic) if texts[at] != text else EXACT
        scored.append((-score, entry.language != language, hit.number, entry))
    scored.sort(key=lambda item: item[:3])
    return [
        Ranked(-negative, entry, index.question(number), index.texts[number])
        for negative, _, number, entry in scored
    ]


def _score(hit: Hit, ratio: float, *, topic: bool) -> float:
    likeness = (1 - _RATIO_SHARE) * hit.overlap + _RATIO_SHARE * ratio
    score = 1 / (1 + math.exp(_SLOPE * (_MIDDLE - likeness)))
    holds_topic = topic and math.isclose(hit.shared, hit.asked)
    return max(score, _TOPIC_FLOOR + _TOPIC_SPAN * score) if holds_topic else score


def _is_topic(text: str, hits: list[Hit]) -> bool:
    if not hits or not 1 < len(text) <= _TOPIC_LENGTH:
        return False
    return hits[0].asked >= _TOPIC_WEIGHT * len(grams(text))


def _same(one: Ranked, other: Ranked) -> bool:
    """Whether both give the resident the same answer, if perhaps in another language."""
    if one.entry is other.entry:
        return True
    if one.entry.answer and one.entry.answer == other.entry.answer:
        return True
    return one.text == other.text and one.entry.language != other.entry.language
