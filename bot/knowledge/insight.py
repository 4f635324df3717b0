"""What is known in memory beside the FAQ: the catalogue, and what many ask; swapped whole."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.knowledge.beside.standing import Beside
from bot.knowledge.catalogue import Catalogue, Topical
from bot.knowledge.neighbours import Likeness, Neighbour, Neighbours, of_matter, of_notice
from bot.knowledge.outlook import Outlook, Weighing
from bot.models import Direction
from bot.rounds import keep_looking
from bot.signals import Signals
from bot.store import Database, Transaction, catalogue, matters, messages, notices
from bot.store.catalogue import Correction, Topic

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 2.0
_LONGEST_WORDING = 200
Learn = Callable[[Outlook], None]
"""Hears what is known from now on."""


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
        self._beside = beside
        self._outlook = Outlook(Weighing())
        self._pupils: list[Learn] = []
        if beside is not None:
            self._pupils.append(lambda outlook: beside.learn(outlook.weighing.catalogue))

    def topics(self, text: str) -> tuple[Topical, ...]:
        """The units whose matter a text may be, the likeliest first."""
        return self._outlook.topics(text)

    def may_be_urgent(self, text: str) -> bool:
        """Whether an urgent topic may speak for a text, told without weighing it."""
        return self._outlook.may_be_urgent(text)

    def alike(self, text: str) -> tuple[Likeness, ...]:
        """What others asked, and may be shared, that a text speaks of too."""
        return self._outlook.alike(text)

    async def foresee(self, text: str) -> None:
        """Let a process beside the service weigh a text of which `topics` will be asked next."""
        weighing = self._outlook.weighing
        if self._beside is not None:
            found = await self._beside.weigh(weighing.catalogue, text)
            if found is not None:
                weighing.foresee(text, found)

    def teach(self, learn: Learn) -> None:
        """Tell what is known now, and each time that it changes."""
        self._pupils.append(learn)
        learn(self._outlook)

    async def refresh(self) -> bool:
        """Take into use anew what has moved; whether anything had."""
        now = self._clock()
        versions = await self._database.read(_versions)
        if versions == self._versions:
            return False
        weighing = self._outlook.weighing
        if versions[0] != self._versions[0]:
            weighing = Weighing(await self._read_catalogue())
        known = await self._database.read(lambda tx: _known(tx, now, now - self._recent))
        self._outlook = Outlook(weighing, await asyncio.to_thread(Neighbours.build, known))
        self._versions = versions
        for learn in self._pupils:
            learn(self._outlook)
        log.info("%s shared matters and notices are in use", len(known))
        return True

    async def keep_fresh(self) -> None:
        """Follow the tables for as long as the service runs."""
        with self._signals.watch("catalogue") as wake:
            trouble = "the catalogue cannot be read; the one in use stays"
            await keep_looking(self.refresh, trouble, LOOK_AGAIN_SECONDS, wake)

    async def _read_catalogue(self) -> Catalogue:
        topics, corrections = await self._database.read(_read)
        catalogue = await asyncio.to_thread(Catalogue.build, topics, corrections)
        log.info(
            "the catalogue is in use: %s topics, %s corrections", len(topics), len(corrections)
        )
        return catalogue


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
