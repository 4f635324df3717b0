"""Keeps a process beside the service: one that ends is followed by another, after a pause."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

from bot.beside.partner import Partner, PartnerError

log = logging.getLogger(__name__)
PAUSES: Sequence[float] = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Seconds before another is started, the longer the more of them ended one after the other."""
STEADY_SECONDS = 60.0
"""Whoever stood for so long has not ended by what every other one would end by too."""

P = TypeVar("P", bound=Partner[Any])


def is_wanted(choice: str) -> bool:
    """Whether a setting (`auto`, `on`, `off`), and the processors there are, ask for a process."""
    # Open files are handed down as POSIX does it.
    if choice == "off" or os.name != "posix":
        return False
    return choice == "on" or _processors() > 1


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


class Standing(Generic[P]):
    """At most one process of a kind: `work` says in a verb what it does beside the service.

    `start` starts one that knows what it has to know now, or says None where none is needed now.
    """

    def __init__(
        self, work: str, start: Callable[[], Awaitable[P | None]], pauses: Sequence[float] = PAUSES
    ) -> None:
        self._work = work
        self._start = start
        self._pauses = pauses
        self._partner: P | None = None
        self._leaving: list[P] = []
        self._another = asyncio.Event()
        self._renewed = asyncio.Event()
        self._failures = 0
        self._runs = False
        self._is_needed = False

    @property
    def partner(self) -> P | None:
        """The process that is asked now."""
        return self._partner

    def renew(self) -> None:
        """Start another, or none, as is needed now; until it stands, the former one goes on."""
        self._renewed.clear()
        self._another.set()

    async def renewed(self, patience: float) -> None:
        """Renew; returns when that is done or has failed, after `patience` seconds at the latest.

        At once where nothing runs yet: then it is the first thing that is done.
        """
        self.renew()
        if self._runs:
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._renewed.wait()

    async def run(self) -> None:
        """Let a process stand for as long as the service runs; with the service it ends."""
        self._runs = True
        try:
            while True:
                await self._take_up()
                await self._until_another_is_needed()
        finally:
            self._runs = False
            self._renewed.set()
            self._let_go(self._partner)
            self._partner = None
            await asyncio.gather(*(each.ended.wait() for each in self._leaving))

    async def _take_up(self) -> None:
        """Start a process for what is needed now; the former one answers what it was asked."""
        self._another.clear()
        former, self._partner = self._partner, await self._started()
        self._let_go(former)
        if not self._another.is_set():
            self._renewed.set()

    def _let_go(self, partner: P | None) -> None:
        self._leaving = [each for each in self._leaving if not each.ended.is_set()]
        if partner is not None:
            partner.leave()
            self._leaving.append(partner)

    async def _started(self) -> P | None:
        self._is_needed = True
        try:
            partner = await self._start()
        except PartnerError as error:
            self._failures += 1
            self._tell(str(error))
            return None
        if partner is None:
            self._is_needed = False
        else:
            log.info("process %s %s beside the service", partner.pid, self._work)
        return partner

    async def _until_another_is_needed(self) -> None:
        """Until there is something newer to know, or one has ended and the pause is over."""
        if self._partner is not None:
            began = asyncio.get_running_loop().time()
            await _first(self._another, self._partner.ended)
            if self._another.is_set():
                return
            stood = asyncio.get_running_loop().time() - began
            self._failures = 1 if stood >= STEADY_SECONDS else self._failures + 1
            self._tell(f"it ended (exit code {self._partner.exit_code})")
            self._partner = None
        try:
            async with asyncio.timeout(self._pause() if self._is_needed else None):
                await self._another.wait()
        except TimeoutError:
            return

    def _pause(self) -> float:
        return self._pauses[min(max(self._failures, 1), len(self._pauses)) - 1]

    def _tell(self, why: str) -> None:
        log.warning(
            "no process %s beside the service (%s): the service does it by itself, and tries "
            "another in %g seconds",
            self._work,
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
