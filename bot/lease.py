"""What only one process may do at a time: held for ten seconds, renewed, and proved by a number."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.clock import Clock
from bot.store import Database, leases

LASTS = timedelta(seconds=10)


class Lease:
    """One lease in this process's hand; `holder` names the process."""

    def __init__(self, database: Database, clock: Clock, name: str, holder: str) -> None:
        self._database = database
        self._clock = clock
        self._name = name
        self._holder = holder

    async def hold(self) -> int | None:
        """Take it or keep it; its fencing number, None while another process holds it."""
        now = self._clock()
        return await self._database.transaction(
            partial(leases.hold, name=self._name, holder=self._holder, now=now, until=now + LASTS)
        )

    async def let_go(self) -> None:
        """Give it back, so that nobody has to wait until it runs out."""
        now = self._clock()
        await self._database.transaction(
            partial(leases.let_go, name=self._name, holder=self._holder, now=now)
        )
