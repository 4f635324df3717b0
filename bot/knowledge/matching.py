"""The FAQ in memory: an immutable index, swapped whole when the stored version moves on."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.clock import Clock, local_date
from bot.knowledge.beside.known import Known
from bot.knowledge.beside.standing import Beside
from bot.knowledge.encoding import EncodingError, Reader, reader_of
from bot.knowledge.indexing import FEW, Built, Mapped, build_apart, entry_of, stored_faq
from bot.knowledge.refitting import refit_in_force
from bot.knowledge.vectoring import read_apart
from bot.knowledge.warming import warm
from bot.rounds import keep_looking
from bot.settings import Matching, Settings
from bot.signals import Signals
from bot.store import Database, knowledge
from faq.explaining import Explanation, Stage, explain
from faq.index import Index
from faq.match import Decision, Match, Matcher, Thresholds

if TYPE_CHECKING:
    from faq.encoders import Floats
    from faq.match import Meant

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 2.0
READ_AGAIN_SECONDS = 60.0
"""After the FAQ could not be read for its meaning."""
SHORT = 200
"""Characters of a text that is looked up at once, in less than the loop's other work takes."""
NOTHING = Match(Decision.ESCALATE, ())
NO_REASON = Explanation(Stage.NOTHING, "", ())


class Knowledge:
    """Answers from the newest FAQ there is; the table stays the truth.

    With `settings` a process of its own can open the same database: it builds large indexes, and
    reads the FAQ for its meaning where there is an encoder. What takes long is matched by the
    process that stands `beside`; without one, the service matches by itself.
    """

    def __init__(
        self,
        database: Database,
        matching: Matching,
        signals: Signals,
        clock: Clock,
        zone: ZoneInfo,
        settings: Settings | None = None,
        beside: Beside | None = None,
    ) -> None:
        self._database = database
        self._thresholds = thresholds(matching)
        self._signals = signals
        self._clock = clock
        self._zone = zone
        self._settings = settings
        self._patience = matching.encoder_milliseconds / 1000
        self._version = -1
        self._refit = -1
        self._matcher: Matcher | None = None
        self._reader: Reader | None = None
        self._mapped: Mapped | None = None
        self._beside = beside

    @property
    def version(self) -> int:
        """The FAQ version that answers now; -1 before the first."""
        return self._version

    @property
    def is_large(self) -> bool:
        """Whether the FAQ in use has so many entries that a process of its own builds its index."""
        return self._mapped is not None

    @property
    def reads(self) -> bool:
        """Whether doubtful questions are read for their meaning now."""
        return self._matcher is not None and self._matcher.vectors is not None

    @property
    def beside(self) -> bool:
        """Whether a process beside the service matches now."""
        return self._beside is not None and self._beside.partner is not None

    async def match(self, text: str) -> Match:
        """What the FAQ says about a text; a long one is looked up beside the event loop.

        What is clear by what is written is said at once. Else the encoder, if there is one, has
        as long as the settings give it; after that, what is written decides alone.
        """
        matcher = self._matcher
        if matcher is None or not text.strip():
            return NOTHING
        return (await self._decided(matcher, text))[0]

    async def explained(self, text: str) -> tuple[Match, Explanation]:
        """What the FAQ says about a text, and why, for an official to read."""
        matcher = self._matcher
        if matcher is None or not text.strip():
            return NOTHING, NO_REASON
        matched, meant = await self._decided(matcher, text)
        # Its dictionary of words takes a while to load.
        why = await asyncio.to_thread(explain, matcher, matched, text, self._today(), meant)
        return matched, why

    async def _decided(self, matcher: Matcher, text: str) -> tuple[Match, Meant]:
        """The match, and what an encoder read for it."""
        today = self._today()
        matched = await self._by_letters(matcher, text, today)
        doubted = matcher.doubted(text, matched)
        if not doubted or self._reader is None:
            return matched, {}
        try:
            async with asyncio.timeout(self._patience):
                rows = await self._reader.read(doubted)
                _check_comparable(rows, matcher)
                meant = dict(zip(doubted, rows, strict=True))
                return await asyncio.to_thread(matcher.match, text, today, meant), meant
        except (TimeoutError, EncodingError) as error:
            log.warning("what is written decided alone: %s", str(error) or "the encoder was slow")
            return matched, {}

    async def _by_letters(self, matcher: Matcher, text: str, today: date) -> Match:
        """What is to be done by what is written."""
        if matched := matcher.at_once(text, today):
            return matched
        if self._beside and (found := await self._beside.match(matcher, text, today)):
            return found
        if len(text) <= SHORT:
            # Handing it to a thread and back would take longer, and wait for the interpreter.
            return matcher.match(text, today)
        return await asyncio.to_thread(matcher.match, text, today)

    async def refresh(self) -> bool:
        """Load the FAQ, and what was fitted to the log, where they have moved; whether one had."""
        number, refit = await self._database.read(refit_in_force)
        if await self._database.read(knowledge.current_version) == self._version:
            if self._matcher is None or number == self._refit:
                return False
            await self._follow(replace(self._matcher, refit=refit))
            self._matcher = replace(self._matcher, refit=refit)
            self._refit = number
            log.info("the probabilities that were fitted to the log are in use (%s)", number)
            return True
        built, index, self._mapped = await self._indexed()
        matcher = Matcher(index, self._thresholds, refit=refit)
        # What loads at the first use would make the first resident wait for seconds.
        await asyncio.to_thread(warm, matcher, self._today())
        await self._follow(matcher)
        self._matcher = matcher
        self._version = built.version
        self._refit = number
        log.info("FAQ version %s is in use: %s entries", built.version, built.entries)
        return True

    async def _follow(self, matcher: Matcher) -> None:
        """Let the process beside the service know what comes into use; see `Beside.follow`."""
        if self._beside is not None:
            mapped = self._mapped
            await self._beside.follow(Known(matcher, mapped.file) if mapped else None)

    async def _indexed(self) -> tuple[Built, Index, Mapped | None]:
        """The index of the FAQ in force: of a large one, by a process that delays nobody."""
        if self._settings is not None and await self._database.read(knowledge.count) > FEW:
            built, mapped = await build_apart(self._settings)
            return built, mapped.index, mapped
        version, entries = await self._database.read(stored_faq)
        index = await asyncio.to_thread(Index.build, map(entry_of, entries))
        return Built(version, len(entries)), index, None

    async def keep_fresh(self) -> None:
        """Follow the stored version for as long as the service runs."""
        with self._signals.watch("faq") as wake:
            trouble = "the FAQ cannot be read; the version in use stays"
            await keep_looking(self.refresh, trouble, LOOK_AGAIN_SECONDS, wake)

    async def keep_meaning(self) -> None:
        """Read each FAQ version for its meaning, for as long as the service runs.

        Until one is read, what is written decides alone; nothing is done without an encoder.
        """
        self._reader = await self._opened()
        while self._reader is not None:
            try:
                await self.read_meaning()
                pause = LOOK_AGAIN_SECONDS
            except Exception:  # the matcher goes on without; the next try may succeed
                log.exception("the FAQ could not be read for its meaning")
                pause = READ_AGAIN_SECONDS
            await asyncio.sleep(pause)
        # A round that ends would end the service.
        await asyncio.Event().wait()

    async def _opened(self) -> Reader | None:
        if self._settings is None:
            return None
        try:
            reader = await asyncio.to_thread(reader_of, self._settings)
        except EncodingError as error:
            log.error("what is written decides alone: %s", error)
            return None
        if reader is not None:
            log.info("questions are read for their meaning by %s", reader.model)
        return reader

    async def read_meaning(self) -> bool:
        """Read the FAQ in use for its meaning, if that was not done yet; whether it was needed."""
        matcher, version = self._matcher, self._version
        if self._settings is None or matcher is None or matcher.vectors is not None:
            return False
        read, vectors = await read_apart(self._settings)
        # A newer version may have come meanwhile: then the next look reads that one.
        if read.version == version == self._version:
            self._matcher = replace(self._matcher or matcher, vectors=vectors)
            log.info("FAQ version %s is read: %s texts, %s anew", version, read.texts, read.anew)
        return True

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


def _check_comparable(rows: Floats, matcher: Matcher) -> None:
    """EncodingError: the encoder makes vectors of another length than when it read the FAQ."""
    if matcher.vectors is not None and rows.shape[1] != matcher.vectors.dimension:
        raise EncodingError(
            f"the encoder made vectors of {rows.shape[1]} numbers, and of "
            f"{matcher.vectors.dimension} when it read the FAQ: restart the service, "
            "so that it reads the FAQ anew"
        )
