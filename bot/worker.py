"""The worker: handles again what could not be handled at once, and what time itself decides."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from functools import partial

from bot.clock import Clock, stamp
from bot.errors import StoreError
from bot.intake.intake import MessageIntake
from bot.logs import place_of
from bot.signals import Signals
from bot.store import Database, contacts, inbox, people

log = logging.getLogger(__name__)
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
            while True:
                try:
                    # Not awaited: a large file on a slow line must hold up nobody else.
                    await self._take_up()
                except StoreError as error:
                    log.error("the inbox cannot be read: %s", error)
                await wake.wait(LOOK_AGAIN_SECONDS)

    async def clear_inbox(self) -> int:
        """Handle what is due in the inbox; how many messages were tried."""
        due = await self._due(BATCH)
        for inbox_id in due:
            await self._handle(inbox_id)
        return len(due)

    async def _take_up(self) -> None:
        if len(self._in_hand) >= BATCH:
            return
        for inbox_id in await self._due(BATCH + len(self._in_hand)):
            if inbox_id not in self._in_hand and len(self._in_hand) < BATCH:
                task = asyncio.create_task(self._handle(inbox_id))
                self._in_hand[inbox_id] = task
                task.add_done_callback(partial(self._put_down, inbox_id))

    def _put_down(self, inbox_id: int, _: asyncio.Task[None]) -> None:
        del self._in_hand[inbox_id]
        if len(self._in_hand) == BATCH // 2:
            # After a rush far more may wait: they are taken up as hands are free.
            self._signals.notify("inbox")

    async def _due(self, limit: int) -> list[int]:
        now = self._clock()
        return await self._database.read(lambda tx: inbox.due(tx, now, limit))

    async def _handle(self, inbox_id: int) -> None:
        try:
            await self._intake.handle_again(inbox_id)
        except Exception as error:  # noqa: BLE001 - one message must not hold up the others
            log.error("message %s could not be tried: %s", inbox_id, place_of(error))

    async def _follow_clock(self) -> None:
        while True:
            try:
                await self._intake.settle_questions()
            except Exception as error:  # noqa: BLE001 - messages go on, and the next round may do
                log.error("open questions cannot be settled: %s", place_of(error))
            try:
                await self._sweep()
            except Exception as error:  # noqa: BLE001 - the next round may do
                log.error("what ran out cannot be swept: %s", place_of(error))
            try:
                await self._intake.release_held()
            except Exception as error:  # noqa: BLE001 - the next round may do
                log.error("what was held back cannot be released: %s", place_of(error))
            try:
                await self._intake.tell_owners()
            except Exception as error:  # noqa: BLE001 - the next round may do
                log.error("owners of entries that ran out cannot be told: %s", place_of(error))
            await asyncio.sleep(QUESTIONS_SECONDS)

    async def _sweep(self) -> None:
        # A link that has run out is known as such for a while, to whoever still tries it.
        oldest = self._clock() - KEEP_RUN_OUT
        await self._database.transaction(lambda tx: contacts.sweep_counters(tx, stamp(oldest)))
        await self._database.transaction(lambda tx: people.sweep_access(tx, oldest))
