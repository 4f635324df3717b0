"""By which pairs of signs a text shows that a pattern may stand in it: a quick look before a dear.

Hundreds of patterns are sought in each message, and hardly ever is there one. For most of them two
signs side by side are sure, and to look for those takes a tenth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

_PAIR = 2
_TIMES = re.compile(r"(?:[?*+]|\{\d*,?\d*\})?")
_MAY_BE_LEFT_OUT = re.compile(r"[?*]|\{0?,\d*\}|\{0\}")
_ZERO_WIDTH = re.compile(r"\\b|\^")
_ANY_SIGN = re.compile(r"(?:\\[sdw]|\.|\[\^[^\]]*\])(?:(?:[?*+]|\{\d*,?\d*\})\??)?")
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


@cache  # many a pattern stands in two lists
def pairs_of(pattern: str) -> frozenset[str]:
    """Pairs of signs of which one stands in whatever the pattern finds (case is not ignored).

    A single sign is given where no more is sure, and "" where nothing is. Understood are signs,
    sets of them, groups, and how often each may come; anything else ends the reading. Of several
    parts that must stand there the one that tells most is given: 红包 of `(?:收|要).{0,4}红包`.
    """
    return frozenset[str]().union(*(_most_telling(way) for way in _ways(pattern)))


def glance_for(told_by: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds the first sign of each of these pairs and signs, and of few others.

    Which pair it is, is for the finder to see: to try one after the other takes `re` longest.
    """
    pairs = {each for each in told_by if len(each) == _PAIR}
    singles = _set_of(set(told_by) - pairs)
    firsts, seconds = (_set_of(pair[at] for pair in pairs) for at in range(_PAIR))
    # One set to begin with: `re` then passes quickly over all other signs.
    behind = [f"(?<=[{singles}])"] * bool(singles) + [f"(?=[{seconds}])"] * bool(seconds)
    return re.compile(f"[{singles}{firsts}](?:{'|'.join(behind)})" if behind else r"(?!)")


def _set_of(signs: Iterable[str]) -> str:
    return "".join(map(re.escape, sorted(set(signs))))


def _most_telling(way: str) -> frozenset[str]:
    return min((frozenset(_read(rest, "")) for rest in _rests(way)), key=_vagueness)


def _vagueness(told_by: frozenset[str]) -> tuple[bool, int, int]:
    """How little these pairs tell: nothing, by single signs and by words' ends, by many pairs."""
    vague = sum(len(each) < _PAIR or " " in each for each in told_by)
    return "" in told_by, vague, len(told_by)


def _rests(way: str) -> Iterator[str]:
    """What an alternative goes on with at each of its parts, all of which must stand there."""
    while True:
        yield way
        if skipped := _ZERO_WIDTH.match(way) or _ANY_SIGN.match(way):
            way = way[skipped.end() :]
            continue
        coming = _next(way)
        if not (coming.signs or coming.ways):
            return
        way = coming.rest


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
