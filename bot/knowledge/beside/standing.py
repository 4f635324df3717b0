"""Keeps a process beside the service: one that ends is followed by another, after a pause."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.knowledge.beside.partner import Partner, PartnerError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import date

    from bot.knowledge.beside.known import Known
    from bot.knowledge.catalogue import Catalogue, Topical
    from bot.settings import Matching
    from faq.match import Match, Matcher

log = logging.getLogger(__name__)
PAUSES: Sequence[float] = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Seconds before another is started, the longer the more of them ended one after the other."""
FOLLOW_SECONDS = 2.0
"""How long a newer FAQ waits for its process, which mostly stands by then: an entry that was
approved is to answer within seconds, though the service matches by itself for a while."""
STEADY_SECONDS = 60.0
"""Whoever stood for so long has not ended by what every other one would end by too."""


def is_wanted(matching: Matching) -> bool:
    """Whether the settings, and the processors there are, ask for a process beside the service."""
    # An open file is handed down as POSIX does it.
    if matching.beside == "off" or os.name != "posix":
        return False
    return matching.beside == "on" or _processors() > 1


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


class Beside:
    """At most one process that knows what the service knows; without it, it answers None."""

    def __init__(
        self,
        start: Callable[[Known], Awaitable[Partner]] = Partner.start,
        pauses: Sequence[float] = PAUSES,
        patience: float = FOLLOW_SECONDS,
    ) -> None:
        self._start = start
        self._pauses = pauses
        self._patience = patience
        self._known: Known | None = None
        self._catalogue: Catalogue | None = None
        self._partner: Partner | None = None
        self._leaving: list[Partner] = []
        self._newer = asyncio.Event()
        self._followed = asyncio.Event()
        self._failures = 0
        self._runs = False

    @property
    def partner(self) -> Partner | None:
        """The process that is asked now."""
        return self._partner

    async def match(self, matcher: Matcher, text: str, today: date) -> Match | None:
        """What `matcher` says about a text, found by the process; None where it cannot tell."""
        partner = self._partner
        if partner is None or not partner.knows(matcher):
            return None
        return await partner.match(text, today)

    async def weigh(self, catalogue: Catalogue, text: str) -> tuple[Topical, ...] | None:
        """What `catalogue` says about a text, as `match` does."""
        if self._partner is None or catalogue is not self._catalogue:
            return None
        return await self._partner.weigh(text)

    def learn(self, catalogue: Catalogue) -> None:
        """Weigh by this catalogue from now on."""
        self._catalogue = catalogue
        if self._partner is not None:
            self._partner.learn(catalogue)

    async def follow(self, known: Known | None) -> None:
        """Match by what is known from now on, or (None) by no process.

        Returns when a process that knows it stands, or could not be started, and after `patience`
        seconds at the latest; until one stands, the former goes on with what it knows.
        """
        self._known = known
        self._newer.set()
        if self._runs:
            self._followed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience):
                    await self._followed.wait()

    async def run(self) -> None:
        """Let a process stand for as long as the service runs; with the service it ends."""
        self._runs = True
        try:
            while True:
                await self._take_up()
                await self._until_another_is_needed()
        finally:
            self._runs = False
            self._followed.set()
            self._let_go(self._partner)
            self._partner = None
            await asyncio.gather(*(each.ended.wait() for each in self._leaving))

    async def _take_up(self) -> None:
        """Start a process for what is known now; the former one answers what it was asked."""
        self._newer.clear()
        known = self._known
        former, self._partner = self._partner, await self._started(known) if known else None
        self._let_go(former)
        if known is self._known:
            self._followed.set()

    def _let_go(self, partner: Partner | None) -> None:
        self._leaving = [each for each in self._leaving if not each.ended.is_set()]
        if partner is not None:
            partner.leave()
            self._leaving.append(partner)

    async def _started(self, known: Known) -> Partner | None:
        try:
            partner = await self._start(known)
        except PartnerError as error:
            self._failures += 1
            self._tell(str(error))
            return None
        log.info("process %s matches beside the service", partner.pid)
        if self._catalogue is not None:
            partner.learn(self._catalogue)
        return partner

    async def _until_another_is_needed(self) -> None:
        """Until there is a newer FAQ, or the process has ended and the pause is over."""
        if self._partner is not None:
            began = asyncio.get_running_loop().time()
            await _first(self._newer, self._partner.ended)
            if self._newer.is_set():
                return
            stood = asyncio.get_running_loop().time() - began
            self._failures = 1 if stood >= STEADY_SECONDS else self._failures + 1
            self._tell(f"it ended (exit code {self._partner.exit_code})")
            self._partner = None
        try:
            async with asyncio.timeout(self._pause() if self._known else None):
                await self._newer.wait()
        except TimeoutError:
            return

    def _pause(self) -> float:
        return self._pauses[min(max(self._failures, 1), len(self._pauses)) - 1]

    def _tell(self, why: str) -> None:
        log.warning(
            "no process matches beside the service (%s): the service matches by itself, and tries "
            "another in %g seconds",
            why,
            self._pause(),
        )


async def _first(*events: asyncio.Event) -> None:
    """Wait until one of the events has come."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
