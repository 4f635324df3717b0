"""Begins a writing transaction beside others who write: asks often, while anybody waits."""

from __future__ import annotations

import sqlite3
import time

import sqlite_utils

from bot.store.sqlite_errors import BUSY_SECONDS

ASK_AGAIN_SECONDS = 0.001


def begin_immediate(database: sqlite_utils.Database) -> None:
    """Take the write lock within `BUSY_SECONDS`.

    SQLite's own waiting asks ten times a second at last, and so would never find the moment in
    which a busy service holds no lock. Raises `sqlite3.OperationalError` where it cannot be had.
    """
    (waits,) = database.execute("PRAGMA busy_timeout").fetchone()
    database.execute("PRAGMA busy_timeout = 0")
    end = time.monotonic() + BUSY_SECONDS
    try:
        while not _begun(database, last=time.monotonic() >= end):
            time.sleep(ASK_AGAIN_SECONDS)
    finally:
        database.execute(f"PRAGMA busy_timeout = {int(waits)}")


def _begun(database: sqlite_utils.Database, *, last: bool) -> bool:
    try:
        database.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
