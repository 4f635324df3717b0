"""What others have asked and may be shared, in memory: which of it a message speaks of too."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.knowledge.catalogue import parts_of
from bot.knowledge.wordings import Wordings
from bot.store.matters import SharedMatter
from bot.store.notices import Notice
from bot.tickets import matters
from faq.entries import FaqEntry
from faq.normalise import normalise

ALIKE = 0.6
"""From here a message speaks of the same: it is asked, or can be told apart again by a tap."""
_SAME_TOPIC = 0.7
_SAME_PLACE = 0.95


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Something that others asked: `key` names it, `wordings` are how, `place` is where."""

    key: str
    wordings: tuple[str, ...]
    topic_id: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A neighbour that a message is like, and how surely it is the same, 0..1."""

    key: str
    probability: float


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbours of one moment; immutable, and safe in several threads."""

    by_key: Mapping[str, Neighbour] = field(default_factory=dict)
    _of_topic: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _places: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _wordings: Wordings | None = None

    @classmethod
    def build(cls, neighbours: Iterable[Neighbour]) -> Neighbours:
        """Index the wordings of `neighbours`."""
        known = {each.key: each for each in neighbours}
        entries = [
            FaqEntry(id=each.key, question=first, variants=tuple(others), answer=each.key)
            for each in known.values()
            for first, *others in (each.wordings or ("",),)
        ]
        of_topic: dict[str, tuple[str, ...]] = {}
        for each in known.values():
            if each.topic_id:
                of_topic[each.topic_id] = (*of_topic.get(each.topic_id, ()), each.key)
        places = {
            each.key: matters.places(normalise("\n".join((each.place, *each.wordings))))
            for each in known.values()
        }
        return cls(known, of_topic, places, Wordings.of(entries))

    @property
    def topics(self) -> Collection[str]:
        """The topics that they have."""
        return self._of_topic.keys()

    def alike(self, text: str, topic_id: str = "", place: str = "") -> tuple[Likeness, ...]:
        """The neighbours that `text`, of this topic, speaks of too, the likeliest first.

        The FAQ's engine compares what was said; one topic of the catalogue makes likely what is
        put in other words or in another language. What names another place is another matter.
        """
        if self._wordings is None:
            return ()
        said = self._said(text)
        # Only what shares words or the topic can be the same: all else is not looked at.
        keys = dict.fromkeys((*said, *self._of_topic.get(topic_id, ())))
        if not keys:
            return ()
        here = matters.places(normalise(f"{text}\n{place}"))
        found = (
            Likeness(key, self._probability(key, said.get(key, 0.0), topic_id, here))
            for key in keys
        )
        likely = [each for each in found if each.probability >= ALIKE]
        return tuple(sorted(likely, key=lambda each: -each.probability))

    def _probability(self, key: str, said: float, topic_id: str, here: frozenset[str]) -> float:
        there = self._places[key]
        if here and there and not here & there:
            return 0.0
        if not topic_id or topic_id != self.by_key[key].topic_id:
            return said
        return max(said, _SAME_PLACE if here & there else _SAME_TOPIC)

    def _said(self, text: str) -> dict[str, float]:
        keys, best = list(self.by_key), dict[str, float]()
        for place, score in self._wordings.found(parts_of(text)) if self._wordings else ():
            best[keys[place]] = max(best.get(keys[place], 0.0), score)
        return best


NOBODY = Neighbours()
"""Nobody has asked anything that may be shared."""


def of_matter(matter: SharedMatter, words: Sequence[str]) -> Neighbour:
    """A matter that may be followed, by its title and by what its resident wrote (`words`)."""
    ticket = matter.ticket
    return Neighbour(
        key=f"matter:{ticket.id}",
        wordings=(matter.title, *words),
        topic_id=ticket.topic_id,
        place=ticket.place,
    )


def of_notice(notice: Notice, words: Sequence[str]) -> Neighbour:
    """A notice, by its title and by what was asked where it was posted (`words`).

    Where it says for which place it is, what others wrote of places does not count.
    """
    place = notice.place
    told = tuple(matters.without_places(normalise(each)) for each in words) if place else words
    return Neighbour(
        key=f"notice:{notice.id}",
        wordings=(notice.title, *(each for each in told if each)),
        topic_id=notice.topic_id,
        place=place,
    )
