"""Brings what has been committed to the disk, beside the thread that writes.

A commit waits for the disk longer than for all that it writes. So the writer only appends to the
write-ahead log (`synchronous = NORMAL`, which never leaves a half-written database behind) and goes
on; this thread then has the disk keep the log, once for all that were committed meanwhile. Nobody
is told of a commit before that: what is acknowledged survives a power cut, as it does with
`synchronous = FULL`. https://sqlite.org/pragma.html#pragma_synchronous
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue

Told = Callable[[OSError | None], None]
"""Hears that the disk has what was committed, or why it has not."""
_log = logging.getLogger(__name__)
_keep: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)  # macOS and Windows have no other


class Syncing:
    """A thread that syncs the write-ahead log of the database at `path`.

    A disk that once refused may have dropped what it refused, and would not say so a second time.
    So after a failure (`failed`) everybody is told of it, until `healed`.
    """

    def __init__(self, path: Path) -> None:
        self._log_file = path.with_name(f"{path.name}-wal")
        self._waiting: SimpleQueue[Told | None] = SimpleQueue()
        self.failed: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="sqlite-sync", daemon=True)
        self._thread.start()

    def when_kept(self, told: Told) -> None:
        """Have `told` called, in this thread, once the disk has what is committed by now."""
        self._waiting.put(told)

    def healed(self) -> None:
        """Everything committed so far lies in the database's own file: the log may be trusted."""
        self.failed = None

    def close(self) -> None:
        """Tell all that wait, and end the thread; blocks."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        ended = False
        while not ended:
            waiting, ended = self._next()
            failure = self._sync() if waiting else None
            for told in waiting:
                told(failure)

    def _next(self) -> tuple[list[Told], bool]:
        waiting: list[Told] = []
        told = self._waiting.get()
        with suppress(Empty):
            while told is not None:
                waiting.append(told)
                told = self._waiting.get_nowait()
            return waiting, True
        return waiting, False

    def _sync(self) -> OSError | None:
        if self.failed is None:
            try:
                sync(self._log_file)
            except OSError as error:
                _log.error(
                    "the disk of %s did not keep what was written: %s", self._log_file, error
                )
                self.failed = error
        return self.failed


def sync(file: Path) -> None:
    """Have the disk keep all that was written to a file, by whomever. Raises `OSError`."""
    # A handle of its own each time: closing it lets go of no lock, for SQLite locks other files.
    handle = os.open(file, os.O_RDWR)
    try:
        _keep(handle)
    finally:
        os.close(handle)
