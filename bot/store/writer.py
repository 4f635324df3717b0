"""The one thread that writes to SQLite, and commits what waits in groups."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

import msgspec
from sqlite_utils import Database

from bot.errors import StoreError
from bot.store import Work
from bot.store.body import WatchedTransaction, carry_out
from bot.store.draining import waiting_in
from bot.store.sqlite_begin import Queue
from bot.store.sqlite_errors import explain, not_kept
from bot.store.sqlite_sync import Syncing

GROUP = 64
"""The most transactions that share one commit."""
CAREFUL_GROUPS = 16
"""For so many groups after a body has failed there are savepoints: seldom does one fail alone."""
HEAL_SECONDS = 1.0
"""How long a log that has failed waits for those who still read in it, before it is emptied."""

T = TypeVar("T")
_log = logging.getLogger(__name__)


class _Job(msgspec.Struct, frozen=True, eq=False):
    work: Work[Any]
    future: asyncio.Future[Any]


class _Outcome(msgspec.Struct, frozen=True, eq=False):
    job: _Job
    result: object = None
    error: BaseException | None = None


class _FailedError(Exception):
    """A body failed in a group without savepoints: what it wrote cannot be undone alone."""


class GroupWriter:
    """Runs waiting transactions one after the other, each undone alone, committed together.

    Savepoints, at which one body is undone alone, cost as much as two statements for each body,
    and most bodies succeed. So a group goes without; where a body fails, the whole group is undone
    and run again with them, and they stay for some groups more.

    Whoever waits is told once the disk has what was committed; meanwhile the next group runs.
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
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._closing = False
        self._careful = 0
        self._thread = threading.Thread(target=self._write, name="sqlite-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> asyncio.Future[T]:
        """Queue a transaction; it runs even where nobody waits for its future any more."""
        if self._closing:
            raise StoreError(f"{self._path} has been closed; nothing can be written any more.")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(_Job(work, future))
        return future

    def close(self) -> None:
        """Finish what is queued, let go of the connection and end the thread; blocks."""
        if not self._closing:
            self._closing = True
            self._queue.put(None)
        self._thread.join()

    def _write(self) -> None:
        ended = False
        while not ended:
            group, ended = waiting_in(self._queue, GROUP)
            outcomes = self._outcomes(group)
            self._syncing.when_kept(partial(self._tell, outcomes))
        self._syncing.close()
        self._database.close()
        self._turns.close()

    def _tell(self, outcomes: list[_Outcome], failure: OSError | None) -> None:
        if failure is not None:
            lost = not_kept(failure, self._path)
            outcomes = [
                each if each.error is not None else _Outcome(each.job, error=lost)
                for each in outcomes
            ]
        _deliver(outcomes)

    def _outcomes(self, group: list[_Job]) -> list[_Outcome]:
        try:
            if refusal := self._unhealed():
                return [_Outcome(job, error=refusal) for job in group]
            return self._committed(group)
        except BaseException as error:  # noqa: BLE001 - nobody may be left waiting for ever
            _log.exception("the writer of %s failed", self._path)
            self._roll_back()
            return [_Outcome(job, error=error) for job in group]

    def _unhealed(self) -> StoreError | None:
        """Why nothing can be written: the disk has failed, and fails still."""
        failed = self._syncing.failed
        if failed is None:
            return None
        try:
            self._database.execute(f"PRAGMA busy_timeout = {HEAL_SECONDS * 1000:.0f}")
            # Copies all of the log into the database's own file, has the disk keep that, and begins
            # the log anew: what came behind a gap in it would be lost with the gap.
            busy, *_ = self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            return explain(error, self._path)
        finally:
            self._database.execute("PRAGMA busy_timeout = 0")
        if busy:
            return not_kept(failed, self._path)
        self._syncing.healed()
        return None

    def _committed(self, group: list[_Job]) -> list[_Outcome]:
        if len(group) < 2:
            return self._singly(group)
        try:
            self._turns.begin(self._database)
        except sqlite3.Error as error:
            return self._refused(group, error)
        run = self._in_savepoint if self._careful else self._together
        try:
            outcomes = [run(job) for job in group]
            self._database.execute("COMMIT")
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

    def _together(self, job: _Job) -> _Outcome:
        outcome = self._carried_out(job)
        # SQLite may have undone the whole transaction; what came now would commit by itself.
        if outcome.error is not None or not self._connection.in_transaction:
            raise _FailedError
        return outcome

    def _in_savepoint(self, job: _Job) -> _Outcome:
        self._connection.execute("SAVEPOINT body")
        outcome = self._carried_out(job)
        # Fails where SQLite has undone the whole transaction (a full disk), and so the group.
        if outcome.error is not None:
            self._connection.execute("ROLLBACK TO body")
        self._connection.execute("RELEASE body")
        return outcome

    def _singly(self, group: list[_Job]) -> list[_Outcome]:
        outcomes: list[_Outcome] = []
        for position, job in enumerate(group):
            try:
                self._turns.begin(self._database)
            except sqlite3.Error as error:
                # The next would wait as long, and be refused as well.
                return outcomes + self._refused(group[position:], error)
            outcomes.append(self._alone(job))
        return outcomes

    def _alone(self, job: _Job) -> _Outcome:
        outcome = self._carried_out(job)
        if outcome.error is None:
            try:
                self._database.execute("COMMIT")
            except sqlite3.Error as error:
                outcome = _Outcome(job, error=explain(error, self._path))
        self._roll_back()
        return outcome

    def _carried_out(self, job: _Job) -> _Outcome:
        transaction = self._transaction()
        try:
            return _Outcome(job, result=carry_out(job.work, transaction))
        except sqlite3.Error as error:
            return _Outcome(job, error=explain(error, self._path, transaction.statement))
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever awaits the body
            return _Outcome(job, error=error)

    def _refused(self, group: list[_Job], error: sqlite3.Error) -> list[_Outcome]:
        return [_Outcome(job, error=explain(error, self._path)) for job in group]

    def _roll_back(self) -> None:
        if self._database.conn.in_transaction:
            try:
                self._database.execute("ROLLBACK")
            except sqlite3.Error as error:
                _log.warning("%s", explain(error, self._path))


def _deliver(outcomes: Iterable[_Outcome]) -> None:
    waiting: defaultdict[asyncio.AbstractEventLoop, list[_Outcome]] = defaultdict(list)
    for outcome in outcomes:
        waiting[outcome.job.future.get_loop()].append(outcome)
    for loop, some in waiting.items():
        # A closed loop has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, some)


def _settle(outcomes: list[_Outcome]) -> None:
    for outcome in outcomes:
        future = outcome.job.future
        if future.done():
            continue
        if outcome.error is not None:
            future.set_exception(outcome.error)
        else:
            future.set_result(outcome.result)
