"""The words of a made city: what residents deal with, what they want to know, who asks where."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

_WORDS = tomllib.loads(Path(__file__).with_name("city.toml").read_text("utf-8"))


class Matter(NamedTuple):
    """What somebody wants to know of a thing: three wordings, and what they are answered."""

    wordings: tuple[str, str, str]
    answer: str


class Kind(NamedTuple):
    """Things of one kind, and the matters that somebody may have with each."""

    things: list[str]
    matters: list[Matter]


def _kinds(name: str) -> list[Kind]:
    return [
        Kind(kind["things"].split(), [_matter(line) for line in kind["asked"].splitlines()])
        for kind in _WORDS[name]
    ]


def _matter(line: str) -> Matter:
    first, second, third, answer = line.split("|")
    return Matter((first, second, third), answer)


WHO: list[str] = _WORDS["who"].split()
PLACES: list[str] = _WORDS["places"].split()
OPENINGS: list[str] = _WORDS["openings"]
ENDINGS: list[str] = _WORDS["endings"]
MISHEARD: dict[str, str] = dict(zip(*_WORDS["misheard"], strict=True))
NAMES = [f"{first}{second}" for first in _WORDS["names"][0] for second in _WORDS["names"][1]]
"""What places are named by."""
SERVICES = _kinds("services")
"""What a city does for its residents."""
NAMED = _kinds("named")
"""What bears one of the names."""
