"""Whether a SQLite file is whole, asked without changing it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from bot.store.sqlite import connect
from bot.store.sqlite_errors import explain

if TYPE_CHECKING:
    from pathlib import Path


def fault_of(path: Path) -> str:
    """The first fault that SQLite's quick check finds, or nothing.

    Raises `StoreError` where the file cannot be read at all.
    """
    try:
        with closing(connect(path, read_only=True)) as database:
            (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise explain(error, path) from error
    return "" if verdict == "ok" else str(verdict)
