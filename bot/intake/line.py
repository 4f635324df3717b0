"""Messages that wait to be handled stand in line: first come, first served, and nobody too long."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

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

    @asynccontextmanager
    async def place(self, within: float = math.inf) -> AsyncIterator[None]:
        """Handle a message when its turn comes.

        Raises `Crowded` where that took longer than `within` seconds, and at once where it would:
        where whoever stands first has waited for so long.
        """
        came = self._now()
        if self._waiting and came - self._waiting[0] > within:
            raise Crowded
        self._waiting.append(came)
        try:
            await self._places.acquire()
        finally:
            self._waiting.remove(came)
        try:
            if self._now() - came > within:
                raise Crowded
            yield
        finally:
            self._places.release()
