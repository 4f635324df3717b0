"""How many rows a ledger holds: the old ones are counted once, for nothing is taken out of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bot.store import Transaction

YOUNG = 5_000
"""So many of the newest ids are counted each time. On PostgreSQL a row may be seen later than one
with a higher id, but not later than so many: whoever waits for a lock waits for seconds."""


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
    """How many rows there are up to an id, for good."""

    until: int
    rows: Counter[str]


class Tally:
    """Counts a ledger again and again, and goes through what is old the first time only."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._old: _Old | None = None

    def __call__(self, tx: Transaction) -> Counter[str]:
        """How many rows there are, by channel ('' where the ledger knows none)."""
        newest = self._newest(tx)
        until = max(newest - YOUNG, 0)
        if self._old is None:
            whole, young = _counted(tx, self._ledger.whole), self._between(tx, until, newest)
            old = _Old(until, whole - young)
        else:
            # Only if the highest id were taken back would it be lower than before.
            until = max(until, self._old.until)
            old = _Old(until, self._old.rows + self._between(tx, self._old.until, until))
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
