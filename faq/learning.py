"""Learns from what people made of answers: new wordings to approve, and entries that mislead."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from faq.normalise import normalise
from faq.sentences import reading_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from faq.entries import FaqEntry

_SHORTEST = 4  # normalised characters: less asks for anything
_LONGEST = 60  # in `reading_length`: a story is nobody else's wording
_MANY_WRONG = 3


class Evidence(NamedTuple):
    """One person asked `text`, and the entry with the id `entry` helped, or did not."""

    text: str
    entry: str
    helped: bool
    person: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wording that `entry` does not have yet, by how many people, and how often it failed them.

    `id` stays the same for as long as entry and wording do.
    """

    id: str
    entry: str
    text: str
    people: int
    unhelped: int


@dataclass(frozen=True, slots=True)
class Misleading:
    """An entry that was given and did not help; `meant` are the entries that helped instead."""

    entry: str
    unhelped: int
    helped: int
    examples: tuple[str, ...]
    meant: tuple[str, ...]


@dataclass(slots=True)
class _Asked:
    text: str
    helped: set[int] = field(default_factory=set)
    unhelped: set[int] = field(default_factory=set)


def propose(entries: Iterable[FaqEntry], evidence: Iterable[Evidence]) -> list[Proposal]:
    """The wordings that would teach the FAQ what people showed, the most people first.

    A wording that any entry has already is none, nor is one by which an entry failed as many as
    it helped, or that helped with several entries alike.
    """
    wordings = {entry.id: _wordings(entry) for entry in entries}
    known = set().union(*wordings.values())
    asked = _by_wording(evidence)
    proposals = [
        Proposal(_id(entry, plain), entry, each.text, len(each.helped), len(each.unhelped))
        for (entry, plain), each in asked.items()
        if entry in wordings
        and plain not in known
        and len(each.helped) > len(each.unhelped)
        and len(plain) >= _SHORTEST
        and reading_length(plain) <= _LONGEST
        and not _contested(asked, entry, plain, len(each.helped))
    ]
    return sorted(proposals, key=lambda one: (-one.people, one.entry, one.text))


def misleading(evidence: Iterable[Evidence]) -> list[Misleading]:
    """Entries that left at least three people unhelped, and as many as they helped."""
    asked = _by_wording(evidence)
    meant: dict[str, list[str]] = defaultdict(list)
    for (entry, plain), each in asked.items():
        if len(each.helped) > len(each.unhelped):
            meant[plain].append(entry)
    by_entry: dict[str, list[tuple[str, _Asked]]] = defaultdict(list)
    for (entry, plain), each in asked.items():
        by_entry[entry].append((plain, each))
    found = []
    for entry, parts in by_entry.items():
        wrong = sorted(
            ((plain, each) for plain, each in parts if each.unhelped),
            key=lambda part: -len(part[1].unhelped),
        )
        unhelped = sum(len(each.unhelped) for _, each in wrong)
        helped = sum(len(each.helped) for _, each in parts)
        if unhelped >= max(_MANY_WRONG, helped):
            others = (other for plain, _ in wrong for other in meant[plain] if other != entry)
            examples = tuple(each.text for _, each in wrong[:3])
            found.append(
                Misleading(entry, unhelped, helped, examples, tuple(dict.fromkeys(others)))
            )
    return sorted(found, key=lambda each: (-each.unhelped, each.entry))


def taught(entries: Iterable[FaqEntry], accepted: Sequence[Proposal]) -> list[FaqEntry]:
    """The entries that change, each with its accepted wordings behind its own."""
    new: dict[str, list[str]] = defaultdict(list)
    for each in accepted:
        new[each.entry].append(each.text)
    return [
        replace(entry, variants=(*entry.variants, *new[entry.id]))
        for entry in entries
        if entry.id in new
    ]


def _by_wording(evidence: Iterable[Evidence]) -> dict[tuple[str, str], _Asked]:
    found: dict[tuple[str, str], _Asked] = {}
    for each in evidence:
        plain = normalise(each.text)
        asked = found.setdefault((each.entry, plain), _Asked(" ".join(each.text.split())))
        (asked.helped if each.helped else asked.unhelped).add(each.person)
    return found


def _contested(asked: dict[tuple[str, str], _Asked], entry: str, plain: str, helped: int) -> bool:
    """Whether the wording helped as many people with another entry."""
    return any(
        other != entry and text == plain and len(each.helped) >= helped
        for (other, text), each in asked.items()
    )


def _wordings(entry: FaqEntry) -> set[str]:
    return {normalise(text) for text in (entry.question, *entry.variants)}


def _id(entry: str, plain: str) -> str:
    return hashlib.sha256(f"{entry}\n{plain}".encode("utf-8", "surrogatepass")).hexdigest()[:8]
