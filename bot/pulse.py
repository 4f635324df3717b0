"""How the service is, counted at most so often, and once for all who ask at the same time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

State = Mapping[str, object]
FRESH_SECONDS = 1.0
EASE = 5
"""Counting takes at most one part in so many of the time, however large the ledgers are."""


class Pulse:
    """Looks with `look` and keeps what it saw for a second, or longer where looking takes long."""

    def __init__(
        self, look: Callable[[], Awaitable[State]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._look = look
        self._clock = clock
        self._looking: asyncio.Task[State] | None = None
        self._fresh_until = 0.0

    async def __call__(self) -> State:
        """The state, at most a moment old. Raises what looking raises."""
        over = self._looking is None or self._looking.done()
        if self._looking is None or (over and self._clock() >= self._fresh_until):
            self._looking = asyncio.create_task(self._timed())
            # A failure that all who asked have given up on is nobody's surprise.
            self._looking.add_done_callback(lambda look: look.cancelled() or look.exception())
        # Whoever hangs up leaves the others their answer.
        return await asyncio.shield(self._looking)

    async def _timed(self) -> State:
        begun = self._clock()
        try:
            return await self._look()
        finally:
            now = self._clock()
            self._fresh_until = now + max(FRESH_SECONDS, EASE * (now - begun))
