"""Makes an FAQ of any size that reads like a city's, and what residents ask of it.

Nearly half of its entries tell one matter of one thing that a city does (some of them only for
those who ask, or for a district), the others something of a named place. No two are the same, and
many differ in a word only, as a city's do: 办理 and 注销 of one paper, two districts, two schools.
No counter makes a text a new one. Each entry has a variant, and an answer as long as a city's; so a
question takes as long to match as among entries that cities publish with their answers.

All that residents ask is in the FAQ, in one of three wordings (one in seven that the FAQ does not
hold), half of them behind an opening or before an ending, and every tenth with a typing error. All
of it is meant to be answered; `python -m benchmarks.intake` prints what becomes of it: a careful
matcher offers where near-twins are as like, and a few find nothing.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.city import (
    ENDINGS,
    MISHEARD,
    NAMED,
    NAMES,
    OPENINGS,
    PLACES,
    SERVICES,
    WHO,
    Matter,
)

OF_TWENTY = (10, 7, 3)
"""Of twenty who ask: how many use the question's wording, its variant's, one it does not hold."""
MISTYPED = 10
"""One question in so many has a typing error."""

POLITE = 0.5
"""How likely an opening is, and an ending."""
SERVICES_OF_TWENTY = 9
"""Of twenty entries, how many are about what the city does; the others are about a named place."""
ASKED_OF_A_PLACE = 3


class _About(NamedTuple):
    thing: str
    matter: Matter
    who: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, and all the wordings that residents use for it."""

    number: int
    wordings: tuple[str, ...]
    answer: str

    def row(self) -> str:
        """Its line of the FAQ's file; the last wording is not told there."""
        question, *variants = self.wordings[:-1]
        row = {"id": f"q{self.number}", "question": question, "variants": variants}
        return json.dumps(row | {"answer": self.answer}, ensure_ascii=False)


def city_faq(size: int, seed: int = 7) -> list[Entry]:
    """`size` entries, the same ones for the same seed."""
    chosen = random.Random(seed)
    return list(islice(_entries(chosen), size))


def write(path: Path, entries: Sequence[Entry]) -> None:
    """Write the entries as JSON Lines, as `wenzheng faq import` takes them."""
    path.write_text("".join(f"{entry.row()}\n" for entry in entries), "utf-8")


def asked_of(entries: Sequence[Entry], seed: int = 11) -> Iterator[str]:
    """What residents ask of these entries, without end and without a repeated text."""
    chosen = random.Random(seed)
    told: set[str] = set()
    while True:
        (wording,) = chosen.choices(chosen.choice(entries).wordings, OF_TWENTY)
        wording = wording.rstrip("？")
        if not chosen.randrange(MISTYPED):
            wording = _mistyped(wording, chosen)
        opening = chosen.choice(OPENINGS) if chosen.random() < POLITE else ""
        ending = chosen.choice(ENDINGS) if chosen.random() < POLITE else ""
        text = f"{opening}{wording}{ending}"
        if text not in told:
            told.add(text)
            yield text


def _entries(chosen: random.Random) -> Iterator[Entry]:
    services, places = _of_services(chosen), _of_places(chosen)
    known: set[str] = set()
    for turn in count():
        about = next(services if turn % 20 < SERVICES_OF_TWENTY else places)
        entry = _entry(len(known), about, chosen)
        if entry.wordings[0] not in known:
            known.add(entry.wordings[0])
            yield entry


def _of_services(chosen: random.Random) -> Iterator[_About]:
    """First what everybody asks, then for some people or districts, at last for both."""
    about = [
        (thing, matter) for kind in SERVICES for thing in kind.things for matter in kind.matters
    ]
    for ring in zip(*(_askers(chosen) for _ in about), strict=True):
        mixed = list(zip(about, ring, strict=True))
        chosen.shuffle(mixed)
        for (thing, matter), (who, place) in mixed:
            yield _About(thing, matter, who, place)


def _of_places(chosen: random.Random) -> Iterator[_About]:
    """A few things that are asked of each named place, of one place after the other."""
    named = list(NAMES)
    while True:
        chosen.shuffle(named)
        for name in named:
            kind = chosen.choice(NAMED)
            thing = f"{name}{chosen.choice(kind.things)}"
            for matter in chosen.sample(kind.matters, ASKED_OF_A_PLACE):
                yield _About(thing, matter)


def _askers(chosen: random.Random) -> list[tuple[str, str]]:
    """Everybody everywhere, then each group of people and each district, then both of them."""
    one = [(who, "") for who in WHO] + [("", place) for place in PLACES]
    both = [(who, place) for who in WHO for place in PLACES]
    chosen.shuffle(one)
    chosen.shuffle(both)
    return [("", ""), *one, *both]


def _entry(number: int, about: _About, chosen: random.Random) -> Entry:
    matter, who, place = about.matter, about.who, about.place
    told = {"t": about.thing, "w": who, "p": place}
    wordings = [_tidied(wording.format(**told)) for wording in matter.wordings]
    chosen.shuffle(wordings)
    answer = matter.answer.format(
        **told | {"w": who or "您", "p": place or "本市"},
        d=chosen.choice((3, 5, 7, 10, 15, 20)),
        n=chosen.randint(2, 20),
        f=chosen.choice((10, 20, 40, 80, 120, 260, 600)),
    )
    return Entry(number, tuple(wordings), answer)


def _tidied(wording: str) -> str:
    """A wording without the little words that belonged to who or where, if nobody was named."""
    return (
        wording.removesuffix("，我是").removeprefix("的").removeprefix("在").replace("，的", "，")
    )


def _mistyped(wording: str, chosen: random.Random) -> str:
    """A sign misheard, left out, or typed twice."""
    at = chosen.randrange(len(wording))
    misheard = [place for place, sign in enumerate(wording) if sign in MISHEARD]
    match chosen.randrange(3):
        case 0 if misheard:
            at = chosen.choice(misheard)
            return f"{wording[:at]}{MISHEARD[wording[at]]}{wording[at + 1 :]}"
        case 1:
            return f"{wording[:at]}{wording[at + 1 :]}"
        case _:
            return f"{wording[:at]}{wording[at]}{wording[at:]}"
