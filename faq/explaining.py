"""Says why an entry was matched: its wording, the words they share and lack, and the figures."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from faq.choosing import Breadth
from faq.comparing import compare
from faq.encoders import LONGEST
from faq.folding import question_of
from faq.meaning import Meaning, with_meaning
from faq.normalise import MAX_LENGTH, normalise
from faq.ranking import EXACT, Message
from faq.sentences import reading_length, sentences
from faq.weights import RANKING_BY_MEANING
from faq.words import light_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from faq.match import Candidate, Match, Matcher, Meant
    from faq.ranking import Ranking

_DIGITS = 3


class Stage(StrEnum):
    """What decided; `Explanation.meant` tells whether an encoder took part."""

    EXACT = "exact"
    """A wording is the question itself."""
    WHOLE = "whole"
    """The message as a whole was compared."""
    SENTENCE = "sentence"
    """One of its sentences was nearer than the whole."""
    NOTHING = "nothing"
    """No entry shares anything with it."""


class Words(NamedTuple):
    """The telling words of a question and a wording: in both, only asked, only in the wording."""

    shared: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]


class Reason(NamedTuple):
    """Why one candidate was found; `features` are those of faq.features that are not 0."""

    candidate: Candidate
    words: Words
    features: Mapping[str, float]


class Explanation(NamedTuple):
    """What decided, by which text of the message, and why each candidate was found.

    `meant` says that it was judged by its meaning too, by an encoder.
    """

    stage: Stage
    by: str
    reasons: tuple[Reason, ...]
    meant: bool = False


def explain(
    matcher: Matcher, match: Match, text: str, today: date, meant: Meant | None = None
) -> Explanation:
    """Why `matcher` made this `match` of `text` on the day `today`, with the vectors `meant`."""
    if not match.candidates:
        return Explanation(Stage.NOTHING, "", (), match.meant)
    by, is_whole = _deciding_text(matcher, match, text, today, meant)
    compared = compare(matcher.index, question_of(by), breadth=Breadth.WIDELY)
    meaning = _meaning(matcher, by, meant)
    if meaning is not None:
        compared = with_meaning(matcher.index, compared, meaning)
    columns = {matcher.index.entries[number].id: at for at, number in enumerate(compared.entries)}
    reasons = []
    for candidate in match.candidates:
        at = columns.get(candidate.entry.id)
        figures = [] if at is None else compared.figures[:, at].tolist()
        features = {
            name: round(figure, _DIGITS)
            for name, figure in zip(RANKING_BY_MEANING, figures, strict=False)
            if figure
        }
        reasons.append(Reason(candidate, telling_words(by, candidate.question), features))
    whole = Stage.EXACT if match.best.score == EXACT else Stage.WHOLE
    return Explanation(whole if is_whole else Stage.SENTENCE, by, tuple(reasons), match.meant)


def telling_words(asked: str, wording: str) -> Words:
    """The words of both texts but for those that hold a sentence together, in their order.

    A word that both write differently, but say the same by, is shared.
    """
    mine, theirs = _words(asked), _words(wording)
    asked_form, wording_form = _form(asked), _form(wording)
    shared = {form for form in mine if _stands_in(form, theirs, wording_form)}
    return Words(
        tuple(word for form, word in mine.items() if form in shared),
        tuple(word for form, word in mine.items() if form not in shared),
        tuple(word for form, word in theirs.items() if not _stands_in(form, mine, asked_form)),
    )


def _stands_in(form: str, words: Mapping[str, str], text: str) -> bool:
    """Whether a word is one of `words`, or stands in the text that was cut into others."""
    return form in words or (not form.isascii() and form in text)


def _form(text: str) -> str:
    return question_of(normalise(text)).folded


def _meaning(matcher: Matcher, text: str, meant: Meant | None) -> Meaning | None:
    asked = meant.get(text[:LONGEST]) if meant else None
    if matcher.vectors is None or asked is None:
        return None
    return Meaning(matcher.vectors, asked)


def _deciding_text(
    matcher: Matcher, match: Match, text: str, today: date, meant: Meant | None
) -> tuple[str, bool]:
    """The normalised text that ranks the first candidate so, and whether it is the whole."""

    whole = normalise(text)
    parts = sentences(text)
    message = Message(reading_length(whole), max(len(parts), 1))
    wanted = match.best.entry.id, match.best.score

    def decided(ranked: Ranking) -> bool:
        first = ranked.entries[0] if ranked.entries else None
        if first is None:
            return False
        return (matcher.index.entries[first.entry].id, first.score) == wanted

    if decided(matcher.ranked(whole, message, today, meant, text[:MAX_LENGTH])):
        return whole, True
    for part in parts:
        if decided(matcher.ranked(part, Message(reading_length(part), 1), today, meant)):
            return part, False
    return whole, True


def _words(text: str) -> dict[str, str]:
    """The telling words as written, by the form that stands for each."""
    # Its dictionary takes a while to load, and only this page of the desk needs it.
    import rjieba

    light = set(light_words())
    found: dict[str, str] = {}
    for word in rjieba.cut(normalise(text)):
        if word.strip() and word not in light and any(map(str.isalnum, word)):
            found.setdefault(question_of(word).folded, word)
    return found
