"""One resident's messages one after the other: of those that wait, the first written goes next.

The platform brings two quick messages in any order, and side by side.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.models import InboundMessage

Written = tuple[float, int]
"""When a message was written, to the second, and its number, which grows."""


class Turns:
    """Whose message is being handled, and which of theirs wait for it."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[Written, int, asyncio.Future[None]]]] = {}
        self._arrivals = itertools.count()

    @asynccontextmanager
    async def turn(self, message: InboundMessage) -> AsyncIterator[None]:
        """Wait for the sender's other messages that are under way or were written before."""
        sender = message.sender
        if sender in self._waiting:
            comes = asyncio.get_running_loop().create_future()
            mine = (written(message), next(self._arrivals), comes)
            heapq.heappush(self._waiting[sender], mine)
            await comes
        else:
            self._waiting[sender] = []
        try:
            yield
        finally:
            self._pass_on(sender)

    def _pass_on(self, sender: str) -> None:
        waiting = self._waiting[sender]
        while waiting:
            _, _, comes = heapq.heappop(waiting)
            if not comes.done():
                comes.set_result(None)
                return
        del self._waiting[sender]


def written(message: InboundMessage) -> Written:
    """Where a message stands among those of its sender."""
    number = message.external_id
    at = message.sent_at.timestamp() if message.sent_at else 0.0
    return at, int(number) if number.isascii() and number.isdecimal() else 0
