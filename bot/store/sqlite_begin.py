"""Begins writing transactions on a SQLite file beside others who write, so that each has a turn."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils

from bot.store.sqlite_errors import BUSY_SECONDS

if sys.platform != "win32":
    import fcntl

ASK_AGAIN_SECONDS = 0.001
"""How often to ask for a lock that another program holds."""
COURTESY_SECONDS = 0.1
"""The longest that a service stands behind another program that waits for the lock."""


class Queue:
    """Where the writers of one file stand in line for SQLite's lock, in whichever process.

    SQLite itself knows no order: a busy service, which begins again the moment it has committed,
    would keep a command beside it waiting for ever. Whoever is about to begin holds a second lock
    (the file `….queue`) until they have begun. It is a courtesy only: where it cannot be had, or
    its holder sleeps, the transaction begins without it.
    """

    def __init__(self, path: Path) -> None:
        self._file = _opened(path.with_name(f"{path.name}.queue"))

    def close(self) -> None:
        """Let go of the queue's file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def begin(self, database: sqlite_utils.Database) -> None:
        """Take the write lock within `BUSY_SECONDS`.

        SQLite's own waiting asks ten times a second at last, and would seldom find the moment.
        Raises `sqlite3.OperationalError` where the lock cannot be had.
        """
        end = time.monotonic() + BUSY_SECONDS
        with self.place():
            while not _begun(database, last=time.monotonic() >= end):
                time.sleep(ASK_AGAIN_SECONDS)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Stand in line for as long as the block runs; whoever stands behind waits for a while."""
        held = self._file is not None and self._stood()
        try:
            yield
        finally:
            if held and self._file is not None:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def _stood(self) -> bool:
        end = time.monotonic() + COURTESY_SECONDS
        while True:
            try:
                fcntl.flock(self._file or 0, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end:
                    return False
                time.sleep(ASK_AGAIN_SECONDS)
            except OSError:
                # A file system without such locks.
                return False
            else:
                return True


def begin_once(database: sqlite_utils.Database, path: Path) -> None:
    """Begin one transaction on a connection that is not a writer's. Raises as `Queue.begin`."""
    (waits,) = database.execute("PRAGMA busy_timeout").fetchone()
    database.execute("PRAGMA busy_timeout = 0")
    queue = Queue(path)
    try:
        queue.begin(database)
    finally:
        queue.close()
        database.execute(f"PRAGMA busy_timeout = {int(waits)}")


def _opened(path: Path) -> int | None:
    if sys.platform == "win32":
        return None
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None


def _begun(database: sqlite_utils.Database, *, last: bool) -> bool:
    try:
        # Not by sqlite_utils, which would read each statement in Python for whether it ends one.
        database.conn.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
