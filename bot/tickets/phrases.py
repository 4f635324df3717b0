"""Lists of words as data that can be read: patterns parted by white space, `_` for a space."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(word.replace("_", " ") for word in text.split())


def any_of(text: str) -> re.Pattern[str]:
    """A pattern that finds any of the patterns of a list; case is ignored."""
    return re.compile(_alternatives(text), re.IGNORECASE)


def any_in_plain(text: str) -> re.Pattern[str]:
    """The same for normalised text, which has one case only; it finds in half the time."""
    return re.compile(_alternatives(text))


def _alternatives(text: str) -> str:
    return "|".join(word.replace("_", " ") for word in text.split())
