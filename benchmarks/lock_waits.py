"""What another process waits for SQLite's write lock: it asks for it, and lets go at once."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

ASK_AGAIN_SECONDS = 0.001
PAUSE_SECONDS = 0.005
"""Between two looks: a probe that never rests would be what the others wait for."""

Waits = list[tuple[float, float]]
"""When each began (seconds of `time.monotonic`, one clock for all processes), and its seconds."""


@contextmanager
def lock_waits(path: Path) -> Iterator[Waits]:
    """Wait for the lock of the file at `path` for as long as the block runs.

    The list is filled when the block ends.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_watch, args=(path, theirs), daemon=True)
    process.start()
    waits: Waits = []
    try:
        ours.recv()  # it has begun
        yield waits
    finally:
        ours.send("enough")
        waits += ours.recv()
        process.join()


def _watch(path: Path, told: Connection) -> None:
    waits: Waits = []
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as database:
        told.send("begun")
        while not told.poll(PAUSE_SECONDS):
            began = time.monotonic()
            _begin(database)
            waits.append((began, time.monotonic() - began))
            database.execute("ROLLBACK")
    told.send(waits)


def _begin(database: sqlite3.Connection) -> None:
    while True:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(ASK_AGAIN_SECONDS)
        else:
            return
