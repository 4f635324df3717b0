"""A message that is being handled, and the pushes that wait for it, each only for so long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from bot.channels import Receipt


class UnderWay:
    """A message in hand, by however many pushes it was brought; `ended` is told when it is done.

    `pushes` counts what brought it. `abandoned`: the last of them was answered without it.
    """

    def __init__(
        self, handling: Coroutine[Any, Any, Receipt], ended: Callable[[UnderWay], None]
    ) -> None:
        self.task = asyncio.create_task(handling)
        self.pushes = 0
        self.abandoned = False
        self._ended = ended
        self._waiting: list[asyncio.Future[None]] = []
        self.task.add_done_callback(self._end)

    @property
    def is_waited_for(self) -> bool:
        """Whether a push will still be answered with what comes of it."""
        return bool(self._waiting)

    async def settled(self, until: float) -> bool:
        """Whether it was handled by then (the loop's time); else it goes on.

        As `asyncio.wait` does it, for half of the cost: this is done for every push.
        """
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[None] = loop.create_future()
        self._waiting.append(waiting)
        timer = loop.call_at(until, _wake, waiting)
        try:
            await waiting
        finally:
            timer.cancel()
            self._waiting.remove(waiting)
        return self.task.done()

    def _end(self, _: asyncio.Task[Receipt]) -> None:
        self._ended(self)
        for waiting in self._waiting:
            _wake(waiting)


def _wake(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
