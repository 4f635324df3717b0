"""Lists of words as data that can be read: patterns parted by white space, `_` for a space."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property
from weakref import WeakSet

from bot.tickets.pairs import glance_for, pairs_of

_KNOWN: WeakSet[Phrases] = WeakSet()
_LETTER = re.compile(r"(?<!\\)[A-Za-z]")


class Phrases:
    """A list of patterns to be found in normalised text, which has one case only.

    Mostly none is there, and that is seen at a glance; else only those are looked for of which
    the glance found a pair of signs. What is compiled is so when first needed, or by `make_ready`:
    all lists together take a third of a second.
    """

    def __init__(self, text: str) -> None:
        _KNOWN.add(self)
        self.patterns = tuple(_patterns(text))
        self._text = text

    def __or__(self, other: Phrases) -> Phrases:
        """The patterns of both lists."""
        return Phrases(f"{self._text} {other._text}")

    @cached_property
    def _told_by(self) -> Mapping[str, list[re.Pattern[str]]]:
        """Each pattern by each of the pairs of signs, or signs, of which one stands wherever it is
        found.
        """
        told_by: defaultdict[str, list[re.Pattern[str]]] = defaultdict(list)
        for pattern in dict.fromkeys(self.patterns):
            compiled = re.compile(pattern)
            for pair in pairs_of(pattern):
                told_by[pair].append(compiled)
        return dict(told_by)

    @cached_property
    def _glance(self) -> Callable[[str, int], re.Match[str] | None]:
        return glance_for(self._told_by.keys() - {""}).search

    @cached_property
    def _unsure(self) -> list[re.Pattern[str]]:
        return self._told_by.get("", [])

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile("|".join(self.patterns))

    def make_ready(self) -> None:
        """Compile what the first text to be looked through would wait for."""
        self._glance("", 0)
        self._whole.search("")

    def may_stand_in(self, text: str) -> bool:
        """A quick look for all of them: true wherever one is found, seldom where none is."""
        glance, told_by = self._glance, self._told_by
        found = glance(text, 0)
        while found:
            at = found.start()
            if text[at : at + 2] in told_by or text[at] in told_by:
                return True
            found = glance(text, at + 1)
        return bool(self._unsure)

    def stand_in(self, text: str) -> bool:
        """Whether any of the patterns is found."""
        likely = self._likely_in(text)
        return bool(likely) and any(pattern.search(text) for pattern in likely)

    def sub(self, by: str, text: str) -> str:
        """The text with `by` in each place where any of the patterns is found."""
        return self._whole.sub(by, text) if self.may_stand_in(text) else text

    def _likely_in(self, text: str) -> list[re.Pattern[str]]:
        """Those patterns that may be found, as far as the glance tells, each of them once."""
        seen: dict[str, None] = {}
        found = self._glance(text, 0)
        while found:
            at = found.start()
            seen[text[at : at + 2]] = seen[text[at]] = None
            found = self._glance(text, at + 1)
        told = (pattern for each in seen for pattern in self._told_by.get(each, ()))
        return [*self._unsure, *dict.fromkeys(told)]


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
    # Only of those with letters: among Chinese characters, `re` takes five times as long for it.
    ways = (f"(?i:{each})" if _LETTER.search(each) else each for each in _patterns(text))
    return re.compile("|".join(ways))


def _patterns(text: str) -> list[str]:
    return [pattern.replace("_", " ") for pattern in text.split()]
