"""How many messages and tickets the ledgers hold, by state: what `/healthz` tells of them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.store import Database, Transaction, inbox, outbox, tickets
from bot.store.tally import INBOX, OUTBOX, TICKETS, Tally

Counts = Mapping[str, int]


class Counted:
    """Counts for who asks again and again: what is old is gone through once an hour."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._inbox = Tally(INBOX)
        self._outbox = Tally(OUTBOX)
        self._tickets = Tally(TICKETS)

    async def __call__(self) -> Mapping[str, Counts]:
        """The counts of each ledger, as names that JSON takes."""
        # Each by itself: no other reader waits for all three.
        read = self._database.read
        return {
            "inbox": await read(self._kept),
            "outbox": await read(self._owed),
            "tickets": await read(self._asked),
        }

    def _kept(self, tx: Transaction) -> Counts:
        return {state.value: count for state, count in inbox.counts(tx, self._inbox).items()}

    def _owed(self, tx: Transaction) -> Counts:
        found = outbox.counts(tx, self._outbox)
        return {f"{channel}.{state.value}": count for channel, state, count in found}

    def _asked(self, tx: Transaction) -> Counts:
        return {state.value: count for state, count in tickets.counts(tx, self._tickets).items()}
