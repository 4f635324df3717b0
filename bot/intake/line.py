"""Messages that wait to be handled stand in line: first come, first served, and nobody too long."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable

IN_HAND = 64
"""Messages that are matched and written at the same time: as many as share a commit on SQLite."""
_Waiting = tuple[float, asyncio.Future[None]]
"""When somebody came, and what tells them that it is their turn."""


class Crowded(Exception):  # noqa: N818 - what it is
    """More messages come than can be handled: this one's turn would come too late."""


class Line:
    """`IN_HAND` at a time are handled; `now` tells seconds that only go forward."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._free = IN_HAND
        self._waiting: deque[_Waiting] = deque()
        self._place = Place(self)

    @property
    def stands(self) -> bool:
        """Whether there is a line: whoever came now would not be handled at once."""
        return not self._free

    async def place(self, within: float = math.inf) -> Place:
        """A place to handle a message in (`with`), once its turn has come.

        Raises `Crowded` where that took longer than `within` seconds, and at once where it would:
        where whoever stands first has waited for so long.
        """
        if self._free and within >= 0:
            # Nearly always: nobody stands in line while a place is free.
            self._free -= 1
        else:
            await self._turn(within)
        return self._place

    def leave(self) -> None:
        """Give a place up; who stands first takes it."""
        while self._waiting:
            _, turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    async def _turn(self, within: float) -> None:
        came = self._now()
        longest = came - self._waiting[0][0] if self._waiting else 0.0
        if longest > within:
            raise Crowded
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting = (came, turn)
        self._waiting.append(waiting)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self.leave()
            elif waiting in self._waiting:
                self._waiting.remove(waiting)
            raise
        if self._now() - came > within:
            self.leave()
            raise Crowded


class Place:
    """The block in which somebody has a place; at its end they leave it."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def __enter__(self) -> None:
        """They have it already."""

    def __exit__(self, *_: object) -> None:
        self._line.leave()
