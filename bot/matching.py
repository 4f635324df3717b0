"""The FAQ in memory: an immutable index, swapped whole when the stored version moves on."""

from __future__ import annotations

import asyncio
import logging
from datetime import date
from zoneinfo import ZoneInfo

from bot.clock import Clock, local_date
from bot.settings import Matching
from bot.signals import Signals
from bot.store import Database, knowledge
from faq.entries import FaqEntry
from faq.index import Index
from faq.match import Decision, Match, Matcher, Thresholds

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 2.0
NOTHING = Match(Decision.ESCALATE, ())


class Knowledge:
    """Answers from the newest FAQ there is; the table stays the truth."""

    def __init__(
        self,
        database: Database,
        matching: Matching,
        signals: Signals,
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        self._database = database
        self._thresholds = thresholds(matching)
        self._signals = signals
        self._clock = clock
        self._zone = zone
        self._version = -1
        self._matcher: Matcher | None = None

    @property
    def version(self) -> int:
        """The FAQ version that answers now; -1 before the first."""
        return self._version

    async def match(self, text: str) -> Match:
        """What the FAQ says about a text; computed beside the event loop."""
        if self._matcher is None or not text.strip():
            return NOTHING
        return await asyncio.to_thread(self._matcher.match, text, self._today())

    async def refresh(self) -> bool:
        """Load the FAQ if its version has moved; whether it had."""
        version = await self._database.read(knowledge.current_version)
        if version == self._version:
            return False
        entries = await self._database.read(knowledge.entries)
        index = await asyncio.to_thread(_build, entries)
        self._matcher = Matcher(index, self._thresholds)
        self._version = version
        log.info("FAQ version %s is in use: %s entries", version, len(entries))
        return True

    async def keep_fresh(self) -> None:
        """Follow the stored version for as long as the service runs."""
        with self._signals.watch("faq") as wake:
            while True:
                await wake.wait(LOOK_AGAIN_SECONDS)
                try:
                    await self.refresh()
                except Exception:  # the old index goes on answering; the next look may succeed
                    log.exception("the FAQ could not be read; the version in use stays")

    def _today(self) -> date:
        return local_date(self._clock(), self._zone)


def thresholds(matching: Matching) -> Thresholds:
    """The thresholds of the settings, the built-in ones where none are set."""
    built_in = Thresholds()
    return Thresholds(
        answer=built_in.answer if matching.answer is None else matching.answer,
        suggest=built_in.suggest if matching.suggest is None else matching.suggest,
        margin=built_in.margin if matching.margin is None else matching.margin,
    )


def _build(entries: list[knowledge.StoredEntry]) -> Index:
    return Index.build(entry_of(stored) for stored in entries)


def entry_of(stored: knowledge.StoredEntry) -> FaqEntry:
    """The FAQ entry that a stored row holds."""
    return FaqEntry(**{name: getattr(stored, name) for name in FaqEntry.__slots__})
