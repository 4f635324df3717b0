"""What is known in memory beside the FAQ: the catalogue, and what many ask; swapped whole."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache

from bot.clock import Clock
from bot.knowledge.beside.standing import Beside
from bot.knowledge.catalogue import NO_CATALOGUE, Catalogue, Topical, speaks_for
from bot.knowledge.neighbours import NOBODY, Likeness, Neighbour, Neighbours, of_matter, of_notice
from bot.models import Direction
from bot.rounds import keep_looking
from bot.signals import Signals
from bot.store import Database, Transaction, catalogue, matters, messages, notices
from bot.store.catalogue import Correction, Topic

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 2.0
_REMEMBERED = 2_048
"""Texts whose weighing is kept: one message is weighed several times on its way, and again when
its place has been asked for."""
_LONGEST_WORDING = 200


class _Weighing:
    """Weighs by the catalogue of one moment, and remembers; what was foreseen is not weighed."""

    def __init__(self, catalogue: Catalogue) -> None:
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


class Insight:
    """Weighs texts within a transaction: pure, immutable snapshots; the tables stay the truth."""

    def __init__(
        self,
        database: Database,
        signals: Signals,
        clock: Clock,
        recent: timedelta,
        beside: Beside | None = None,
    ) -> None:
        self._database = database
        self._signals = signals
        self._clock = clock
        self._recent = recent
        self._versions = (-1, -1)
        self._neighbours = NOBODY
        self._beside = beside
        self._weighing = _Weighing(NO_CATALOGUE)
        self._look: Callable[[str], tuple[Likeness, ...]] = self._compare

    def topics(self, text: str) -> tuple[Topical, ...]:
        """The units whose matter a text may be, the likeliest first."""
        return self._weighing.topics(text)

    async def foresee(self, text: str) -> None:
        """Let a process beside the service weigh a text of which `topics` will be asked next."""
        weighing = self._weighing
        if self._beside is not None:
            found = await self._beside.weigh(weighing.catalogue, text)
            if found is not None:
                weighing.foresee(text, found)

    def alike(self, text: str) -> tuple[Likeness, ...]:
        """What others asked, and may be shared, that a text speaks of too."""
        if not self._neighbours.by_key:
            return ()
        return self._look(text)

    def _compare(self, text: str) -> tuple[Likeness, ...]:
        topic = speaks_for(self._weighing.topics(text))
        return self._neighbours.alike(text, topic.id if topic else "")

    async def refresh(self) -> bool:
        """Take into use anew what has moved; whether anything had."""
        now = self._clock()
        versions = await self._database.read(_versions)
        if versions == self._versions:
            return False
        if versions[0] != self._versions[0]:
            await self._refresh_catalogue()
        known = await self._database.read(lambda tx: _known(tx, now, now - self._recent))
        self._neighbours = await asyncio.to_thread(Neighbours.build, known)
        self._look = lru_cache(_REMEMBERED)(self._compare)
        self._versions = versions
        log.info("%s shared matters and notices are in use", len(known))
        return True

    async def keep_fresh(self) -> None:
        """Follow the tables for as long as the service runs."""
        with self._signals.watch("catalogue") as wake:
            trouble = "the catalogue cannot be read; the one in use stays"
            await keep_looking(self.refresh, trouble, LOOK_AGAIN_SECONDS, wake)

    async def _refresh_catalogue(self) -> None:
        topics, corrections = await self._database.read(_read)
        snapshot = await asyncio.to_thread(Catalogue.build, topics, corrections)
        self._weighing = _Weighing(snapshot)
        if self._beside is not None:
            self._beside.learn(snapshot)
        log.info(
            "the catalogue is in use: %s topics, %s corrections", len(topics), len(corrections)
        )


def _versions(tx: Transaction) -> tuple[int, int]:
    return catalogue.version(tx), matters.version(tx)


def _read(tx: Transaction) -> tuple[list[Topic], list[Correction]]:
    return catalogue.topics(tx), catalogue.corrections(tx)


def _known(tx: Transaction, now: datetime, since: datetime) -> list[Neighbour]:
    shared = matters.standing(tx, since)
    posted = notices.standing(tx, now)
    return [
        *(of_notice(each, _words(tx, each.ticket_id)) for each in posted),
        *(of_matter(each, _words(tx, each.ticket.id)) for each in shared),
    ]


def _words(tx: Transaction, ticket_id: int) -> list[str]:
    """What the resident wrote first, which others may have put alike."""
    said = (line.message for line in messages.of_ticket(tx, ticket_id))
    first = (each for each in said if each.direction is Direction.INBOUND and each.content.text)
    return [each.content.text[:_LONGEST_WORDING] for each in first][:1]
