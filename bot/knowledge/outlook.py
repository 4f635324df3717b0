"""What is known in memory of one moment: whose matter a text is, and who else asked the same."""

from __future__ import annotations

from functools import lru_cache

from bot.knowledge.catalogue import NO_CATALOGUE, Catalogue, Topical, sees, speaks_for
from bot.knowledge.neighbours import NOBODY, Likeness, Neighbours

_REMEMBERED = 2_048
"""Texts whose weighing is kept: one message is weighed several times on its way, and again when
its place has been asked for."""


class Weighing:
    """Weighs by the catalogue of one moment, and remembers; what was foreseen is not weighed."""

    def __init__(self, catalogue: Catalogue = NO_CATALOGUE) -> None:
        self.catalogue = catalogue
        self.topics = lru_cache(_REMEMBERED)(self._topics)
        self._foreseen: dict[str, tuple[Topical, ...]] = {}

    def foresee(self, text: str, found: tuple[Topical, ...]) -> None:
        """What the catalogue says about a text that will be asked for."""
        if len(self._foreseen) >= _REMEMBERED:
            # Nobody asked for them, for the text was known already.
            self._foreseen.clear()
        self._foreseen[text] = found

    def _topics(self, text: str) -> tuple[Topical, ...]:
        found = self._foreseen.pop(text, None)
        return self.catalogue.weigh(text) if found is None else found


class Outlook:
    """A catalogue and neighbours, asked within a transaction: pure but for what is remembered."""

    def __init__(self, weighing: Weighing, neighbours: Neighbours = NOBODY) -> None:
        self.weighing = weighing
        self.neighbours = neighbours
        self._seen = weighing.catalogue.glance_of(neighbours.topics)
        self._look = lru_cache(_REMEMBERED)(self._compare)

    def topics(self, text: str) -> tuple[Topical, ...]:
        """The units whose matter a text may be, the likeliest first."""
        return self.weighing.topics(text)

    def may_be_urgent(self, text: str) -> bool:
        """Whether an urgent topic may speak for a text, told without weighing it."""
        return self.weighing.catalogue.may_be_urgent(text)

    def alike(self, text: str) -> tuple[Likeness, ...]:
        """What others asked, and may be shared, that a text speaks of too."""
        if not self.neighbours.by_key:
            return ()
        return self._look(text)

    def _compare(self, text: str) -> tuple[Likeness, ...]:
        # Only what a topic of theirs may speak for is weighed: mostly none can.
        seen = sees(self._seen, text)
        topic = speaks_for(self.topics(text)) if seen else None
        return self.neighbours.alike(text, topic.id if topic else "")
