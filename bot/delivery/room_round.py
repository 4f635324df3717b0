"""Keeps the officials' rooms true while nobody writes: receipts, aged cards, alarms."""

from __future__ import annotations

from bot.clock import Clock
from bot.intake.owing import owe
from bot.rounds import keep_looking
from bot.signals import Signals
from bot.store import Database, Transaction
from handlers.rooms import alarms, cards, receipts
from handlers.turn import House

LOOK_AGAIN_SECONDS = 2.0
REST_SECONDS = 0.2
"""While many write, tickets move at every moment: more rounds than that show nobody more."""
NONE: frozenset[str] = frozenset()


class RoomRound:
    """Goes round whenever a ticket or a delivery moved, and every few seconds by itself."""

    def __init__(self, house: House, database: Database, signals: Signals, clock: Clock) -> None:
        self._house = house
        self._database = database
        self._signals = signals
        self._clock = clock

    async def run(self) -> None:
        """Go round until cancelled."""
        with self._signals.watch("tickets", "rooms") as wake:
            trouble = "the officials' rooms cannot be seen to"
            await keep_looking(self.go_round, trouble, LOOK_AGAIN_SECONDS, wake, REST_SECONDS)

    async def go_round(self) -> None:
        """Tell under each answer how far it has come; draw the cards that time has changed;
        tell who runs the service of a room that shut us out.
        """
        now = self._clock()
        stale = await self._database.read(
            lambda tx: receipts.stale(tx, now) or cards.turning(tx, now) or alarms.due(tx)
        )
        if not stale:
            return

        def work(tx: Transaction) -> set[str]:
            touched: set[str] = set()
            turns = (
                receipts.tell_anew(tx, self._house, now),
                cards.draw_turning(tx, self._house, now),
                alarms.tell(tx, self._house, now),
            )
            for turn in turns:
                if turn is not None:
                    touched |= owe(tx, turn, NONE)
            return touched

        self._signals.notify(*await self._database.transaction(work))
