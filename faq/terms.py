"""The terms by which texts are found, as numbers: pieces of words that survive other wording."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, pairwise, repeat
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.uint64]
    Places = NDArray[np.int64]

_SPACE, _LETTER, _SIGN = 0, 1, 2  # what stands at a place; a sign says as much as a short word
_SPACE_CODE = 32
_LAST_CODE = 0x110000

_SIGNS = (
    (0x3041, 0x30FF),  # kana
    (0x3100, 0x312F),  # bopomofo
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),  # Hangul syllables
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9D),
    (0x20000, 0x323AF),
)
_KANA = (0x3041, 0x30FF)

# Every kind of term has two bits of its own at the bottom, and the rest is a 62-bit hash: among a
# million terms two collide with a chance of one in ten million.
SIGN, PAIR, PIECE, WORD = range(4)
"""The kinds of terms: one sign, two signs, a piece of a word (or two words), a whole word."""

_BASE = 0x9E3779B97F4A7C15  # odd, so that its powers can be undone modulo 2**64
_STEP = 0xD1342543DE82EF95
_PIECES = (3, 4, 5)
_LONG_WORD = 40  # letters, from which many at once are quicker than one by one
_CHUNK = 1 << 18  # codes hashed at a time


class Terms(NamedTuple):
    """The terms of several texts: `numbers[i]` occurs in text `owners[i]`, repeats included."""

    numbers: Numbers
    owners: Places


def _kinds() -> NDArray[np.uint8]:
    kinds = np.full(_LAST_CODE, _LETTER, np.uint8)
    for first, last in _SIGNS:
        kinds[first : last + 1] = _SIGN
    kinds[_SPACE_CODE] = _SPACE
    return kinds


def _powers(base: int) -> Numbers:
    return np.multiply.accumulate(np.full(_CHUNK + 2, base, np.uint64)) * np.uint64(
        pow(base, -1, 1 << 64)
    )


_KIND = _kinds()
_SIGNS_GROUP = "signs"
_SIGN_CLASS = "".join(f"{chr(first)}-{chr(last)}" for first, last in _SIGNS)
_ONLY_SIGNS = re.compile(f"[{_SIGN_CLASS}]*")
_RUN = re.compile(rf"(?P<{_SIGNS_GROUP}>[{_SIGN_CLASS}]+)|[^ {_SIGN_CLASS}]+")
_LONE_KANA = frozenset(code << 2 | SIGN for code in range(_KANA[0], _KANA[1] + 1))
_ALL = (1 << 64) - 1
_UP = _powers(_BASE)
_DOWN = _powers(pow(_BASE, -1, 1 << 64))


def kind_of(numbers: Numbers) -> NDArray[np.int64]:
    """Which of the kinds each term is."""
    return (numbers & np.uint64(3)).astype(np.int64)


def terms_of(text: str) -> frozenset[int]:
    """The terms of one normalised text, the same numbers as `terms_of_all` gives.

    Plain numbers in plain sets: for a question, a few dozen of them, that is the quickest.
    """
    if _ONLY_SIGNS.fullmatch(text):
        return _terms_of_signs(text)
    found: set[int] = set()
    before, ended = 0, -2  # the word before, and where it ended
    for run in _RUN.finditer(text):
        if run.lastgroup == _SIGNS_GROUP:
            found |= _terms_of_signs(run[0])
            continue
        word, own = _terms_of_word(run[0])
        found |= own
        if run.start() == ended + 1 and text[ended] == " ":
            found.add(_mix(before * 3 + word) & ~3 | PIECE)
        before, ended = word, run.end()
    return frozenset(found)


def _terms_of_signs(run: str) -> frozenset[int]:
    single = [ord(sign) << 2 for sign in run]  # SIGN is 0
    found = frozenset([*single, *[one << 21 | other | PAIR for one, other in pairwise(single)]])
    return found if _LONE_KANA.isdisjoint(single) else found - _LONE_KANA


@lru_cache(1 << 15)
def _terms_of_word(word: str) -> tuple[int, frozenset[int]]:
    """The number of a word before it is tagged, and the terms that it gives."""
    powers = accumulate(repeat(_BASE, len(word) - 1), _times, initial=1)
    whole = _mix(sum(map(mul, map(ord, word), powers)))
    if len(word) > _LONG_WORD:
        return whole, frozenset(terms_of_all([word]).numbers.tolist())
    found = {whole & ~3 | WORD}
    codes = [_SPACE_CODE, *map(ord, word), _SPACE_CODE]
    for start in range(len(codes)):
        piece = 0
        for width, code in enumerate(codes[start : start + _PIECES[-1]], 1):
            piece = (piece * _STEP + code) & _ALL
            if width >= _PIECES[0]:
                found.add(_mix(piece + width) & ~3 | PIECE)
    return whole, frozenset(found)


def _times(one: int, other: int) -> int:
    return one * other & _ALL


def _mix(number: int) -> int:
    """What `_mixed` makes of one number."""
    number &= _ALL
    number = (number ^ number >> 31) * _STEP & _ALL
    return number ^ number >> 29


def terms_of_all(texts: Sequence[str]) -> Terms:
    """The terms of many normalised texts, repeats included."""
    numbers: list[Numbers] = []
    owners: list[Places] = []
    for first, last in _chunks(texts):
        # Two spaces keep the last word of a text and the first of the next from being neighbours.
        joined = _codes(" " + "  ".join(texts[first:last]) + " ")
        lengths = np.fromiter((len(text) + 2 for text in texts[first:last]), np.int64)
        found, places = _terms(joined)
        numbers.append(found)
        owners.append(first + np.searchsorted(np.cumsum(lengths), places, side="right"))
    if not numbers:
        return Terms(np.empty(0, np.uint64), np.empty(0, np.int64))
    return Terms(np.concatenate(numbers), np.concatenate(owners))


def _chunks(texts: Sequence[str]) -> list[tuple[int, int]]:
    bounds, first, size = [], 0, 0
    for at, text in enumerate(texts):
        if size and size + len(text) + 2 > _CHUNK - 2:
            bounds.append((first, at))
            first, size = at, 0
        size += len(text) + 2
    return [*bounds, (first, len(texts))] if size else bounds


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _terms(codes: NDArray[np.uint32]) -> tuple[Numbers, Places]:
    kinds = _KIND[codes]
    wide = codes.astype(np.uint64)
    parts = []
    signs = kinds == _SIGN
    if signs.any():
        parts += _sign_terms(wide, signs)
    letters = kinds == _LETTER
    if letters.any():
        parts += _word_terms(np.where(letters, wide, np.uint64(_SPACE_CODE)), letters, wide)
    if not parts:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _sign_terms(codes: Numbers, signs: NDArray[np.bool_]) -> list[tuple[Numbers, Places]]:
    at = np.flatnonzero(signs)
    # A single kana says nothing; a single Chinese character or Hangul syllable may be a word.
    lone = at[(codes[at] < _KANA[0]) | (codes[at] > _KANA[1])]
    pairs = np.flatnonzero(signs[:-1] & signs[1:])
    single = codes[lone] << np.uint64(2) | np.uint64(SIGN)
    double = (codes[pairs] << np.uint64(23)) | (codes[pairs + 1] << np.uint64(2)) | np.uint64(PAIR)
    return [(single, lone), (double, pairs)]


def _word_terms(
    codes: Numbers, letters: NDArray[np.bool_], wide: Numbers
) -> list[tuple[Numbers, Places]]:
    edges = np.flatnonzero(letters[:-1] != letters[1:]) + 1
    starts, ends = edges[::2], edges[1::2]
    sums = np.cumsum(codes * _UP[: len(codes)])
    words = _mixed((sums[ends - 1] - sums[starts - 1]) * _DOWN[starts])
    parts = [(_tagged(words, WORD), starts)]
    # Words that stand one space apart, and nothing else between them.
    close = np.flatnonzero((starts[1:] - ends[:-1] == 1) & (wide[ends[:-1]] == _SPACE_CODE))
    follow = _mixed(words[close] * np.uint64(3) + words[close + 1])
    parts.append((_tagged(follow, PIECE), starts[close]))
    size = len(codes)
    for width in _PIECES:
        if size < width:
            break
        # The inside of a piece is letters; its ends may be the spaces around the word.
        inside = np.ones(size - width + 1, np.bool_)
        for at in range(1, width - 1):
            inside &= letters[at : size - width + 1 + at]
        places = np.flatnonzero(inside)
        piece = codes[places]
        for at in range(1, width):
            piece = piece * np.uint64(_STEP) + codes[places + at]
        parts.append((_tagged(_mixed(piece + np.uint64(width)), PIECE), places))
    return parts


def _mixed(numbers: Numbers) -> Numbers:
    numbers = (numbers ^ (numbers >> np.uint64(31))) * np.uint64(_STEP)
    return numbers ^ (numbers >> np.uint64(29))


def _tagged(numbers: Numbers, kind: int) -> Numbers:
    return (numbers & ~np.uint64(3)) | np.uint64(kind)
