"""One resident's messages one after the other: of those that wait, the first written goes next.

The platform brings two quick messages in any order, and side by side.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools

from bot.models import InboundMessage

Written = tuple[float, int]
"""When a message was written, to the second, and its number, which grows."""


class Turns:
    """Whose message is being handled, and which of theirs wait for it."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[Written, int, asyncio.Future[None]]]] = {}
        self._arrivals = itertools.count()

    def turn(self, message: InboundMessage) -> Turn:
        """A block that waits for the sender's other messages: under way, or written before."""
        return Turn(self, message)

    async def begin(self, message: InboundMessage) -> None:
        """Wait until it is this message's turn."""
        sender = message.sender
        if sender not in self._waiting:
            self._waiting[sender] = []
            return
        comes = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting[sender], (written(message), next(self._arrivals), comes))
        await comes

    def pass_on(self, sender: str) -> None:
        """It is the turn of the first written of those that wait."""
        waiting = self._waiting[sender]
        while waiting:
            _, _, comes = heapq.heappop(waiting)
            if not comes.done():
                comes.set_result(None)
                return
        del self._waiting[sender]


class Turn:
    """One message's turn; a class, for a generator would cost more than all that is done here."""

    def __init__(self, turns: Turns, message: InboundMessage) -> None:
        self._turns = turns
        self._message = message

    async def __aenter__(self) -> None:
        await self._turns.begin(self._message)

    async def __aexit__(self, *_: object) -> None:
        self._turns.pass_on(self._message.sender)


def written(message: InboundMessage) -> Written:
    """Where a message stands among those of its sender."""
    number = message.external_id
    at = message.sent_at.timestamp() if message.sent_at else 0.0
    return at, int(number) if number.isascii() and number.isdecimal() else 0
