"""Lists of words as data that can be read: patterns parted by white space, `_` for a space."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from weakref import WeakSet

from bot.tickets.pairs import looks_for, pairs_of

_KNOWN: WeakSet[Phrases] = WeakSet()


class Phrases:
    """A list of patterns to be found in normalised text, which has one case only.

    Mostly none is there, and that is seen at a glance. What is compiled is so when first needed,
    or by `make_ready`: all lists together take a fifth of a second.
    """

    def __init__(self, text: str) -> None:
        _KNOWN.add(self)
        self.patterns = tuple(_patterns(text))
        self._text = text

    def __or__(self, other: Phrases) -> Phrases:
        """The patterns of both lists."""
        return Phrases(f"{self._text} {other._text}")

    @cached_property
    def may_stand_in(self) -> Callable[[str], object]:
        """A quick look for all of them: true wherever one is found, seldom where none is."""
        told_by = {pattern: pairs_of(pattern) for pattern in self.patterns}
        unsure = [pattern for pattern, pairs in told_by.items() if "" in pairs]
        sure = frozenset[str]().union(*told_by.values()) - {""}
        return re.compile("|".join((*looks_for(sure), *unsure))).search

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile("|".join(self.patterns))

    def make_ready(self) -> None:
        """Compile what the first text to be looked through would wait for."""
        self.may_stand_in("")
        self._whole.search("")

    def search(self, text: str) -> re.Match[str] | None:
        """The first place where any of the patterns is found."""
        return self._whole.search(text) if self.may_stand_in(text) else None

    def sub(self, by: str, text: str) -> str:
        """The text with `by` in each place where any of the patterns is found."""
        return self._whole.sub(by, text) if self.may_stand_in(text) else text


def make_ready() -> None:
    """Compile every list there is, so that the first ticket does not wait for it, and all who come
    behind it.
    """
    for each in list(_KNOWN):
        each.make_ready()


def words(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(word.replace("_", " ") for word in text.split())


def any_of(text: str) -> re.Pattern[str]:
    """A pattern that finds any of the patterns of a list; case is ignored."""
    return re.compile("|".join(_patterns(text)), re.IGNORECASE)


def _patterns(text: str) -> list[str]:
    return [pattern.replace("_", " ") for pattern in text.split()]
