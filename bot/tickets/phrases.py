"""Lists of words as data that can be read: patterns parted by white space, `_` for a space."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(word.replace("_", " ") for word in text.split())


def any_of(text: str) -> re.Pattern[str]:
    """A pattern that finds any of the patterns of a list; case is ignored."""
    return re.compile("|".join(word.replace("_", " ") for word in text.split()), re.IGNORECASE)
