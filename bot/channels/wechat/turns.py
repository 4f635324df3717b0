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

    async def turn(self, message: InboundMessage) -> Turn:
        """The message's turn (`with`), when it has come: nobody else has that of its sender."""
        sender = message.sender
        if sender in self._waiting:
            comes = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting[sender], (written(message), next(self._arrivals), comes))
            try:
                await comes
            except asyncio.CancelledError:
                # The turn may have come in this very moment: nobody else would pass it on.
                if not comes.cancelled():
                    self.pass_on(sender)
                raise
        else:
            self._waiting[sender] = []
        return Turn(self, sender)

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
    """The block that is one message's turn; at its end the next one's comes."""

    def __init__(self, turns: Turns, sender: str) -> None:
        self._turns = turns
        self._sender = sender

    def __enter__(self) -> None:
        """It has come already."""

    def __exit__(self, *_: object) -> None:
        self._turns.pass_on(self._sender)


def written(message: InboundMessage) -> Written:
    """Where a message stands among those of its sender."""
    number = message.external_id
    at = message.sent_at.timestamp() if message.sent_at else 0.0
    return at, int(number) if number.isascii() and number.isdecimal() else 0
