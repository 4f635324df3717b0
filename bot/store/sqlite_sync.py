"""Brings what has been committed to the disk, beside the thread that writes.

A commit waits for the disk longer than for all that it writes. So the writer only appends to the
write-ahead log (`synchronous = NORMAL`, which never leaves a half-written database behind) and goes
on; this thread then has the disk keep the log, once for all that were committed meanwhile. Nobody
is told of a commit before that: what is acknowledged survives a power cut, as it does with
`synchronous = FULL`. https://sqlite.org/pragma.html#pragma_synchronous

A disk that refuses may drop what it refused, and tells it once to each open file. So the log stays
open here from before the first commit, and after a refusal nothing counts until SQLite has copied
the whole log into the database's own file and begun it anew. It copies what it reads: as with every
program, a system that gives other bytes after a failed write than were written is not survived.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from queue import SimpleQueue

from sqlite_utils import Database

from bot.store.draining import waiting_in

Told = Callable[[OSError | None], None]
"""Hears that the disk has what was committed, or why it has not."""
_log = logging.getLogger(__name__)
_keep: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)  # macOS and Windows have no other


class Syncing:
    """A thread that syncs the write-ahead log of a connected database.

    After a failure (`failed`) everybody is told of it, until `healed`. Raises `OSError` where the
    log cannot be opened.
    """

    def __init__(self, database: Database) -> None:
        self._file = os.open(log_of(database), os.O_RDWR)
        self._waiting: SimpleQueue[Told | None] = SimpleQueue()
        self.failed: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="sqlite-sync", daemon=True)
        self._thread.start()

    def when_kept(self, told: Told) -> None:
        """Have `told` called, in this thread, once the disk has what is committed by now."""
        self._waiting.put(told)

    def healed(self) -> None:
        """Everything committed so far lies in the database's own file, and the log is empty."""
        self.failed = None

    def close(self) -> None:
        """Tell all that wait, and end the thread; blocks."""
        self._waiting.put(None)
        self._thread.join()
        os.close(self._file)

    def _run(self) -> None:
        ended = False
        while not ended:
            waiting, ended = waiting_in(self._waiting)
            failure = self._sync() if waiting else None
            for told in waiting:
                try:
                    told(failure)
                except Exception:  # noqa: BLE001 - who fails to hear must keep nobody waiting
                    _log.exception("a commit could not be told of")

    def _sync(self) -> OSError | None:
        if self.failed is None:
            try:
                sync(self._file)
            except OSError as error:
                _log.error("the disk did not keep what was written to the database: %s", error)
                self.failed = error
        return self.failed


def log_of(database: Database) -> str:
    """Where SQLite keeps the write-ahead log of a connected database, which is there then."""
    # Whoever has read holds the log open. Where the database is a link, the log lies at its target.
    database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    (_, _, file), *_ = database.execute("PRAGMA database_list").fetchall()
    return f"{file}-wal"


def sync(file: int) -> None:
    """Have the disk keep all that was written to an open file, by whomever. Raises `OSError`."""
    _keep(file)
