"""What is wrong with an FAQ as it stands: entries that contradict, repeat or hide each other."""

from __future__ import annotations

import re
from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import numpy as np

from faq.comparing import compare
from faq.features import Feature
from faq.folding import question_of
from faq.normalise import normalise
from faq.numerals import with_digits
from faq.weights import Judged, judgement_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from faq.comparing import Compared
    from faq.entries import FaqEntry
    from faq.index import Index

_ALIKE = 0.9  # of the letters, words that say the same in one form
_SHARED = 0.85  # of the weight of the terms: one rare word more is another question
_TELLING_APART = [
    Feature.NUMBERS_DIFFER,
    Feature.NUMBERS_LACKING,
    Feature.NUMBERS_ADDED,
    Feature.NEGATION_DIFFERS,
    Feature.OPPOSITE,
    Feature.PLACES_DIFFER,
    Feature.PLACES_ADDED,
    Feature.ASKING_DIFFERS,
]
_LONGEST = 500  # normalised characters, as faq.ranking compares them
_SHORTEST = 2  # normalised characters; less is no question
_LINK = re.compile(
    # Also as it is often mistyped: htps://, http:/, https：//.
    r"(?<![A-Za-z])(?:h?tt?ps?\s?[:：;；]\s?[/\\]{1,3}|www\.(?=[a-z\d]))"
    r"[^\s<>\"'\u3000-\u303f\u3400-\u9fff（），；]*",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]+|\d+)")
_TRAILING = ".,;:!?)]}\"'”’“‘》」』】，。；、：！？"


class Trouble(StrEnum):
    """What is wrong with an entry."""

    REFUSED = "refused"
    """Its row in a table is no entry; an import takes none of that table."""
    CONFLICT = "conflict"
    """It is worded as another is, and answers otherwise."""
    NO_ANSWER = "no_answer"
    """It has nothing to tell; an import refuses it."""
    UNREACHABLE = "unreachable"
    """No question finds it: another wins on its own, or its wording says nothing."""
    LINK = "link"
    PERSONAL_DATA = "personal_data"
    NEAR_TWIN = "near_twin"
    """It asks nearly what another asks, and answers otherwise."""
    DUPLICATE = "duplicate"
    """It asks what another asks, or nearly, and answers the same."""
    OVERSHADOWED = "overshadowed"
    """Only its own words find it: asked in any others, another is nearer."""
    EXPIRED = "expired"
    NO_SOURCE = "no_source"


class Finding(NamedTuple):
    """What is wrong with the entry `id`, in words; `other` is the entry it is at odds with."""

    id: str
    trouble: Trouble
    detail: str
    other: str = ""


def examine(index: Index, today: date) -> Iterator[list[Finding]]:
    """What is wrong with each entry of an index, in order; each pair is told of once."""
    wordings = _wordings(index, today)
    told: set[tuple[int, int]] = set()
    for number, entry in enumerate(index.entries):
        findings = [*_alone(entry, today)]
        if not entry.expired(today):
            findings += _same_wordings(index, number, wordings, told)
            findings += _beside_others(index, number, today, told)
        yield findings


def broken_links(text: str) -> list[str]:
    """The web addresses in a text that no browser would open as they are written."""
    found = (each.group().rstrip(_TRAILING) for each in _LINK.finditer(text))
    return [link for link in found if not _opens(link)]


def _opens(link: str) -> bool:
    if link.lower().startswith("www."):
        link = f"https://{link}"
    if not link.lower().startswith(("http://", "https://")):
        return False
    if re.search(r"https?:", link[5:], re.IGNORECASE) and "?" not in link:
        return False  # two addresses run into one
    try:
        parts = urlsplit(link)
        return bool(_HOST.fullmatch((parts.hostname or "").lower())) and parts.port != 0
    except ValueError:
        return False


def _alone(entry: FaqEntry, today: date) -> Iterator[Finding]:
    if entry.expired(today):
        yield Finding(entry.id, Trouble.EXPIRED, f"its last day was {entry.valid_until}")
    if not entry.answer.strip():
        yield Finding(entry.id, Trouble.NO_ANSWER, "has no answer; an import refuses it")
    if not entry.source:
        yield Finding(entry.id, Trouble.NO_SOURCE, "names no source")
    for link in (*broken_links(entry.answer), *broken_links(entry.source)):
        yield Finding(entry.id, Trouble.LINK, f"{link} is no address that opens")


def _wordings(index: Index, today: date) -> dict[str, list[int]]:
    """The entries in force that are worded so, by normalised wording."""
    found: dict[str, list[int]] = defaultdict(list)
    for text, owner in enumerate(index.wordings.owners.tolist()):
        if not index.entries.expired(owner, today):
            found[index.texts[text]].append(owner)
    return found


def _same_wordings(
    index: Index, number: int, wordings: dict[str, list[int]], told: set[tuple[int, int]]
) -> Iterator[Finding]:
    entry = index.entries[number]
    for wording in (entry.question, *entry.variants):
        for other in wordings.get(normalise(wording), ()):
            told_as = f"both are asked as {wording!r}"
            yield from _pair(index, number, other, told, Trouble.CONFLICT, told_as)


def _beside_others(
    index: Index, number: int, today: date, told: set[tuple[int, int]]
) -> Iterator[Finding]:
    entry = index.entries[number]
    text = normalise(entry.question)
    if not _SHORTEST <= len(text) <= _LONGEST:
        size = "too long" if len(text) > _LONGEST else "too short"
        yield Finding(entry.id, Trouble.UNREACHABLE, f"its question is {size} to be matched")
        return
    compared = compare(index, question_of(text, entry.question))
    for column in _near(compared):
        other, wording = int(compared.entries[column]), index.texts[int(compared.texts[column])]
        if not index.entries.expired(other, today) and _numbers(wording) == _numbers(text):
            told_as = f"asks nearly what {index.entries[other].question!r} asks"
            yield from _pair(index, number, other, told, Trouble.NEAR_TWIN, told_as)
    yield from _loses(index, number, compared, today, told)


def _loses(
    index: Index, number: int, compared: Compared, today: date, told: set[tuple[int, int]]
) -> Iterator[Finding]:
    """To whom the entry loses on its own question: word for word, or but for its own wording."""
    entry = index.entries[number]
    winner = _winner(index, compared, today)
    if winner == number or _translated(index, number, winner):
        return
    other = index.entries[winner]
    if any(compared.is_exact(column) for column, at in enumerate(compared.entries) if at == winner):
        detail = f"{other.question!r} wins on its own question"
        yield Finding(entry.id, Trouble.UNREACHABLE, detail, other.id)
    elif (min(number, winner), max(number, winner)) not in told:
        detail = f"{other.question!r} is nearer where it is not asked word for word"
        yield Finding(entry.id, Trouble.OVERSHADOWED, detail, other.id)


def _near(compared: Compared) -> list[int]:
    figures = compared.figures
    near = (figures[Feature.FOLDED_RATIO] >= _ALIKE) & (figures[Feature.OVERLAP] >= _SHARED)
    near &= ~figures[_TELLING_APART].any(axis=0)
    return [int(column) for column in np.flatnonzero(near)]


def _numbers(text: str) -> list[str]:
    return sorted(re.findall(r"\d+", with_digits(text)))


def _winner(index: Index, compared: Compared, today: date) -> int:
    """The entry that is best by the learnt order; of equal ones the first."""
    ranking = judgement_of(Judged.LETTERS).ranking
    best = np.lexsort((compared.entries, -ranking(compared.figures)[0]))
    entries = [int(compared.entries[column]) for column in best]
    return next(entry for entry in entries if not index.entries.expired(entry, today))


def _pair(
    index: Index,
    number: int,
    other: int,
    told: set[tuple[int, int]],
    trouble: Trouble,
    detail: str,
) -> Iterator[Finding]:
    pair = min(number, other), max(number, other)
    if number == other or pair in told or _translated(index, *pair):
        return
    told.add(pair)
    same = index.entries.same_answer(*pair)
    yield Finding(
        index.entries[number].id,
        Trouble.DUPLICATE if same else trouble,
        f"{detail}, {_answers(index, *pair)}",
        index.entries[other].id,
    )


def _answers(index: Index, one: int, other: int) -> str:
    if not (index.entries[one].answer or index.entries[other].answer):
        return "and neither has an answer"
    same = index.entries.same_answer(one, other)
    return "with the same answer" if same else "and the answers differ"


def _translated(index: Index, one: int, other: int) -> bool:
    """Whether they are, by their languages, one entry in two."""
    mine, theirs = index.entries[one].language, index.entries[other].language
    return bool(mine and theirs and mine != theirs)
