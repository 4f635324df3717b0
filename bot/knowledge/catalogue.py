"""The dispatch catalogue (派单目录) in memory: which unit's matter a text is, and how surely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.store.catalogue import Correction, Topic
from bot.tickets.matters import without_places
from faq.entries import FaqEntry
from faq.index import Index
from faq.match import Candidate, Matcher
from faq.normalise import normalise

MOST = 3
"""How many units are told apart: as many as a dispatcher is shown."""

NAMED = 0.86
"""How likely a unit is right whose topic stands in the text word for word, and no other unit's.

`python -m benchmarks.dispatch` prints how often that was so on the sample FAQ's questions.
"""
LIKELY = 0.8
"""From here a topic speaks for a text: better thought urgent once too often than too late."""
_SHORTEST_NAME = 2  # normalised characters; one alone names nothing
_CLAUSE = re.compile(r"[^，,。.！!？?；;、\n]+")
_MOST_CLAUSES = 8
_SEVERAL_NAMES = re.compile(r"[、，,/;；]")
_NEVER = date.min  # topics do not expire
_CORRECTION = "correction:"


@dataclass(frozen=True, slots=True)
class Topical:
    """A unit whose matter a text may be: by which topic of the catalogue, and how likely, 0..1.

    `topic.id` is empty where only an official's correction knows it. `correction_id` is the
    correction that speaks for the unit, if one does.
    """

    topic: Topic
    probability: float
    correction_id: int | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The topics and the corrections of one moment; immutable, and safe in several threads."""

    topics: Mapping[str, Topic] = field(default_factory=dict)
    corrections: Mapping[str, Correction] = field(default_factory=dict)
    _names: Mapping[str, Topic] = field(default_factory=dict)
    _by_topic: Matcher | None = None
    _by_correction: Matcher | None = None

    @classmethod
    def build(cls, topics: Iterable[Topic], corrections: Iterable[Correction]) -> Catalogue:
        """Index the wordings of `topics` and of what officials corrected."""
        known = {topic.id: topic for topic in topics}
        learnt = {f"{_CORRECTION}{each.id}": each for each in corrections}
        names: dict[str, Topic] = {}
        for topic in known.values():
            for wording in _wordings(topic):
                folded = normalise(wording)
                if len(folded) >= _SHORTEST_NAME:
                    names.setdefault(folded, topic)
        return cls(known, learnt, names, _matcher(known.values()), _learnt(learnt))

    def weigh(self, text: str) -> tuple[Topical, ...]:
        """The units whose matter `text` may be, the likeliest first, at most `MOST`.

        Two signs are taken together: how much the text, or a clause of it, is like a wording of
        a topic, and whether it holds such a wording. Where the topics of several units are
        held, each counts for its share. What officials corrected speaks for the unit they chose
        and, as strongly, against the one they took it from.
        """
        parts = parts_of(text)
        likely = self._alike(parts)
        named = self.named(text)
        for unit, topic in named.items():
            alike = likely.get(unit)
            resembles = alike.probability if alike else 0.0
            probability = 1 - (1 - resembles) * (1 - NAMED / len(named))
            likely[unit] = Topical(topic, probability)
        for score, correction in self._corrected(parts):
            _learn(likely, correction, score)
        best = sorted(likely.values(), key=lambda each: -each.probability)
        return tuple(best[:MOST])

    def _alike(self, parts: Sequence[str]) -> dict[str, Topical]:
        """The best topic of each unit, by how much its wordings are like the text."""
        best: dict[str, Topical] = {}
        for candidate in _candidates(self._by_topic, parts):
            topic = self.topics[candidate.entry.id]
            known = best.get(topic.department_id)
            if known is None or known.probability < candidate.score:
                best[topic.department_id] = Topical(topic, candidate.score)
        return best

    def named(self, text: str) -> dict[str, Topic]:
        """By unit, the topic whose wording `text` holds; a longer name hides one within it."""
        plain = normalise(text)
        held = [name for name in self._names if name in plain]
        full = [one for one in held if not any(one != other and one in other for other in held)]
        named: dict[str, Topic] = {}
        for name in sorted(full, key=len, reverse=True):
            named.setdefault(self._names[name].department_id, self._names[name])
        return named

    def _corrected(self, parts: Sequence[str]) -> Iterable[tuple[float, Correction]]:
        """The corrections of texts like this one, with how like they are, the likest last."""
        found = {
            candidate.entry.id: candidate.score
            for candidate in sorted(
                _candidates(self._by_correction, parts), key=lambda each: each.score
            )
        }
        return [(score, self.corrections[entry_id]) for entry_id, score in found.items()]


def speaks_for(weighed: Sequence[Topical]) -> Topic | None:
    """The topic of the likeliest unit, if it is likely and the catalogue's own."""
    best = next(iter(weighed), None)
    sure = best is not None and best.probability >= LIKELY and bool(best.topic.id)
    return best.topic if best is not None and sure else None


NO_CATALOGUE = Catalogue()
"""The catalogue of a town that has none."""


def _learn(likely: dict[str, Topical], correction: Correction, score: float) -> None:
    wrong = likely.get(correction.instead_of)
    if wrong is not None and correction.instead_of != correction.department_id:
        likely[correction.instead_of] = replace(wrong, probability=wrong.probability * (1 - score))
    right = likely.get(correction.department_id)
    topic = right.topic if right else Topic("", "", correction.department_id)
    if right is None or right.probability < score:
        likely[correction.department_id] = Topical(topic, score, correction.id)


def parts_of(text: str) -> tuple[str, ...]:
    """The text and, of a longer one, its clauses, without the places that they name.

    Where it happens tells nothing of what it is, and would only make the text less alike.
    """
    several = clauses(text)[:_MOST_CLAUSES]
    parts = (text, *several) if len(several) > 1 else (text,)
    bare = (without_places(normalise(part)) for part in parts)
    return tuple(dict.fromkeys(part for part in bare if part))


def clauses(text: str) -> list[str]:
    """What stands between the signs of a text."""
    return [clause.strip() for clause in _CLAUSE.findall(text) if clause.strip()]


def _candidates(matcher: Matcher | None, parts: Sequence[str]) -> list[Candidate]:
    if matcher is None:
        return []
    return [found for part in parts for found in matcher.match(part, _NEVER).candidates]


def _matcher(topics: Iterable[Topic]) -> Matcher | None:
    entries = [
        FaqEntry(
            id=topic.id,
            question=topic.topic,
            # The engine tells apart what has different answers: here, the units.
            answer=topic.department_id,
            variants=_wordings(topic),
        )
        for topic in topics
    ]
    return Matcher(Index.build(entries)) if entries else None


def _learnt(corrections: Mapping[str, Correction]) -> Matcher | None:
    entries = [
        FaqEntry(id=entry_id, question=each.wording, answer=each.department_id)
        for entry_id, each in corrections.items()
    ]
    return Matcher(Index.build(entries)) if entries else None


def _wordings(topic: Topic) -> tuple[str, ...]:
    """How a topic is called: its variants, and each of the names that its title lists."""
    names = (name.strip() for name in _SEVERAL_NAMES.split(topic.topic))
    return tuple(dict.fromkeys((topic.topic, *topic.variants, *(name for name in names if name))))
