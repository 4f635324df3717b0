"""Carries transactions out on one SQLite connection, each undone alone, committed together."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from sqlite_utils import Database

from bot.errors import StoreBusy, StoreError
from bot.store import Work
from bot.store.body import WatchedTransaction, carry_out
from bot.store.sqlite_begin import Queue
from bot.store.sqlite_errors import explain, not_kept
from bot.store.sqlite_sync import Syncing

GROUP = 64
"""The most transactions that share one commit."""
CAREFUL_GROUPS = 16
"""For so many groups after a body has failed there are savepoints: seldom does one fail alone."""
HEAL_SECONDS = 1.0
"""How long a log that has failed waits for those who still read in it, before it is emptied."""

_log = logging.getLogger(__name__)


class Outcome(msgspec.Struct, frozen=True, eq=False):
    """What became of one body: what it returned, or why nothing of it is kept."""

    result: object = None
    error: BaseException | None = None


Works = Sequence[Work[Any]]
Told = Callable[[list[Outcome]], None]
"""Hears what became of a group's bodies, in their order."""


class _FailedError(Exception):
    """A body failed in a group without savepoints: what it wrote cannot be undone alone."""


class Groups:
    """Groups of transactions on a writer's connection, for the one thread that writes on it.

    Savepoints, at which one body is undone alone, cost as much as two statements for each body,
    and most bodies succeed. So a group goes without; where a body fails, the whole group is undone
    and run again with them, and they stay for some groups more.

    Whoever waits is told once the disk has what was committed; meanwhile the next group may run.
    """

    def __init__(
        self, database: Database, transaction: Callable[[], WatchedTransaction], path: Path
    ) -> None:
        self._database = database
        self._connection = database.conn
        self._transaction = transaction
        self._path = path
        self._turns = Queue(path)
        self._syncing = Syncing(database)
        database.execute("PRAGMA busy_timeout = 0")
        # Not less durable: nobody is told before `Syncing` has had the disk keep it.
        database.execute("PRAGMA synchronous = NORMAL")
        self._careful = 0

    def carry_out(self, works: Works, told: Told) -> None:
        """Run bodies and commit them; `told` hears it in another thread, once the disk has them."""
        outcomes = self._outcomes(works)
        self._syncing.when_kept(partial(self._tell, outcomes, told))

    def begin_anew(self) -> None:
        """Bring all that was committed before to the disk, before anything is built upon it.

        Where the disk has failed another process that writes, we would not hear of it: what is kept
        behind a gap in the log is lost with it. Raises `StoreError` where that cannot be now.
        """
        try:
            emptied = self._emptied()
        except sqlite3.Error as error:
            raise explain(error, self._path) from error
        if not emptied:
            raise StoreBusy(
                f"{self._path}: somebody (a backup) still reads what was there before, so that what"
                " is written now could not yet be told to be kept; this is tried again."
            )

    def close(self) -> None:
        """Tell all that wait, and let go of the connection; blocks."""
        self._syncing.close()
        self._database.close()
        self._turns.close()

    def _tell(self, outcomes: list[Outcome], told: Told, failure: OSError | None) -> None:
        if failure is not None:
            lost = not_kept(failure, self._path)
            outcomes = [
                each if each.error is not None else Outcome(error=lost) for each in outcomes
            ]
        told(outcomes)

    def _outcomes(self, group: Works) -> list[Outcome]:
        try:
            if refusal := self._unhealed():
                return [Outcome(error=refusal)] * len(group)
            return self._committed(group)
        except BaseException as error:  # noqa: BLE001 - nobody may be left waiting for ever
            _log.exception("the writer of %s failed", self._path)
            self._roll_back()
            return [Outcome(error=error)] * len(group)

    def _unhealed(self) -> StoreError | None:
        """Why nothing can be written: the disk has failed, and fails still."""
        failed = self._syncing.failed
        if failed is None:
            return None
        try:
            emptied = self._emptied()
        except sqlite3.Error as error:
            return explain(error, self._path)
        if not emptied:
            return not_kept(failed, self._path)
        self._syncing.healed()
        return None

    def _emptied(self) -> bool:
        """Whether the log is begun anew, with all of it in the database's own file.

        Raises `sqlite3.Error`.
        """
        try:
            self._database.execute(f"PRAGMA busy_timeout = {HEAL_SECONDS * 1000:.0f}")
            # Copies all of the log into the database's own file, has the disk keep that, and begins
            # the log anew: what came behind a gap in it would be lost with the gap.
            with self._turns.place():
                busy, *_ = self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            self._database.execute("PRAGMA busy_timeout = 0")
        return not busy

    def _committed(self, group: Works) -> list[Outcome]:
        if len(group) < 2:
            return self._singly(group)
        try:
            self._turns.begin(self._database)
        except sqlite3.Error as error:
            return self._refused(group, error)
        run = self._in_savepoint if self._careful else self._together
        try:
            outcomes = [run(work) for work in group]
            self._connection.execute("COMMIT")
        except _FailedError:
            self._roll_back()
            self._careful = CAREFUL_GROUPS
            return self._committed(group)
        except sqlite3.Error:
            # Not every body is at fault: each gets its own transaction, and its own error.
            self._roll_back()
            return self._singly(group)
        failed = any(outcome.error is not None for outcome in outcomes)
        self._careful = CAREFUL_GROUPS if failed else max(0, self._careful - 1)
        return outcomes

    def _together(self, work: Work[Any]) -> Outcome:
        outcome = self._carried_out(work)
        # SQLite may have undone the whole transaction; what came now would commit by itself.
        if outcome.error is not None or not self._connection.in_transaction:
            raise _FailedError
        return outcome

    def _in_savepoint(self, work: Work[Any]) -> Outcome:
        self._connection.execute("SAVEPOINT body")
        outcome = self._carried_out(work)
        # Fails where SQLite has undone the whole transaction (a full disk), and so the group.
        if outcome.error is not None:
            self._connection.execute("ROLLBACK TO body")
        self._connection.execute("RELEASE body")
        return outcome

    def _singly(self, group: Works) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for position, work in enumerate(group):
            try:
                self._turns.begin(self._database)
            except sqlite3.Error as error:
                # The next would wait as long, and be refused as well.
                return outcomes + self._refused(group[position:], error)
            outcomes.append(self._alone(work))
        return outcomes

    def _alone(self, work: Work[Any]) -> Outcome:
        outcome = self._carried_out(work)
        if outcome.error is None:
            try:
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                outcome = Outcome(error=explain(error, self._path))
        self._roll_back()
        return outcome

    def _carried_out(self, work: Work[Any]) -> Outcome:
        transaction = self._transaction()
        try:
            return Outcome(carry_out(work, transaction))
        except sqlite3.Error as error:
            return Outcome(error=explain(error, self._path, transaction.statement))
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever awaits the body
            return Outcome(error=error)

    def _refused(self, group: Works, error: sqlite3.Error) -> list[Outcome]:
        return [Outcome(error=explain(error, self._path)) for _ in group]

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK")
            except sqlite3.Error as error:
                _log.warning("%s", explain(error, self._path))
