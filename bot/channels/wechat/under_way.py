"""A message that is being handled, and the pushes that wait for it, each only for so long."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Coroutine
from typing import Any

from bot.channels import Receipt

MOMENT_SECONDS = 0.05
"""How exactly it is looked whether a push has waited for too long."""


class UnderWay:
    """A message in hand, by however many pushes it was brought; `ended` is told when it is done.

    `pushes` counts what brought it. `abandoned`: the last of them was answered without it.
    """

    def __init__(
        self,
        handling: Coroutine[Any, Any, Receipt],
        ended: Callable[[UnderWay], None],
        bells: Bells,
    ) -> None:
        self.task = bells.loop.create_task(handling)
        self._bells = bells
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

        As `asyncio.wait` does it, for a third of the cost: this is done for every push.
        """
        waiting: asyncio.Future[None] = self._bells.loop.create_future()
        self._waiting.append(waiting)
        others = self._bells.wake(waiting, until)
        try:
            await waiting
        finally:
            self._waiting.remove(waiting)
            others.pop(waiting, None)
        return self.task.done()

    def _end(self, _: asyncio.Task[Receipt]) -> None:
        self._ended(self)
        for waiting in self._waiting:
            _wake(waiting)


Sleepers = dict[asyncio.Future[None], None]
"""Who is woken at the same moment, in the order in which they asked for it."""


class Bells:
    """Wakes whoever has waited for too long: one timer for all of the same moment.

    Nearly all have their answer long before, and a timer of their own would cost each of them as
    much as everything else that is done here.
    """

    def __init__(self) -> None:
        # Held: Python asks the system for our number whenever it is asked which loop runs.
        self.loop = asyncio.get_running_loop()
        self._sleepers: dict[int, Sleepers] = {}

    def wake(self, waiting: asyncio.Future[None], until: float) -> Sleepers:
        """Wake it then (the loop's time), or within a moment after, unless it has left these."""
        moment = math.ceil(until / MOMENT_SECONDS)
        sleepers = self._sleepers.get(moment)
        if sleepers is None:
            sleepers = self._sleepers[moment] = {}
            self.loop.call_at(moment * MOMENT_SECONDS, self._ring, moment)
        sleepers[waiting] = None
        return sleepers

    def _ring(self, moment: int) -> None:
        for waiting in self._sleepers.pop(moment):
            _wake(waiting)


def _wake(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
