"""What is known in memory beside the FAQ: the dispatch catalogue, swapped whole when it moves."""

from __future__ import annotations

import asyncio
import logging

from bot.catalogue import NO_CATALOGUE, Catalogue, Topical
from bot.signals import Signals
from bot.store import Database, Transaction, catalogue
from bot.store.catalogue import Correction, Topic

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 2.0


class Insight:
    """Weighs texts within a transaction: pure, immutable snapshots; the tables stay the truth."""

    def __init__(self, database: Database, signals: Signals) -> None:
        self._database = database
        self._signals = signals
        self._version = -1
        self._catalogue = NO_CATALOGUE

    def topics(self, text: str) -> tuple[Topical, ...]:
        """The units whose matter a text may be, the likeliest first."""
        return self._catalogue.weigh(text)

    async def refresh(self) -> bool:
        """Take the catalogue into use anew if it has moved; whether it had."""
        version = await self._database.read(catalogue.version)
        if version == self._version:
            return False
        topics, corrections = await self._database.read(_read)
        self._catalogue = await asyncio.to_thread(Catalogue.build, topics, corrections)
        self._version = version
        log.info(
            "the catalogue is in use: %s topics, %s corrections", len(topics), len(corrections)
        )
        return True

    async def keep_fresh(self) -> None:
        """Follow the tables for as long as the service runs."""
        with self._signals.watch("catalogue") as wake:
            while True:
                await wake.wait(LOOK_AGAIN_SECONDS)
                try:
                    await self.refresh()
                except Exception:  # what is in use goes on; the next look may succeed
                    log.exception("the catalogue could not be read; the one in use stays")


def _read(tx: Transaction) -> tuple[list[Topic], list[Correction]]:
    return catalogue.topics(tx), catalogue.corrections(tx)
