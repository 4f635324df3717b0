"""How many rows a ledger holds: the old ones are seldom counted, for nothing is taken out of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bot.store import Transaction

YOUNG = 5_000
"""So many of the newest ids are counted each time: on PostgreSQL a row may be seen later than one
with a higher id, for as long as its transaction waits for a lock."""
ANEW_SECONDS = 3600.0
"""Then the old rows are counted anew: in a rush one may be seen later than so many newer ones, and
is told from then on."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The statements that tell a ledger's newest id, and how many rows of each channel there are:
    in all, and from one id (exclusive) to another (inclusive). A ledger may know no channels.
    """

    newest: str
    whole: str
    between: str


INBOX = Ledger("arrival_newest_id", "inbox_whole", "inbox_counted_between")
OUTBOX = Ledger("outbox_newest_id", "outbox_whole", "outbox_counted_between")
TICKETS = Ledger("ticket_newest_id", "tickets_whole", "tickets_counted_between")


@dataclass(frozen=True, slots=True)
class _Old:
    """How many rows there were up to an id, as they were all counted at a moment."""

    until: int
    rows: Counter[str]
    at: float


class Tally:
    """Counts a ledger again and again, and goes through what is old once an hour at most.

    Several threads may count with it at the same time.
    """

    def __init__(self, ledger: Ledger, clock: Callable[[], float] = time.monotonic) -> None:
        self._ledger = ledger
        self._clock = clock
        self._old: _Old | None = None

    def __call__(self, tx: Transaction) -> Counter[str]:
        """How many rows there are, by channel ('' where the ledger knows none).

        Never too many. A row that is first seen after `YOUNG` newer ones is missing for an hour at
        most.
        """
        # Read once and replaced as a whole: what another thread learns meanwhile is as true.
        known, now, newest = self._old, self._clock(), self._newest(tx)
        until = max(newest - YOUNG, 0)
        if known is None or now - known.at >= ANEW_SECONDS:
            whole, young = _counted(tx, self._ledger.whole), self._between(tx, until, newest)
            old = _Old(until, whole - young, now)
        else:
            # Only if the highest id were taken back would it be lower than before.
            until = max(until, known.until)
            old = _Old(until, known.rows + self._between(tx, known.until, until), known.at)
            young = self._between(tx, until, newest)
        self._old = old
        return old.rows + young

    def _newest(self, tx: Transaction) -> int:
        row = tx.row(self._ledger.newest)
        return (row["id"] or 0) if row else 0

    def _between(self, tx: Transaction, after: int, until: int) -> Counter[str]:
        return _counted(tx, self._ledger.between, after=after, until=until)


def _counted(tx: Transaction, statement: str, **values: object) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in tx.rows(statement, **values):
        found[row["channel"]] += row["count"]
    return found
