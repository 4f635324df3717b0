"""Decides what to do with a question: give an answer, offer a few, or call a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from faq.encoders import LONGEST
from faq.entries import FaqEntry
from faq.errors import FaqError
from faq.index import SEVERAL
from faq.meaning import Meaning
from faq.normalise import MAX_LENGTH, normalise, unasked
from faq.ranking import EXACT, Message, Ranked, is_judged, ranking
from faq.sentences import reading_length, sentences
from faq.steps import found_by
from faq.weights import Judged, judgement_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from faq.encoders import Floats
    from faq.index import Index
    from faq.ranking import Ranking
    from faq.refitting import Refit
    from faq.steps import Steps
    from faq.vectors import Vectors
    from faq.weights import Judgement

    Meant = Mapping[str, Floats]
    """The vectors of what an encoder has read of a message."""

_SHORT = 60  # in `reading_length`; what is longer tells a story that no text answers
_WORTH_OFFERING = 0.02  # a second or third entry below this only distracts the resident
_CLEAR = 0.98  # by what is written: an encoder is not asked about what is as sure as this
_NEAR_EXACT = 0.95  # a sentence must be this sure to answer for the message around it


class Decision(StrEnum):
    """What the conversation is to do."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    ESCALATE = "escalate"


class Candidate(msgspec.Struct, frozen=True):
    """An entry that may answer: `question` is its wording that matched, `score` how sure, 0..1."""

    entry: FaqEntry
    question: str
    score: float


class Match(msgspec.Struct, frozen=True):
    """The decision, and at most three entries with different answers, best first.

    An ANSWER is the first candidate's; a SUGGEST offers them all; with ESCALATE they are kept for
    the official, who knows better, and there may be none. `likely` is the probability that one of
    them is right; `meant` says that an encoder took part.
    """

    decision: Decision
    candidates: tuple[Candidate, ...] = ()
    likely: float = 0.0
    meant: bool = False

    @property
    def best(self) -> Candidate:
        """The first candidate; LookupError when there is none, which only ESCALATE allows."""
        if not self.candidates:
            raise LookupError("this match has no candidate")
        return self.candidates[0]


class Ruling(NamedTuple):
    """A match whose entries and wordings are the index's numbers: `Matcher.named` reads them."""

    decision: Decision
    ranked: tuple[Ranked, ...]
    likely: float
    meant: bool


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How sure is sure enough, 0..1; FaqError when they contradict each other.

    `answer`: so often the answers that are given shall be right (faq.weights says how sure that
    takes); an answer also leads the next different one by `margin` of probability. `suggest`:
    entries are offered when one of the three is right with this probability.
    """

    answer: float = 0.90
    suggest: float = 0.40
    margin: float = 0.12

    def sure(self, cuts: Judgement | Refit) -> float:
        """The probability from which an entry answers."""
        return max(cuts.cut_for(self.answer), self.suggest)

    def __post_init__(self) -> None:
        if not (0 <= self.suggest <= self.answer <= 1 and 0 <= self.margin <= 1):
            raise FaqError(
                "the thresholds must satisfy 0 <= suggest <= answer <= 1 and 0 <= margin <= 1, "
                f"but are suggest {self.suggest}, answer {self.answer}, margin {self.margin}"
            )


@dataclass(frozen=True, slots=True)
class Matcher:
    """Matches questions against one index; pure, and safe to use from several threads.

    A cascade: `match` first by what is written; of what stays doubtful, `doubted` names the texts
    for an encoder to read, and `match` with their vectors decides by what is meant too. `refit`
    is what a city's own log has made of the probabilities.
    """

    index: Index
    thresholds: Thresholds = Thresholds()
    vectors: Vectors | None = None
    refit: Refit | None = None

    def match(self, text: str, today: date, meant: Meant | None = None) -> Match:
        """What to do with `text`, total for any string; expired entries do not exist.

        A message of several sentences is also judged by each of them. A long one is a story: it
        is answered only by an entry whose own wording it is, and offered only what is sure.
        `meant` holds the vectors of the texts that `doubted` named.
        """
        return self.named(self.ruled(text, today, meant))

    def named(self, ruling: Ruling) -> Match:
        """The match that a ruling is, by this index or by another of the same file."""
        found = tuple(self._candidate(each) for each in ruling.ranked)
        return Match(ruling.decision, found, ruling.likely, ruling.meant)

    def ruled(self, text: str, today: date, meant: Meant | None = None) -> Ruling:
        """What `match` finds, before its entries are read."""
        return found_by(self.ruling(text, today, meant))

    def ruling(self, text: str, today: date, meant: Meant | None = None) -> Steps[Ruling]:
        """What `ruled` does, in steps, which several texts may take together."""
        question = normalise(text)
        parts = sentences(text)
        message = Message(reading_length(question), max(len(parts), 1))
        whole = yield from self._ranking(question, message, today, meant, text[:MAX_LENGTH])
        if not parts or self._clear(whole, self._sure(whole)):
            return self._decided(whole)
        # Who is done by now is told so before.
        yield
        return (yield from self._by_part(whole, parts, message, today, meant))

    def at_once(self, text: str, today: date) -> Match | None:
        """The answer of the one entry whose wording `text` is; None where there is no such.

        It is what `match` answers, in a tenth of its time: the entries that come next are not
        looked for.
        """
        question = self._as_worded(normalise(text))
        number = self.index.known.get(question, SEVERAL)
        if number == SEVERAL or not is_judged(question):
            return None
        if self.index.entries.expired(self.index.wordings.owner[number], today):
            return None
        entry = self.index.entry(number)
        found = Candidate(entry, self.index.worded(entry, number), EXACT)
        return Match(Decision.ANSWER, (found,), EXACT)

    def doubted(self, text: str, matched: Match) -> list[str]:
        """What an encoder should read of `text`, so that it is judged by what it means too.

        Nothing where the decision by what is written is clear, or where there are no vectors.
        """
        if self.vectors is None or not (len(self.vectors.wordings) or len(self.vectors.answers)):
            return []
        return doubtful(text, matched)

    def _candidate(self, ranked: Ranked) -> Candidate:
        entry = self.index.entries[ranked.entry]
        by_wording = ranked.wording >= 0
        question = self.index.worded(entry, ranked.wording) if by_wording else entry.question
        return Candidate(entry, question, ranked.score)

    def ranked(
        self, text: str, message: Message, today: date, meant: Meant | None, written: str = ""
    ) -> Ranking:
        """The entries for a normalised text, which is all of a message or one of its sentences."""
        return found_by(self._ranking(text, message, today, meant, written))

    def _ranking(
        self, text: str, message: Message, today: date, meant: Meant | None, written: str
    ) -> Steps[Ranking]:
        asked = meant.get(text[:LONGEST]) if meant else None
        meaning = None
        if self.vectors is not None and asked is not None:
            meaning = Meaning(self.vectors, asked)
        text = self._as_worded(text)
        ranked = yield from ranking(
            self.index, text, message, today, written=written, meaning=meaning
        )
        return _refitted(ranked, self.refit) if self.refit else ranked

    def _as_worded(self, question: str) -> str:
        """The wording that a normalised question is, where only what asks stands around it."""
        known = self.index.known
        if question in known:
            return question
        return next((asked for asked in unasked(question) if asked in known), question)

    def _by_part(
        self,
        whole: Ranking,
        parts: Sequence[str],
        message: Message,
        today: date,
        meant: Meant | None,
    ) -> Steps[Ruling]:
        ranked: list[Ranking] = []
        for each in parts:
            alone = Message(reading_length(each), 1)
            ranked.append((yield from self._ranking(each, alone, today, meant, "")))
            yield
        part = max(ranked, key=lambda each: each.first)
        short = message.words <= _SHORT
        if short and self._clear(part, max(_NEAR_EXACT, self._sure(part))):
            return _ruling(Decision.ANSWER, part)
        if whole.entries and whole.three >= self.thresholds.suggest:
            return _ruling(Decision.SUGGEST, whole)
        # Out of its context "what papers do I need?" resembles many a question: a higher bar.
        if part.entries and part.first >= self._sure(part):
            return _ruling(Decision.SUGGEST, part)
        return _ruling(Decision.ESCALATE, max(whole, part, key=lambda each: each.first))

    def _decided(self, ranked: Ranking) -> Ruling:
        if self._clear(ranked, self._sure(ranked)):
            return _ruling(Decision.ANSWER, ranked)
        if ranked.entries and ranked.three >= self.thresholds.suggest:
            return _ruling(Decision.SUGGEST, ranked)
        return _ruling(Decision.ESCALATE, ranked)

    def _sure(self, ranked: Ranking) -> float:
        return self.thresholds.sure(self.refit or judgement_of(ranked.judged))

    def _clear(self, ranked: Ranking, sure: float) -> bool:
        """Whether the first is sure, and ahead of the next, which has another answer."""
        if not ranked.entries or ranked.first < sure:
            return False
        if ranked.first == EXACT:
            return True
        following = ranked.entries[1].score if len(ranked.entries) > 1 else 0.0
        return ranked.first - following >= self.thresholds.margin


def doubtful(text: str, matched: Match) -> list[str]:
    """The texts of a message that an encoder should read where vectors are to be had.

    Nothing where the decision by what is written is clear, or where no text answers.
    """
    if _beyond_doubt(matched):
        return []
    question = normalise(text)
    if len(question) <= 1 or reading_length(question) > _SHORT:
        return []
    return list(dict.fromkeys(each[:LONGEST] for each in (question, *sentences(text))))


def _ruling(decision: Decision, ranked: Ranking) -> Ruling:
    found = ranked.entries
    if decision is Decision.SUGGEST:
        found = tuple(
            one for at, one in enumerate(found) if at == 0 or one.score >= _WORTH_OFFERING
        )
    return Ruling(decision, found, ranked.three, ranked.judged is not Judged.LETTERS)


def _refitted(ranked: Ranking, refit: Refit) -> Ranking:
    """The same entries with the probabilities of a city's own log."""
    first = refit.first(ranked.first)
    return ranked._replace(
        entries=tuple(one._replace(score=refit.first(one.score)) for one in ranked.entries),
        first=first,
        three=max(first, refit.three(ranked.three)),
    )


def _beyond_doubt(matched: Match) -> bool:
    """Whether an encoder would not be asked: the decision is an answer, and surer than most."""
    return matched.decision is Decision.ANSWER and matched.best.score >= _CLEAR
