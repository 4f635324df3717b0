"""Decides what to do with a question: give an answer, offer a few, or call a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from faq.errors import FaqError
from faq.languages import recognise
from faq.normalise import normalise
from faq.ranking import EXACT, rank
from faq.sentences import reading_length, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from faq.entries import FaqEntry
    from faq.index import Index
    from faq.ranking import Ranked

_SHORT = 60  # in `reading_length`; what is longer tells a story that no text answers
_WORTH_OFFERING = 0.1  # a second or third entry below this only distracts the resident
_NEAR_EXACT = 0.95  # a sentence must be this sure to answer for the message around it


class Decision(StrEnum):
    """What the conversation is to do."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may answer: `question` is its wording that matched, `score` how sure, 0..1."""

    entry: FaqEntry
    question: str
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """The decision, and at most three entries with different answers, best first.

    An ANSWER is the first candidate's; a SUGGEST offers them all; with ESCALATE they are kept for
    the official, who knows better, and there may be none.
    """

    decision: Decision
    candidates: tuple[Candidate, ...] = ()

    @property
    def best(self) -> Candidate:
        """The first candidate; LookupError when there is none, which only ESCALATE allows."""
        if not self.candidates:
            raise LookupError("this match has no candidate")
        return self.candidates[0]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How sure is sure enough, as scores 0..1; FaqError when they contradict each other.

    `answer`: from here an entry answers, if it leads the next different answer by `margin`;
    `suggest`: from here entries are offered.
    """

    answer: float = 0.82
    suggest: float = 0.25
    margin: float = 0.12

    def __post_init__(self) -> None:
        if not (0 <= self.suggest <= self.answer <= 1 and 0 <= self.margin <= 1):
            raise FaqError(
                "the thresholds must satisfy 0 <= suggest <= answer <= 1 and 0 <= margin <= 1, "
                f"but are suggest {self.suggest}, answer {self.answer}, margin {self.margin}"
            )


@dataclass(frozen=True, slots=True)
class Matcher:
    """Matches questions against one index; pure, and safe to use from several threads."""

    index: Index
    thresholds: Thresholds = Thresholds()

    def match(self, text: str, today: date) -> Match:
        """What to do with `text`, total for any string; expired entries do not exist.

        A message of several sentences is also judged by each of them. A long one is a story: it
        is answered only by an entry whose own wording it is, and offered only what is sure.
        """
        language = recognise(text)
        question = normalise(text)
        whole = rank(self.index, question, language, today)
        if self._clear(whole, self.thresholds.answer):
            return _match(Decision.ANSWER, whole)
        short = reading_length(question) <= _SHORT
        parts = [rank(self.index, part, language, today) for part in sentences(text)]
        part = max(parts, key=_top_score, default=[])
        if short and self._clear(part, max(_NEAR_EXACT, self.thresholds.answer)):
            return _match(Decision.ANSWER, part)
        likely = self.thresholds.suggest if short else self.thresholds.answer
        if whole and _top_score(whole) >= likely:
            return _match(Decision.SUGGEST, _offered(whole))
        # Out of its context "what papers do I need?" resembles many a question: a higher bar.
        if part and _top_score(part) >= self.thresholds.answer:
            return _match(Decision.SUGGEST, _offered(part))
        return _match(Decision.ESCALATE, max(whole, part, key=_top_score))

    def _clear(self, ranked: Sequence[Ranked], sure: float) -> bool:
        """Whether the first is sure, and ahead of the next, which has another answer."""
        top = _top_score(ranked)
        following = _top_score(ranked[1:])
        ahead = top - following >= self.thresholds.margin or following < top == EXACT
        return bool(ranked) and top >= sure and ahead


def _top_score(ranked: Sequence[Ranked]) -> float:
    return ranked[0].score if ranked else 0.0


def _offered(ranked: Sequence[Ranked]) -> list[Ranked]:
    return [one for at, one in enumerate(ranked) if at == 0 or one.score >= _WORTH_OFFERING]


def _match(decision: Decision, ranked: Sequence[Ranked]) -> Match:
    found = (Candidate(one.entry, one.question, one.score) for one in ranked)
    return Match(decision, tuple(found))
