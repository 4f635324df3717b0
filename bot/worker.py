"""The worker: handles again what could not be handled at once, and what time itself decides."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

from bot.clock import Clock, stamp
from bot.intake.intake import MessageIntake
from bot.rounds import carrying_on, keep_looking
from bot.signals import Signals
from bot.store import Database, contacts, inbox, people

LOOK_AGAIN_SECONDS = 1.0
BATCH = 20
QUESTIONS_SECONDS = 30.0
KEEP_RUN_OUT = timedelta(days=2)


class Worker:
    """Two rounds that run as long as the service does: the inbox, and the clock."""

    def __init__(
        self, database: Database, intake: MessageIntake, signals: Signals, clock: Clock
    ) -> None:
        self._database = database
        self._intake = intake
        self._signals = signals
        self._clock = clock
        self._in_hand: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._follow_inbox())
                tasks.create_task(self._follow_clock())
        finally:
            for task in self._in_hand.values():
                task.cancel()

    async def _follow_inbox(self) -> None:
        with self._signals.watch("inbox") as wake:
            await keep_looking(self._take_up, "the inbox cannot be read", LOOK_AGAIN_SECONDS, wake)

    async def clear_inbox(self) -> int:
        """Handle what is due in the inbox; how many messages were tried."""
        now = self._clock()
        due = await self._database.read(lambda tx: inbox.due(tx, now, BATCH))
        for inbox_id in due:
            await self._handle(inbox_id)
        return len(due)

    async def _take_up(self) -> None:
        if len(self._in_hand) >= BATCH:
            return
        # The messages are not awaited: a large file on a slow line must hold up nobody else.
        now, limit = self._clock(), BATCH + len(self._in_hand)
        # One of a person's at a time, so that theirs are handled in the order they were written.
        due = await self._database.read(lambda tx: inbox.first_due(tx, now, limit))
        for inbox_id, is_followed in due:
            if inbox_id not in self._in_hand and len(self._in_hand) < BATCH:
                task = asyncio.create_task(self._handle(inbox_id))
                self._in_hand[inbox_id] = task
                task.add_done_callback(partial(self._put_down, inbox_id, is_followed))

    def _put_down(self, inbox_id: int, is_followed: bool, _: asyncio.Task[None]) -> None:
        del self._in_hand[inbox_id]
        if is_followed or len(self._in_hand) == BATCH // 2:
            # After a rush far more may wait: they are taken up as hands are free.
            self._signals.notify("inbox")

    async def _handle(self, inbox_id: int) -> None:
        with carrying_on(f"message {inbox_id} cannot be tried"):
            await self._intake.handle_again(inbox_id)

    async def _follow_clock(self) -> None:
        while True:
            with carrying_on("open questions cannot be settled"):
                await self._intake.settle_questions()
            with carrying_on("what ran out cannot be swept"):
                await self._sweep()
            with carrying_on("what was held back cannot be released"):
                await self._intake.release_held()
            with carrying_on("owners of entries that ran out cannot be told"):
                await self._intake.tell_owners()
            await asyncio.sleep(QUESTIONS_SECONDS)

    async def _sweep(self) -> None:
        # A link that has run out is known as such for a while, to whoever still tries it.
        oldest = self._clock() - KEEP_RUN_OUT
        await self._database.transaction(lambda tx: contacts.sweep_counters(tx, stamp(oldest)))
        await self._database.transaction(lambda tx: people.sweep_access(tx, oldest))
