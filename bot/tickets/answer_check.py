"""What an official is warned of before an answer goes out; a reason sends it all the same.

The rules are lists of words in `answer_rules/`, one file a language. What must never go to several
people is told apart (`personal_data`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from bot.privacy import Finding as Piece
from bot.privacy import Kind, pieces, star
from bot.privacy.folding import spoken
from bot.tickets.another_matter import is_another_matter
from bot.tickets.answer_rules import Rules, compared, standard
from bot.tickets.subquestions import is_answered, parts
from bot.tickets.substance import LEAST, substance

_MOBILE = re.compile(r"1[3-9]\d{9}$")
_SENTENCE = re.compile(r"[^。!?;\n]+")
_MOST_QUOTED = 3
_ONE_ADDRESS = 3
"""Characters between two pieces that are shown as one: 3号楼2单元501室."""
_ALIKE = 0.9
"""Share of characters that two answers have in common from which one is called a copy."""
_ALIKE_QUESTIONS = 0.6
"""Who asked the same may be told the same."""
_FRAME = re.compile(
    "(?:关于)?您?所?(?:反映|说|提到|提出|来信)的|(?:的)?(?:情况|问题)|联系|电话|热线"
)
"""What leads the resident's own words back to them, and to whoever signs them."""
_CALLED = re.compile(r"\d{5,}")
"""A telephone number, whoever it reaches: it answers nobody who has asked for none."""
_OWN_WORDS = 0.85
"""Share of the pairs of neighbouring characters that are the resident's own in an echo of theirs,
however it is put in order.
"""
_SHORTEST_ECHO = 8
"""Characters; 「可以」 and 「明天去」 answer who asked whether they may."""
_SHORTEST_COPY = 24
"""Characters; what is shorter is alike without anybody copying, as long as few were told it."""
_STOCK_PHRASE = 3
"""So many who asked something else, each of another thing, make a copy of the shortest answer."""


class Fault(StrEnum):
    """What can be wrong with an answer; each has its sentence in the catalogues."""

    EMPTY_WORDS = "empty_words"
    ONLY_FILES = "only_files"
    TRANSFERRED = "transferred"
    COPIED = "copied"
    ECHOED = "echoed"
    ANOTHER_MATTER = "another_matter"
    NO_CONTACT = "no_contact"
    PERSONAL_DATA = "personal_data"
    UNANSWERED = "unanswered"
    TONE = "tone"


_OF_THE_WHOLE = frozenset({Fault.NO_CONTACT, Fault.ANOTHER_MATTER})
"""They show in what an answer lacks, and quote nothing of it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, and the words in which it shows (of a copy, the number of the other ticket)."""

    fault: Fault
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer that was given before, to another ticket: whose number, and what was asked."""

    number: str
    question: str
    answer: str


def check(
    answer: str,
    question: str,
    *,
    earlier: Iterable[Earlier] = (),
    elsewhere: Iterable[str] = (),
    known: Iterable[str] = (),
    signed: bool = False,
    rules: Rules | None = None,
) -> tuple[Finding, ...]:
    """What is wrong with an answer to a question, in the order of `Fault`; empty where nothing is.

    `elsewhere` are the numbers of tickets about something else that are given these very words in
    the same breath: copies, however short. `known` are words that are no personal data though they
    look like it: the departments' numbers and the officials' names. `signed`: whoever reads the
    answer is told by its frame which department answers, and its telephone number.
    """
    rules, known = rules or standard(), tuple(known)
    text = compared(answer)
    shown = answer if len(answer) == len(text) else text
    transferred = _only_transferred(text, shown, rules)
    empty = _empty_words(text, shown, rules)
    if not (empty or transferred):
        empty = _only_closed(answer, question, known, rules)
    says_little = empty or transferred
    another = (
        (shown,) if not says_little and is_another_matter(text, compared(question), rules) else ()
    )
    found = (
        Finding(Fault.EMPTY_WORDS, empty),
        Finding(Fault.TRANSFERRED, transferred),
        Finding(Fault.COPIED, (*elsewhere, *_copied(answer, question, earlier))),
        Finding(Fault.ECHOED, _echoed(answer, question, known, rules)),
        Finding(Fault.ANOTHER_MATTER, another),
        Finding(Fault.NO_CONTACT, () if signed or rules.contact_words.search(text) else (shown,)),
        Finding(Fault.PERSONAL_DATA, personal_data(answer, known=known, rules=rules)),
        # Of another matter no part can be answered: that is said once.
        Finding(Fault.UNANSWERED, () if another else _unanswered(answer, question, rules)),
        Finding(Fault.TONE, _tone(text, shown, rules)),
    )
    return tuple(
        Finding(each.fault, () if each.fault in _OF_THE_WHOLE else each.words[:_MOST_QUOTED])
        for each in found
        if each.words
    )


def personal_data(
    answer: str, *, known: Iterable[str] = (), rules: Rules | None = None
) -> tuple[str, ...]:
    """The personal data in an answer, as it is written there.

    Landlines are offices'; so are floors and rooms where a sentence names an office, and the
    names of those who handle a matter.
    """
    private = _private(answer, tuple(known), rules or standard())
    return tuple(dict.fromkeys(answer[start:end] for start, end in _spans(private)))


def without_personal_data(
    answer: str, *, known: Iterable[str] = (), rules: Rules | None = None
) -> str:
    """The answer with what `personal_data` finds starred out: the office's own line stays."""
    rules, known = rules or standard(), tuple(known)
    while (starred := star(answer, _private(answer, known, rules))) != answer:
        answer = starred
    return answer


def _private(answer: str, known: tuple[str, ...], rules: Rules) -> list[Piece]:
    return [piece for piece in pieces(answer) if not _is_the_offices(piece, answer, known, rules)]


def _spans(private: Iterable[Piece]) -> list[tuple[int, int]]:
    """Where they stand; the numbers of one address are one."""
    spans: list[tuple[int, int]] = []
    in_address = False
    for piece in private:
        address = piece.kind is Kind.ADDRESS
        if address and in_address and piece.start - spans[-1][1] <= _ONE_ADDRESS:
            spans[-1] = (spans[-1][0], piece.end)
        else:
            spans.append((piece.start, piece.end))
        in_address = address
    return spans


def _is_the_offices(piece: Piece, answer: str, known: tuple[str, ...], rules: Rules) -> bool:
    said = answer[piece.start : piece.end]
    # A landline: what is no mobile number, whatever stands before it.
    if piece.kind is Kind.PHONE and not _MOBILE.search(_digits(said)):
        return True
    if any(_is_published(said, each, piece.kind) for each in known):
        return True
    sentence = compared(_sentence_around(answer, piece.start))
    if piece.kind is Kind.ADDRESS:
        return bool(rules.office_words.search(sentence))
    return piece.kind is Kind.NAME and bool(rules.office_staff.search(sentence))


def _is_published(said: str, published: str, kind: Kind | None) -> bool:
    """Whether it is what the city has published itself; of names also where it is a part.

    A number is the city's whole or not at all: 110 and 12345 stand in many a resident's, and a
    flat may bear one of them.
    """
    if kind is Kind.ADDRESS or not published:
        return False
    if kind is Kind.NAME:
        return published in said or said in published
    if kind is Kind.PHONE:
        return _digits(said) == _digits(published)
    return _bare(said) == _bare(published)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", compared(spoken(text)))


def _sentence_around(text: str, place: int) -> str:
    folded = compared(text)
    if len(folded) != len(text):
        return text
    return next(
        (
            text[each.start() : each.end()]
            for each in _SENTENCE.finditer(folded)
            if each.end() > place
        ),
        text,
    )


def _empty_words(text: str, shown: str, rules: Rules) -> tuple[str, ...]:
    found = _quotes(rules.empty_words_always, text, shown)
    for sentence in _SENTENCE.finditer(text):
        if not rules.empty_words_dates.search(sentence[0]):
            found += _quotes(
                rules.empty_words_vague, sentence[0], shown[sentence.start() : sentence.end()]
            )
    return found


def _only_transferred(text: str, shown: str, rules: Rules) -> tuple[str, ...]:
    if rules.transferred_results.search(text) or rules.empty_words_dates.search(text):
        return ()
    return _quotes(rules.transferred_words, text, shown)


def _copied(answer: str, question: str, earlier: Iterable[Earlier]) -> tuple[str, ...]:
    """The tickets about something else that were given nearly these words.

    One is enough for a text that nobody writes twice by chance. A short honest answer may fit two
    or three matters; what fits one after the other is a stock phrase that looks into none.
    """
    mine, asked = _bare(answer), _bare(question)
    others = [
        each
        for each in earlier
        if Indel.normalized_similarity(mine, _bare(each.answer), score_cutoff=_ALIKE)
        and not _ask_the_same(asked, _bare(each.question))
    ]
    if len(mine) < _SHORTEST_COPY and _matters(others) < _STOCK_PHRASE:
        return ()
    return tuple(each.number for each in others)


def _matters(answered: Iterable[Earlier]) -> int:
    """How many different things were asked: who asked the same counts once."""
    found: list[str] = []
    for each in answered:
        asked = _bare(each.question)
        if not any(_ask_the_same(asked, other) for other in found):
            found.append(asked)
    return len(found)


def _ask_the_same(one: str, other: str) -> bool:
    return Indel.normalized_similarity(one, other, score_cutoff=_ALIKE_QUESTIONS) > 0


def _echoed(answer: str, question: str, known: Iterable[str], rules: Rules) -> tuple[str, ...]:
    """Words of the resident's own, with nothing of the city's but its name and number.

    Who asked whether it is so may be told in these words that it is.
    """
    if _asks(question, rules):
        return ()
    said = _unsigned(_FRAME.sub("", substance(answer, rules)), known)
    asked_in = set(_pairs(_bare(question)))
    own = [each for each in _pairs(said) if each in asked_in]
    is_echo = len(said) >= _SHORTEST_ECHO and len(own) >= _OWN_WORDS * (len(said) - 1)
    return (said,) if is_echo else ()


def _only_closed(answer: str, question: str, known: Iterable[str], rules: Rules) -> tuple[str, ...]:
    """The answer, where it reports that a matter is closed and nothing of what was found or done.

    So it is where it names nothing but the citizens' line, from which the resident comes. Who
    asked whether it is done may be told that it is, and who asked for a number that one.
    """
    if _asks(question, rules):
        return ()
    said = rules.phrases_closed.sub(" ", rules.phrases_referred.sub(" ", compared(answer)))
    left = _unsigned(_FRAME.sub("", substance(said, rules)), known)
    return () if len(left) >= LEAST else (answer.strip(),)


def _asks(question: str, rules: Rules) -> bool:
    asked = compared(question)
    return "?" in asked or bool(rules.questions_asks.search(asked))


def _unsigned(said: str, known: Iterable[str]) -> str:
    """Words without the names and numbers of whoever signs them."""
    for each in sorted(map(_bare, known), key=len, reverse=True):
        said = said.replace(each, "") if each else said
    return _CALLED.sub("", said)


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


def _unanswered(answer: str, question: str, rules: Rules) -> tuple[str, ...]:
    return tuple(part for part in parts(question, rules) if not is_answered(part, answer, rules))


def _tone(text: str, shown: str, rules: Rules) -> tuple[str, ...]:
    return _quotes(rules.tone_harsh, text, shown) + _quotes(rules.tone_plain_you, text, shown)


def _quotes(pattern: re.Pattern[str], text: str, shown: str) -> tuple[str, ...]:
    found = (shown[each.start() : each.end()].strip() for each in pattern.finditer(text))
    return tuple(dict.fromkeys(word for word in found if word))


def _bare(text: str) -> str:
    return "".join(each for each in compared(text) if each.isalnum())
