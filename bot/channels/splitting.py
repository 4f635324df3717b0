"""Cuts a text that is too long for a platform where a reader would pause."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Size = Callable[[str], int]
"""How long a text is in a platform's own unit."""

FULLEST = 0.3
"""A part is at least this full before a better place to cut is preferred to a worse one."""
_PLACES = (
    re.compile(r"\n[^\S\n]*\n\s*"),
    re.compile(r"(?:[。!?!?…][」』”’\"')\])】]*|[.](?=\s))\s*|\n"),
    re.compile(r"[,,;;::、]\s*"),
    re.compile(r"\s+"),
)
"""Paragraph, sentence, clause, word: a cut comes after what one of these finds."""
_JOINER, _SELECTORS = "\u200d", range(0xFE00, 0xFE10)
_TONES, _FLAGS, _TAGS = range(0x1F3FB, 0x1F400), range(0x1F1E6, 0x1F200), range(0xE0020, 0xE0080)


def utf16(text: str) -> int:
    """The length in UTF-16 code units, as Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, limit: int, size: Size = utf16) -> list[str]:
    """The text in parts of at most `limit`, none of them empty; only white space at cuts is lost.

    A paragraph's end is preferred to a sentence's, that to a clause's, a word's, any character's.
    A limit below 32 makes no sense and raises `ValueError`.
    """
    if limit < 32:
        raise ValueError("a part has room for at least 32 units")
    parts: list[str] = []
    rest = text.strip()
    while size(rest) > limit:
        cut = _cut(rest, _longest(rest, limit, size), limit, size)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def _longest(text: str, limit: int, size: Size) -> int:
    """How many characters fit."""
    low, high = 1, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle]) <= limit else (low, middle - 1)
    return low


def _cut(text: str, longest: int, limit: int, size: Size) -> int:
    for place in _PLACES:
        # One character more is looked at: white space after the last one need not fit.
        ends = [_end(found, longest) for found in place.finditer(text, 0, longest + 1)]
        for end in reversed(ends):
            if end and size(text[:end].rstrip()) >= limit * FULLEST:
                return end
    return _whole_character(text, longest)


def _end(found: re.Match[str], longest: int) -> int:
    said = found.start() + len(found.group().rstrip())
    return min(found.end(), longest) if said <= longest else 0


def _whole_character(text: str, cut: int) -> int:
    """The last place up to `cut` that parts no letter from its accent and no emoji in two."""
    for at in range(cut, max(cut - 32, 0), -1):
        if not _belongs_together(text, at):
            return at
    return cut


def _belongs_together(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    code = ord(after)
    if before == _JOINER or after == _JOINER or unicodedata.combining(after):
        return True
    if code in _SELECTORS or code in _TONES or code in _TAGS or code == 0x20E3:
        return True
    return ord(before) in _FLAGS and code in _FLAGS and _is_second_of_flag(text, at)


def _is_second_of_flag(text: str, at: int) -> bool:
    first = at
    while first and ord(text[first - 1]) in _FLAGS:
        first -= 1
    return (at - first) % 2 == 1
