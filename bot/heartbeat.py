"""Notes that the service lives, so that a long silence is told to officials afterwards."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.intake.owing import owe
from bot.models import Content, InboundMessage
from bot.rounds import keep_looking
from bot.signals import Signals
from bot.store import Database, Transaction, leases, rooms
from handlers.turn import House, Said, Turn

log = logging.getLogger(__name__)
NAME = "serving"
BEAT_SECONDS = 20.0
LASTS = timedelta(seconds=60)
LONG = timedelta(hours=24)
"""Telegram keeps what nobody fetches for a day; after that it is gone."""


class Heartbeat:
    """Beats as long as the service runs; `process` names this one among several."""

    def __init__(
        self, house: House, database: Database, signals: Signals, clock: Clock, process: str
    ) -> None:
        self._house = house
        self._database = database
        self._signals = signals
        self._clock = clock
        self._process = process

    async def run(self) -> None:
        """Tell of a silence that lies behind, then beat until cancelled."""
        await keep_looking(self.beat, "the service cannot note that it lives", BEAT_SECONDS)

    async def beat(self) -> None:
        """One beat; the first after a long silence tells the duty rooms of it."""
        now = self._clock()

        def work(tx: Transaction) -> set[str]:
            before = leases.held_until(tx, NAME)
            leases.hold(tx, NAME, self._process, now, now + LASTS)
            if before is None or now - before < LONG:
                return set()
            log.warning("the service did not run from %s until now", before.isoformat())
            return owe(tx, self._telling(tx, before, now), frozenset())

        touched = await self._database.transaction(work)
        self._signals.notify(*touched)

    def _telling(self, tx: Transaction, since: datetime, until: datetime) -> Turn:
        wording = self._house.wording
        text = wording.say(wording.default, "rooms.outage", since=since, until=until, now=until)
        said = [
            Said(room.channel, room.address, Content(text))
            for room in rooms.rooms(tx)
            if not room.department_id
        ]
        message = InboundMessage("", external_id="", sender="")
        return Turn(self._house, message, until, inbox_id=0, message_id=0, said=said)
