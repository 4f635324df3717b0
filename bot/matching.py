"""The FAQ in memory: an immutable index, swapped whole when the stored version moves on."""

from __future__ import annotations

import asyncio
import logging
from datetime import date
from zoneinfo import ZoneInfo

from bot.clock import Clock, local_date
from bot.indexing import FEW, Built, build_apart, entry_of, stored_faq
from bot.settings import Matching, Settings
from bot.signals import Signals
from bot.store import Database, knowledge
from faq.index import Index
from faq.match import Decision, Match, Matcher, Thresholds
from faq.pinyin import sounded

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 2.0
SHORT = 200
"""Characters of a text that is looked up at once, in less than the loop's other work takes."""
NOTHING = Match(Decision.ESCALATE, ())


class Knowledge:
    """Answers from the newest FAQ there is; the table stays the truth.

    With `settings` a process of its own can open the same database, and builds large indexes.
    """

    def __init__(
        self,
        database: Database,
        matching: Matching,
        signals: Signals,
        clock: Clock,
        zone: ZoneInfo,
        settings: Settings | None = None,
    ) -> None:
        self._database = database
        self._thresholds = thresholds(matching)
        self._signals = signals
        self._clock = clock
        self._zone = zone
        self._settings = settings
        self._version = -1
        self._matcher: Matcher | None = None

    @property
    def version(self) -> int:
        """The FAQ version that answers now; -1 before the first."""
        return self._version

    async def match(self, text: str) -> Match:
        """What the FAQ says about a text; a long one is looked up beside the event loop."""
        if self._matcher is None or not text.strip():
            return NOTHING
        if len(text) <= SHORT:
            # Handing it to a thread and back would take longer, and wait for the interpreter.
            return self._matcher.match(text, self._today())
        return await asyncio.to_thread(self._matcher.match, text, self._today())

    async def refresh(self) -> bool:
        """Load the FAQ if its version has moved; whether it had."""
        if await self._database.read(knowledge.current_version) == self._version:
            return False
        built, index = await self._indexed()
        matcher = Matcher(index, self._thresholds)
        # What loads at the first use would make the first resident wait for seconds.
        await asyncio.to_thread(_warm, matcher, self._today())
        self._matcher = matcher
        self._version = built.version
        log.info("FAQ version %s is in use: %s entries", built.version, built.entries)
        return True

    async def _indexed(self) -> tuple[Built, Index]:
        """The index of the FAQ in force: of a large one, by a process that delays nobody."""
        if self._settings is not None and await self._database.read(knowledge.count) > FEW:
            return await build_apart(self._settings)
        version, entries = await self._database.read(stored_faq)
        index = await asyncio.to_thread(Index.build, map(entry_of, entries))
        return Built(version, len(entries)), index

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


def _warm(matcher: Matcher, today: date) -> None:
    """Let everything load that the first match would load."""
    matcher.match("请问身份证丢了怎么补办", today)
    sounded("问")
