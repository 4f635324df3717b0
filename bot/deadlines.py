"""The clock that acts: takes what has come due on each ticket, and sends the day's bundles."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from bot import rating
from bot.clock import Clock, local_date
from bot.intake.owing import owe
from bot.logs import place_of
from bot.rounds import keep_looking
from bot.signals import Signals
from bot.store import Database, Transaction, reminders, timetable
from handlers.promises import bundling, keeping_time, planning_anew
from handlers.turn import House, Turn

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 5.0
BATCH = 200
AT_ONCE = 16
"""Tickets in hand at the same time: their transactions are committed together."""
PUT_OFF = timedelta(minutes=10)
"""How long a ticket waits whose step failed, so that it does not hold up the others."""
KEEP_TOLD = timedelta(days=30)
NONE: frozenset[str] = frozenset()

Work = Callable[[Transaction, House, int, datetime], Turn | None]


class Deadlines:
    """One transaction a ticket, one a bundle. Any number of processes may run it: whatever one
    of them has taken, the others find taken.
    """

    def __init__(self, house: House, database: Database, signals: Signals, clock: Clock) -> None:
        self._house = house
        self._database = database
        self._signals = signals
        self._clock = clock
        self._frozen_on: date | None = None

    async def run(self) -> None:
        """Go round until cancelled."""
        with self._signals.watch("deadlines") as wake:
            trouble = "deadlines cannot be seen to"
            await keep_looking(self.go_round, trouble, LOOK_AGAIN_SECONDS, wake)

    async def go_round(self) -> int:
        """Do everything that has come due; how many tickets were looked at."""
        await self._follow_calendar()
        count = 0
        while due := await self._due():
            await self._each(due, self._take)
            count += len(due)
        await self._bundle()
        await self._freeze()
        return count

    async def _follow_calendar(self) -> None:
        old = partial(planning_anew.is_planned_by_old, house=self._house)
        if await self._database.read(old):
            await self._database.transaction(
                partial(planning_anew.plan_anew, house=self._house, now=self._clock())
            )

    async def _due(self) -> list[int]:
        now = self._clock()
        return await self._database.read(lambda tx: timetable.due(tx, now, BATCH))

    async def _take(self, ticket_id: int) -> None:
        try:
            await self._carry_out(keeping_time.keep_time, ticket_id)
        except Exception as error:  # noqa: BLE001 - one ticket must not hold up the others
            log.error("what is due on ticket %s failed: %s", ticket_id, place_of(error))
            again = self._clock() + PUT_OFF
            await self._database.transaction(lambda tx: timetable.plan(tx, ticket_id, again))

    async def _bundle(self) -> None:
        now = self._clock()
        due = await self._database.read(partial(bundling.due, house=self._house, now=now))
        await self._each(due, partial(self._carry_out, bundling.bundle))
        begin = partial(bundling.has_to_begin, house=self._house, now=now)
        if await self._database.read(begin):
            await self._database.transaction(partial(self._begin_day, now=now))

    async def _freeze(self) -> None:
        """Once a day: the rates of a month are frozen when their time has come."""
        today = local_date(self._clock(), self._house.zone)
        if today == self._frozen_on:
            return
        days = self._house.settings.promises.freeze_days
        period = rating.to_freeze(self._clock(), self._house.zone, days)
        if await rating.freeze(self._database, period, self._house.zone, self._clock()):
            log.info("the rates of %s are frozen", period.name)
        self._frozen_on = today

    def _begin_day(self, tx: Transaction, now: datetime) -> None:
        bundling.begin_day(tx, self._house, now)
        reminders.sweep(tx, now - KEEP_TOLD)

    async def _each(self, ids: Sequence[int], act: Callable[[int], Awaitable[None]]) -> None:
        for start in range(0, len(ids), AT_ONCE):
            await asyncio.gather(*(act(each) for each in ids[start : start + AT_ONCE]))

    async def _carry_out(self, work: Work, subject: int) -> None:
        now = self._clock()

        def carried_out(tx: Transaction) -> set[str]:
            turn = work(tx, self._house, subject, now)
            return owe(tx, turn, NONE) if turn is not None else set()

        self._signals.notify(*await self._database.transaction(carried_out))
