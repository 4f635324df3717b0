"""The dispatch catalogue (派单目录) in memory: which unit's matter a text is, and how surely."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import add

from bot.knowledge.wordings import Glance, Wordings
from bot.store.catalogue import Correction, Topic
from bot.tickets.matters import without_places
from faq.entries import FaqEntry
from faq.normalise import is_courtesy, normalise

MOST = 3
"""How many units are told apart: as many as a dispatcher is shown."""

NAMED = 0.86
"""How likely a unit is right whose topic stands in the text word for word, and no other unit's.

`python -m benchmarks.dispatch` prints how often that was so on the sample FAQ's questions.
"""
LIKELY = 0.8
"""From here a topic speaks for a text: better thought urgent once too often than too late."""
_SLIPPED = 8
"""Signs: what is as short may be a name with a slip in it, which leaves no pair of it whole."""
_SHORTEST_NAME = 2  # normalised characters; one alone names nothing
_CLAUSE = re.compile(r"[^，,。.！!？?；;、\n]+")
_MOST_CLAUSES = 8
_SEVERAL_NAMES = re.compile(r"[、，,/;；]")


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

    topics: tuple[Topic, ...] = ()
    corrections: tuple[Correction, ...] = ()
    _names: Mapping[str, Topic] = field(default_factory=dict)
    _beginning: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _by_topic: Wordings | None = None
    _by_correction: Wordings | None = None
    _urgent: Glance = field(default_factory=Glance)
    _by_officials: Glance = field(default_factory=Glance)

    @classmethod
    def build(cls, topics: Iterable[Topic], corrections: Iterable[Correction]) -> Catalogue:
        """Index the wordings of `topics` and of what officials corrected."""
        known, learnt = tuple(topics), tuple(corrections)
        names: dict[str, Topic] = {}
        for topic in known:
            for wording in _wordings(topic):
                folded = normalise(wording)
                if len(folded) >= _SHORTEST_NAME:
                    names.setdefault(folded, topic)
        beginning: dict[str, tuple[str, ...]] = {}
        for name in names:
            beginning[name[:2]] = (*beginning.get(name[:2], ()), name)
        corrected = Glance(each.wording for each in learnt)
        return cls(
            known,
            learnt,
            names,
            beginning,
            Wordings.of([_entry(each) for each in known], _SLIPPED),
            Wordings.of([_learnt(each) for each in learnt], _SLIPPED),
            _glance(each for each in known if each.urgent) | corrected,
            corrected,
        )

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

    def may_be_urgent(self, text: str) -> bool:
        """Whether an urgent topic may speak for `text`, told in no time: mostly none can."""
        return sees(self._urgent, text)

    def glance_of(self, topic_ids: Collection[str]) -> Glance:
        """What sees every text for which one of these topics may speak."""
        theirs = _glance(each for each in self.topics if each.id in topic_ids)
        # What officials corrected may make a unit likely of which one of them is known.
        return theirs | self._by_officials

    def _alike(self, parts: Sequence[str]) -> dict[str, Topical]:
        """The best topic of each unit, by how much its wordings are like the text."""
        best: dict[str, Topical] = {}
        for place, score in self._by_topic.found(parts) if self._by_topic else ():
            topic = self.topics[place]
            known = best.get(topic.department_id)
            if known is None or known.probability < score:
                best[topic.department_id] = Topical(topic, score)
        return best

    def named(self, text: str) -> dict[str, Topic]:
        """By unit, the topic whose wording `text` holds; a longer name hides one within it."""
        plain = normalise(text)
        begins = self._beginning.keys() & set(map(add, plain, plain[1:]))
        held = {name for start in begins for name in self._beginning[start] if name in plain}
        full = {one for one in held if not any(one != other and one in other for other in held)}
        named: dict[str, Topic] = {}
        # Of equally long ones the catalogue's first.
        in_order = [name for name in self._names if name in full] if full else []
        for name in sorted(in_order, key=len, reverse=True):
            named.setdefault(self._names[name].department_id, self._names[name])
        return named

    def _corrected(self, parts: Sequence[str]) -> Iterable[tuple[float, Correction]]:
        """The corrections of texts like this one, with how like they are, the likest last."""
        found = self._by_correction.found(parts) if self._by_correction else ()
        likest = dict(sorted(found, key=lambda each: each[1]))
        return [(score, self.corrections[place]) for place, score in likest.items()]


def sees(glance: Glance, text: str) -> bool:
    """Whether a text, or a part of it, may be any of some wordings."""
    return glance.sees(normalise(text)) or any(map(glance.sees, parts_of(text)))


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

    Where it happens tells nothing of what it is, and would only make the text less alike. Nor does
    a clause of courtesy.
    """
    several = clauses(text)[:_MOST_CLAUSES]
    parts = map(normalise, several) if len(several) > 1 else ()
    told = (part for part in parts if not is_courtesy(part))
    bare = map(without_places, (normalise(text), *told))
    return tuple(dict.fromkeys(part for part in bare if part))


def clauses(text: str) -> list[str]:
    """What stands between the signs of a text."""
    return [clause.strip() for clause in _CLAUSE.findall(text) if clause.strip()]


def _glance(topics: Iterable[Topic]) -> Glance:
    return Glance(wording for each in topics for wording in _wordings(each))


def _entry(topic: Topic) -> FaqEntry:
    # The engine tells apart what has different answers: here, the units.
    return FaqEntry(topic.id, topic.topic, topic.department_id, _wordings(topic))


def _learnt(correction: Correction) -> FaqEntry:
    return FaqEntry(str(correction.id), correction.wording, correction.department_id)


def _wordings(topic: Topic) -> tuple[str, ...]:
    """How a topic is called: its variants, and each of the names that its title lists."""
    names = (name.strip() for name in _SEVERAL_NAMES.split(topic.topic))
    return tuple(dict.fromkeys((topic.topic, *topic.variants, *(name for name in names if name))))
