"""Decides what to do with a question: give an answer, offer a few, or call a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from faq.errors import FaqError
from faq.normalise import MAX_LENGTH, normalise
from faq.ranking import EXACT, Message, rank
from faq.sentences import reading_length, sentences
from faq.weights import cut_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from faq.entries import FaqEntry
    from faq.index import Index
    from faq.ranking import Ranking

_SHORT = 60  # in `reading_length`; what is longer tells a story that no text answers
_WORTH_OFFERING = 0.02  # a second or third entry below this only distracts the resident
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
    the official, who knows better, and there may be none. `likely` is the probability that one of
    them is right.
    """

    decision: Decision
    candidates: tuple[Candidate, ...] = ()
    likely: float = 0.0

    @property
    def best(self) -> Candidate:
        """The first candidate; LookupError when there is none, which only ESCALATE allows."""
        if not self.candidates:
            raise LookupError("this match has no candidate")
        return self.candidates[0]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How sure is sure enough, 0..1; FaqError when they contradict each other.

    `answer`: so often the answers that are given shall be right (faq.weights.cut_for says how sure
    that takes); an answer also leads the next different one by `margin` of probability. `suggest`:
    entries are offered when one of the three is right with this probability.
    """

    answer: float = 0.90
    suggest: float = 0.40
    margin: float = 0.12

    @property
    def sure(self) -> float:
        """The probability from which an entry answers."""
        return max(cut_for(self.answer), self.suggest)

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
        question = normalise(text)
        parts = sentences(text)
        message = Message(reading_length(question), max(len(parts), 1))
        whole = rank(self.index, question, message, today, written=text[:MAX_LENGTH])
        if not parts or self._clear(whole, self.thresholds.sure):
            return self._decided(whole)
        return self._by_part(whole, parts, message, today)

    def _by_part(
        self, whole: Ranking, parts: Sequence[str], message: Message, today: date
    ) -> Match:
        ranked = [rank(self.index, part, Message(reading_length(part), 1), today) for part in parts]
        part = max(ranked, key=lambda each: each.first)
        short = message.words <= _SHORT
        if short and self._clear(part, max(_NEAR_EXACT, self.thresholds.sure)):
            return _match(Decision.ANSWER, part)
        if whole.entries and whole.three >= self.thresholds.suggest:
            return _match(Decision.SUGGEST, whole)
        # Out of its context "what papers do I need?" resembles many a question: a higher bar.
        if part.entries and part.first >= self.thresholds.sure:
            return _match(Decision.SUGGEST, part)
        return _match(Decision.ESCALATE, max(whole, part, key=lambda each: each.first))

    def _decided(self, ranked: Ranking) -> Match:
        if self._clear(ranked, self.thresholds.sure):
            return _match(Decision.ANSWER, ranked)
        if ranked.entries and ranked.three >= self.thresholds.suggest:
            return _match(Decision.SUGGEST, ranked)
        return _match(Decision.ESCALATE, ranked)

    def _clear(self, ranked: Ranking, sure: float) -> bool:
        """Whether the first is sure, and ahead of the next, which has another answer."""
        if not ranked.entries or ranked.first < sure:
            return False
        if ranked.first == EXACT:
            return True
        following = ranked.entries[1].score if len(ranked.entries) > 1 else 0.0
        return ranked.first - following >= self.thresholds.margin


def _match(decision: Decision, ranked: Ranking) -> Match:
    found = tuple(Candidate(one.entry, one.question, one.score) for one in ranked.entries)
    if decision is Decision.SUGGEST:
        found = tuple(
            one for at, one in enumerate(found) if at == 0 or one.score >= _WORTH_OFFERING
        )
    return Match(decision, found, ranked.three)
