"""Messages that wait to be handled stand in line: first come, first served, and nobody too long."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable

IN_HAND = 64
"""Messages that are matched and written at the same time: as many as share a commit on SQLite."""


class Crowded(Exception):  # noqa: N818 - what it is
    """More messages come than can be handled: this one's turn would come too late."""


class Line:
    """`IN_HAND` at a time are handled; `now` tells seconds that only go forward."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._places = asyncio.Semaphore(IN_HAND)
        self._waiting: deque[float] = deque()

    @property
    def stands(self) -> bool:
        """Whether there is a line: whoever came now would not be handled at once."""
        return self._places.locked()

    def place(self, within: float = math.inf) -> Place:
        """A block in which a message is handled, when its turn comes.

        Raises `Crowded` where that took longer than `within` seconds, and at once where it would:
        where whoever stands first has waited for so long.
        """
        return Place(self, within)

    async def come(self, within: float) -> None:
        """Wait for a place, and take it. Raises `Crowded`."""
        came = self._now()
        if self._waiting and came - self._waiting[0] > within:
            raise Crowded
        self._waiting.append(came)
        try:
            await self._places.acquire()
        finally:
            self._waiting.remove(came)
        if self._now() - came > within:
            self.leave()
            raise Crowded

    def leave(self) -> None:
        """Give a place up; who stands first takes it."""
        self._places.release()


class Place:
    """One message's place; a class, for a generator would cost more than all that is done here."""

    def __init__(self, line: Line, within: float) -> None:
        self._line = line
        self._within = within

    async def __aenter__(self) -> None:
        await self._line.come(self._within)

    async def __aexit__(self, *_: object) -> None:
        self._line.leave()
