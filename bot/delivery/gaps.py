"""Tells officials' rooms when nobody heard them: what the platform does not tell again."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.intake.owing import owe
from bot.models import Content, Hearing, InboundMessage
from bot.store import Database, Transaction, leases, rooms
from handlers.turn import House, Said, Turn

LONG = timedelta(seconds=20)
"""A shorter silence tells nobody anything: a restart, a lost packet."""
NONE: frozenset[str] = frozenset()


class LentGap:
    """The silences of one channel, whose connection is held by a lease of this name."""

    def __init__(
        self, house: House, database: Database, clock: Clock, channel: str, lease: str
    ) -> None:
        self._house = house
        self._database = database
        self._clock = clock
        self._channel = channel
        self._lease = lease
        self._since: datetime | None = None

    async def look_back(self) -> None:
        """Before anybody of ours is connected: since when has nobody been?"""
        until = await self._database.read(lambda tx: leases.held_until(tx, self._lease))
        # Whoever held it was there until it ran out at the latest, and let go of it when they left.
        if until is not None and until <= self._clock():
            self._since = until

    def begins(self) -> None:
        """From now on nobody hears."""
        self._since = self._clock()

    async def ends(self) -> None:
        """We hear again: where that took long, the rooms are told from when to when."""
        since, now = self._since, self._clock()
        self._since = None
        if since is not None and now - since >= LONG:
            await self._database.transaction(lambda tx: self._tell(tx, since, now))

    def _tell(self, tx: Transaction, since: datetime, now: datetime) -> None:
        wording = self._house.wording
        text = wording.say(wording.default, "rooms.gap", since=since, until=now, now=now)
        message = InboundMessage("", external_id="", sender="")
        turn = Turn(self._house, message, now, inbox_id=0, message_id=0)
        turn.said.extend(
            Said(room.channel, room.address, Content(text))
            for room in rooms.rooms(tx)
            if room.channel == self._channel and room.hearing is not Hearing.NOTHING
        )
        owe(tx, turn, NONE)
