"""The daily sweep: what may be kept only for a time is erased when that time is over."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.clock import Clock, local_date
from bot.rounds import keep_looking
from bot.settings import Retention
from bot.store import Database, consents, retention
from bot.store.retention import Kept

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 600.0
EARLIEST_HOUR = 3
"""The city's hour before which the day's sweep does not begin: nobody is waiting then."""
PAUSE_SECONDS = 0.05
"""Between two steps, so that residents' messages go first."""


class Sweeper:
    """Sweeps once a day for as long as the service runs."""

    def __init__(self, database: Database, kept: Retention, clock: Clock, zone: ZoneInfo) -> None:
        self._database = database
        self._kept = kept
        self._clock = clock
        self._zone = zone

    async def run(self) -> None:
        """Look whether the day's sweep is due, until cancelled."""
        await keep_looking(self.sweep_if_due, "the daily sweep failed", LOOK_AGAIN_SECONDS)

    async def sweep_if_due(self) -> bool:
        """Sweep unless it is too early, or another process has done so today; whether it did."""
        now = self._clock()
        if now.astimezone(self._zone).hour < EARLIEST_HOUR:
            return False
        day = local_date(now, self._zone)
        if not await self._database.transaction(partial(retention.begin, day=day, now=now)):
            return False
        erased = await sweep(self._database, self._kept, now)
        await self._database.transaction(partial(retention.end, day=day, erased=erased))
        told = [f"{kind} {count}" for kind, count in erased.items() if count]
        log.info("swept: %s", ", ".join(told) or "nothing was old enough")
        return True


async def sweep(database: Database, kept: Retention, now: datetime) -> dict[str, int]:
    """Erase whatever is kept longer than it may be; how much of each kind."""
    erased: dict[str, int] = {}
    for kind in Kept:
        days = getattr(kept, f"{kind.value}_days")
        if days:
            erased[kind.value] = await _sweep(database, kind, now - timedelta(days=days), now)
    await database.transaction(partial(consents.sweep, before=now - consents.TOLD_AGAIN))
    # Of those too who had themselves erased during the day.
    await database.transaction(retention.tidy)
    return erased


async def _sweep(database: Database, kind: Kept, before: datetime, now: datetime) -> int:
    total = 0
    work = partial(retention.sweep, kind=kind, before=before, now=now)
    while found := await database.transaction(work):
        total += found
        await asyncio.sleep(PAUSE_SECONDS)
    return total
