"""Writes text as tokens that both engines' full-text search keep whole: 停水 becomes findable.

A run of ASCII letters and digits is one word; of everything else that is a letter or a digit,
each character and each pair of neighbours is a token, written as code points in ASCII, because
the engines' own tokenisers know no Chinese and depend on the server's locale.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, pairwise

NOTHING = "nothing"
"""A query that finds no message; no token of a text reads like it."""

# PostgreSQL keeps at most 1 MB of tokens for a text, and 2 KB for a token.
_BUDGET = 1_000_000
_OVERHEAD = 8
_LONGEST_WORD = 64
# A character has two tokens of at most 13 signs; folded, it may become eighteen characters.
_NEVER_TOO_LONG = _BUDGET // (18 * 2 * (13 + _OVERHEAD))

# An official text goes out again and again, and is written the same way each time.
_KNOWN_TEXTS = 512
# Most of what the service says itself differs in a number or a date only: other lines come again.
_KNOWN_LINES = 1024
_SHORT_LINE = 200

_RUN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")


@lru_cache(_KNOWN_TEXTS)
def grams(text: str) -> str:
    """The tokens of a text that is to be found: words, single characters and pairs."""
    # No run goes on in the next line, nor does a sign change that stands there.
    lines = ((_known if len(each) <= _SHORT_LINE else _tokens)(each) for each in text.split("\n"))
    tokens = dict.fromkeys(chain.from_iterable(lines))
    if len(text) > _NEVER_TOO_LONG:
        tokens = dict.fromkeys(_within_budget(tokens))
    return " ".join(tokens)


def query(text: str) -> str:
    """The tokens that a text must all have to be found by what someone typed.

    A single character is looked for as such, a longer run by its pairs.
    """
    tokens: dict[str, None] = {}
    for run in _runs(text):
        if run.isascii():
            tokens.update(dict.fromkeys(_words(run)))
        elif len(run) == 1:
            tokens[_token(run)] = None
        else:
            tokens.update(dict.fromkeys(_pairs(run)))
    return " ".join(tokens) or NOTHING


def _tokens(line: str) -> Iterator[str]:
    for run in _runs(line):
        yield from _words(run) if run.isascii() else _singles_and_pairs(run)


@lru_cache(_KNOWN_LINES)
def _known(line: str) -> tuple[str, ...]:
    return tuple(_tokens(line))


def _within_budget(tokens: Iterable[str]) -> Iterator[str]:
    budget = _BUDGET
    for token in tokens:
        budget -= len(token) + _OVERHEAD
        if budget < 0:
            return
        yield token


def _runs(text: str) -> list[str]:
    return _RUN.findall(
        unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    )


def _words(run: str) -> Iterator[str]:
    for start in range(0, len(run), _LONGEST_WORD):
        yield "w" + run[start : start + _LONGEST_WORD]


def _singles_and_pairs(run: str) -> list[str]:
    codes = list(map(_code, run))
    return [f"g{code}" for code in codes] + [f"g{one}x{next_}" for one, next_ in pairwise(codes)]


def _pairs(run: str) -> Iterator[str]:
    codes = map(_code, run)
    return (f"g{first}x{second}" for first, second in pairwise(codes))


def _token(character: str) -> str:
    return "g" + _code(character)


@lru_cache(20_000)
def _code(character: str) -> str:
    return format(ord(character), "x")
