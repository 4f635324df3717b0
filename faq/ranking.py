"""Puts the entries that may answer a question in order, and says how likely they are right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.choosing import Breadth
from faq.comparing import comparing
from faq.features import Feature
from faq.folding import question_of
from faq.languages import recognise
from faq.meaning import with_meaning
from faq.nearest import NOBODY
from faq.postings import naming
from faq.weights import Judged, judgement_of

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from faq.comparing import Compared
    from faq.folding import Question
    from faq.index import Index
    from faq.meaning import Meaning
    from faq.steps import Steps
    from faq.weights import Judgement, Network

    Floats = NDArray[np.float32]

MAX_RANKED = 3
"""How many entries are told apart: as many as a resident is offered."""

_LONGEST_QUESTION = 500  # normalised characters: no entry holds a longer wording
_SUREST = 0.9999  # only a wording that is the question itself is surer
_FARTHEST = 8.0  # a lead beyond this tells nothing more
_MOST_ENTRIES = 16.0
_MOST_WORDS = 60.0
_MOST_SENTENCES = 8.0

# A bare topic ("社保卡") resembles no question, yet the questions about it are worth offering.
_TOPIC_LENGTH = 12  # normalised characters
_TOPIC_LIKELY = 0.5
_BARE_LENGTH = 4  # signs
_BARE_LIKELY = 0.5  # one word may ask for anything: it is offered what there is, not answered


class Message(NamedTuple):
    """What a question stands in: how much is said, in Chinese characters and in sentences."""

    words: float
    sentences: int


class Ranked(NamedTuple):
    """An entry that may answer, and its wording that is nearest, by the index's numbers.

    `wording` is -1 for an entry found otherwise; `score` is the probability, 0..1.
    """

    score: float
    entry: int
    wording: int


class Ranking(NamedTuple):
    """The entries with different answers, best first, and what is likely.

    `first` is the probability that the first one answers the question, `three` that one of the
    first three does; `judged` tells by what.
    """

    entries: tuple[Ranked, ...]
    first: float
    three: float
    judged: Judged = Judged.LETTERS


class Order(NamedTuple):
    """Columns of a comparison that give different answers, best first, and their utilities."""

    columns: list[int]
    utilities: list[float]


EXACT = 1.0
"""The probability of a wording that is the question itself, and of no other."""

NOTHING = Ranking((), 0.0, 0.0)


def ranking(
    index: Index,
    text: str,
    message: Message,
    today: date,
    limit: int = MAX_RANKED,
    written: str = "",
    meaning: Meaning | None = None,
) -> Steps[Ranking]:
    """The best entries for a normalised text, best first, at most `limit`, found in steps.

    Expired entries are left out, and of several with the same answer only the best stays. Of
    texts that are written alike in two scripts, the one in the question's script comes first.
    With `meaning` the entries are compared, and judged, by what they mean too.
    """
    if not is_judged(text):
        return NOTHING
    question = question_of(text, written)
    yield
    compared = yield from _compared(index, question, today, meaning)
    yield
    judged = _judged(index, meaning)
    judgement = judgement_of(judged)
    if meaning is not None:
        compared = with_meaning(index, compared, meaning)
    order = ordered(index, compared, question, today, max(limit, MAX_RANKED), judgement)
    if not order.columns:
        return NOTHING
    first, three = _probabilities(judgement.deciding, compared, order, message)
    if three < _TOPIC_LIKELY and _is_topic(index, compared, order, question):
        three = _TOPIC_LIKELY
    if _is_bare(question.text):
        first = min(first, _BARE_LIKELY)
    scores = _scores(order, first, three)
    if compared.is_exact(order.columns[0]):
        rival = len(order.columns) > 1 and compared.is_exact(order.columns[1])
        first, three = (0.5, 1.0) if rival else (1.0, 1.0)
        scores[0] = 1.0
        scores[1:2] = [1.0] if rival else scores[1:2]
    return Ranking(
        tuple(
            Ranked(score, compared.entries[column], compared.texts[column])
            for column, score in zip(order.columns[:limit], scores, strict=False)
        ),
        first,
        three,
        judged,
    )


def is_judged(text: str) -> bool:
    """Whether a normalised text may be a question: not a lone sign, and no page."""
    return 1 < len(text) <= _LONGEST_QUESTION


def _compared(
    index: Index, question: Question, today: date, meaning: Meaning | None
) -> Steps[Compared]:
    # What is far behind by letters may lead by meaning.
    breadth = Breadth.BRIEFLY if meaning is None else Breadth.WIDELY
    compared = yield from comparing(index, question, NOBODY, breadth)
    if compared.ahead and index.entries.expired(compared.entries[0], today):
        return (yield from comparing(index, question, NOBODY, Breadth.NEARBY))
    return compared


def _judged(index: Index, meaning: Meaning | None) -> Judged:
    if meaning is None:
        return Judged.LETTERS
    return Judged.MEANING if len(index.texts) else Judged.MEANING_OF_ANSWERS


def ordered(
    index: Index,
    compared: Compared,
    question: Question,
    today: date,
    limit: int,
    judgement: Judgement,
) -> Order:
    """The columns of a comparison with different answers, best first, at most `limit`."""
    if compared.ahead:
        return Order([0], [0.0])
    utilities = judgement.ranking(compared.figures)[0]
    return kept_columns(index, compared, utilities, question, today, limit)


def kept_columns(
    index: Index,
    compared: Compared,
    utilities: NDArray[np.floating],
    question: Question,
    today: date,
    limit: int,
) -> Order:
    """The same by given utilities: without expired entries, and each answer once."""
    entries, values = compared.entries, utilities.tolist()
    exact = compared.figures[Feature.EXACT]
    order: list[int] = np.lexsort([np.array(entries), -utilities, -exact]).tolist()
    if np.count_nonzero(exact) > 1:
        order = _in_script(index, compared, order, question)
    kept: list[int] = []
    for column in order:
        if index.entries.expired(entries[column], today):
            continue
        if kept and any(_same(index, compared, column, other) for other in kept):
            continue
        kept.append(column)
        if len(kept) == limit:
            break
    return Order(kept, [values[column] for column in kept])


def context(compared: Compared, order: Order, message: Message) -> list[float]:
    """The context of a decision, in the order of `faq.weights.CONTEXT`."""
    utilities = order.utilities
    if len(utilities) > 1:
        highest = max(utilities)
        odds = [math.exp(utility - highest) for utility in utilities]
        total = sum(odds)
        shares = [odd / total for odd in odds[:3]] + [0.0] * (3 - len(odds))
        lead = utilities[0] - utilities[1]
    else:
        shares, lead = [1.0, 0.0, 0.0], compared.ahead or _FARTHEST
    return [
        min(max(lead, 0.0), _FARTHEST) / _FARTHEST,
        *shares,
        compared.unknown,
        min(message.words / _MOST_WORDS, 2.0),
        min(message.sentences / _MOST_SENTENCES, 1.0),
        min(compared.found / _MOST_ENTRIES, 1.0),
    ]


def inputs(compared: Compared, order: Order, message: Message) -> Floats:
    """What certainty is judged by, a column of `faq.weights.DECIDING`."""
    told, figures = context(compared, order, message), compared.figures
    found = np.empty((len(figures) + len(told), 1), np.float32)
    found[: len(figures), 0] = figures[:, order.columns[0]]
    found[len(figures) :, 0] = told
    return found


def _probabilities(
    deciding: Network, compared: Compared, order: Order, message: Message
) -> tuple[float, float]:
    odds = deciding(inputs(compared, order, message))[:, 0].tolist()
    first, three = [_SUREST / (1 + math.exp(-max(min(odd, 30.0), -30.0))) for odd in odds]
    return first, max(first, three)


def _scores(order: Order, first: float, three: float) -> list[float]:
    """The probability of each entry: what the first three have beside the first is shared out."""
    if len(order.utilities) == 1:
        return [first]
    rest = [math.exp(utility - order.utilities[0]) for utility in order.utilities[1:]]
    among = sum(rest[: MAX_RANKED - 1]) or 1.0
    return [first, *(min(first, (three - first) * part / among) for part in rest)]


def _is_topic(index: Index, compared: Compared, order: Order, question: Question) -> bool:
    """Whether all that a short question names stands in the first entry's wording."""
    text = compared.texts[order.columns[0]]
    if text < 0 or not 1 < len(question.text) <= _TOPIC_LENGTH:
        return False
    named = naming(question.terms)
    return bool(named) and named <= index.wordings.postings.numbers_of(text)


def _is_bare(text: str) -> bool:
    """Whether a question names something and asks nothing: a word, or a few signs."""
    return " " not in text and (text.isascii() or len(text) <= _BARE_LENGTH)


def _in_script(index: Index, compared: Compared, order: list[int], question: Question) -> list[int]:
    language, exact = recognise(question.written), compared.exact

    def other(column: int) -> bool:
        return index.entries[compared.entries[column]].language != language

    return sorted(order, key=lambda column: (not exact[column], exact[column] and other(column)))


def _same(index: Index, compared: Compared, one: int, other: int) -> bool:
    """Whether both give the resident the same answer, if perhaps in another language."""
    entries = compared.entries[one], compared.entries[other]
    if index.entries.same_answer(*entries):
        return True
    texts = compared.texts[one], compared.texts[other]
    if min(texts) < 0 or index.texts.texts[texts[0]] != index.texts.texts[texts[1]]:
        return False
    return index.entries[entries[0]].language != index.entries[entries[1]].language
