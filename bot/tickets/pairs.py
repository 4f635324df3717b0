"""By which pairs of signs a text shows that a pattern may stand in it: a quick look before a dear.

A hundred patterns are sought in each message, and hardly ever is there one. For most of them two
signs side by side are sure, and to look for those takes a tenth of the time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_PAIR = 2
_TIMES = re.compile(r"(?:[?*+]|\{\d*,?\d*\})?")
_MAY_BE_LEFT_OUT = re.compile(r"[?*]|\{0?,\d*\}|\{0\}")
_ZERO_WIDTH = re.compile(r"\\b|\^")
_ANY_SIGN = re.compile(r"(?:\\[sdw]|\.)(?:[?*+]|\{\d*,?\d*\})?")
_SIGNS = re.compile(r"(?:([^\W_]| )|\[([^\]\\^-]+)\])")
_PART = re.compile(r"\\.|\[.[^\]]*\]|.", re.DOTALL)
_END = "$"


class _Next(NamedTuple):
    """What a pattern goes on with: one of these signs, or of these patterns; how often; the rest.

    Neither where it is not understood.
    """

    signs: str
    ways: list[str]
    times: str
    rest: str


def pairs_of(pattern: str) -> frozenset[str]:
    """Pairs of signs of which one stands in whatever the pattern finds (case is not ignored).

    A single sign is given where no more is sure, and "" where nothing is. Understood are signs,
    sets of them, groups, and how often each may come; anything else ends the reading.
    """
    return frozenset(pair for way in _ways(pattern) for pair in _read(way, ""))


def looks_for(pairs: Iterable[str]) -> list[str]:
    """Patterns that find these pairs, none of which is empty.

    Each begins with a sign of its own: `re` then passes quickly over all other signs.
    """
    seconds: defaultdict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        seconds[pair[0]].add(pair[1:])
    return [_look(first, seconds[first]) for first in sorted(seconds)]


def _look(first: str, seconds: set[str]) -> str:
    if "" in seconds:
        return re.escape(first)
    return f"{re.escape(first)}[{''.join(map(re.escape, sorted(seconds)))}]"


def _read(rest: str, begun: str) -> Iterator[str]:
    """The pairs that `begun` becomes by what the rest of a pattern begins with."""
    if len(begun) == _PAIR:
        yield begun
    elif zero_width := _ZERO_WIDTH.match(rest):
        yield from _read(rest[zero_width.end() :], begun)
    elif not begun and (any_sign := _ANY_SIGN.match(rest)):
        # Whatever it is, what comes behind it stands there as well.
        yield from _read(rest[any_sign.end() :], begun)
    else:
        yield from _read_on(_next(rest), begun)


def _read_on(coming: _Next, begun: str) -> Iterator[str]:
    if not (coming.signs or coming.ways):
        yield begun
        return
    if _MAY_BE_LEFT_OUT.fullmatch(coming.times):
        yield from _read(coming.rest, begun)
    # What may come several times is not read beyond: it may be followed by itself.
    rest = coming.rest if coming.times in ("", "?") else _END
    for sign in coming.signs:
        yield from _read(rest, begun + sign)
    for way in coming.ways:
        yield from _read(way + rest, begun)


def _next(pattern: str) -> _Next:
    signs, end = "", 0
    ways: list[str] = []
    if found := _SIGNS.match(pattern):
        signs, end = found[1] or found[2], found.end()
    elif pattern.startswith("(?:"):
        inside, end = _group(pattern)
        ways = _ways(inside)
    times = _times_at(pattern, end)
    return _Next(signs, ways, times, pattern[end + len(times) :])


def _times_at(pattern: str, at: int) -> str:
    found = _TIMES.match(pattern, at)
    return found[0] if found else ""


def _group(pattern: str) -> tuple[str, int]:
    """What stands in the group that a pattern begins with, and where the group ends."""
    depth = 0
    for part in _PART.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if depth == 0:
            return pattern[len("(?:") : part.start()], part.end()
    raise ValueError(f"the group at the beginning of {pattern!r} has no end")


def _ways(pattern: str) -> list[str]:
    """The alternatives of a pattern."""
    ways, depth = [""], 0
    for part in _PART.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if part[0] == "|" and depth == 0:
            ways.append("")
        else:
            ways[-1] += part[0]
    return ways
