"""What in a text must not be confused: numbers, negation, opposites, places, what is asked for."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import yaml

from faq.languages import simplified

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Marks = NDArray[np.uint64]

NUMBERS, NEGATION, OPPOSITES, PLACES, ASKING = range(5)
"""The columns of marks; each is a set of bits, and none of them means that nothing was found."""

COLUMNS = 5
_BITS = 64
_NEUTRAL = COLUMNS  # words that hold a negation and deny nothing
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORD = re.compile(r"[a-z]+")
_LATIN = re.compile(r"[a-z ]+")
_LEFT = 0x5555555555555555  # the even bits: the first side of each pair of opposites
_LONGEST_PHRASE = 3  # Latin words in one entry of the lexicon
_NOTHING_APART = (False,) * 8

Meanings = dict[str, list[tuple[int, int]]]
"""Of each word the columns and bits that it sets."""


class Lexicon(NamedTuple):
    """The words of faq/lexicon/marks.yaml: Latin ones stand alone, others anywhere in a text.

    `lengths` holds, by first sign, the lengths of the words that begin with it, longest first.
    """

    latin: Meanings
    signs: Meanings
    lengths: dict[str, tuple[int, ...]]


def marks_of(text: str) -> list[int]:
    """The marks of a normalised text, one number for each column."""
    marks = [0] * COLUMNS
    if not text.isalpha():
        for number in _NUMBER.findall(text):
            marks[NUMBERS] |= 1 << (_digest(number) % _BITS)
    lexicon = _lexicon()
    if not text.isascii():
        _mark_signs(text, lexicon, marks)
    words = _WORD.findall(text)
    for at in range(len(words)):
        for length in range(1, min(_LONGEST_PHRASE, len(words) - at) + 1):
            for column, bits in lexicon.latin.get(" ".join(words[at : at + length]), ()):
                marks[column] |= bits
    return marks


def _mark_signs(text: str, lexicon: Lexicon, marks: list[int]) -> None:
    neutral_to = 0
    for at, lengths in enumerate(map(lexicon.lengths.get, text)):
        for length in lengths or ():
            for column, bits in lexicon.signs.get(text[at : at + length], ()):
                if column == _NEUTRAL:
                    neutral_to = max(neutral_to, at + length)
                elif column != NEGATION or at >= neutral_to:
                    marks[column] |= bits


def marks_of_all(texts: Sequence[str]) -> Marks:
    """The marks of many normalised texts, a row each."""
    rows = [marks_of(text) for text in texts]
    return np.array(rows, np.uint64).reshape(len(rows), COLUMNS)


def told_apart(own: list[int], theirs: list[int]) -> tuple[bool, ...]:
    """What two texts must not be confused by, by their marks.

    In this order: other numbers, numbers that the second lacks, numbers that it adds, negation of
    one of them, opposites, other places, places of one of them, another kind of question.
    """
    if own == theirs:
        return _NOTHING_APART
    number, negation, side, place, asking = own
    number_, negation_, side_, place_, asking_ = theirs
    return (
        number_ != 0 and number != 0 and not number & number_,
        number != 0 and number_ == 0,
        number == 0 and number_ != 0,
        (negation == 0) != (negation_ == 0),
        side != side_ and opposed(side, side_),
        place_ != 0 and place != 0 and not place & place_,
        (place == 0) != (place_ == 0),
        asking_ != 0 and asking != 0 and not asking & asking_,
    )


def opposed(one: int, other: int) -> bool:
    """Whether a text names one side of a pair of opposites, and the other only its other side."""
    own, theirs = one & ~other, other & ~one
    return bool(((own & _LEFT) << 1 & theirs) | (own >> 1 & _LEFT & theirs))


def _digest(number: str) -> int:
    value = 0
    for sign in number:
        value = value * 31 + ord(sign)
    return value


@cache
def _lexicon() -> Lexicon:
    text = files("faq").joinpath("lexicon", "marks.yaml").read_text("utf-8")
    lexicon = Lexicon({}, {}, {})
    for column, written, bits in _meanings(yaml.safe_load(text)):
        word = simplified(written)  # as texts are compared: 開設 of Japanese becomes 开设 there
        latin = _LATIN.fullmatch(word) is not None
        (lexicon.latin if latin else lexicon.signs).setdefault(word, []).append((column, bits))
    for word in lexicon.signs:
        known = lexicon.lengths.get(word[0], ())
        lexicon.lengths[word[0]] = tuple(sorted({*known, len(word)}, reverse=True))
    return lexicon


def _meanings(data: Mapping[str, list[Any]]) -> Iterator[tuple[int, str, int]]:
    yield from ((_NEUTRAL, word, 1) for word in data["neutral"])
    yield from ((NEGATION, word, 1) for word in data["negation"])
    for pair, sides in enumerate(data["opposites"]):
        for at, side in enumerate(sides):
            yield from ((OPPOSITES, word, 1 << (2 * pair + at)) for word in side)
    for column, name in ((PLACES, "places"), (ASKING, "asking")):
        for number, words in enumerate(data[name]):
            yield from ((column, word, 1 << (number % _BITS)) for word in words)
