"""Says in a sentence what went wrong in SQLite, in which file, and what to do about it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.errors import StoreBusy, StoreError

BUSY_SECONDS = 5.0


def explain(error: sqlite3.Error, path: Path, statement: str = "") -> StoreError:
    """The `StoreError` (or `StoreBusy`) for an error of SQLite on the database at `path`."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusy(
            f"{path} has been locked by another program for more than {BUSY_SECONDS:.0f} seconds "
            "and nothing was written; end the other program (or let it finish) and try again."
        )
    if reason := _REASONS.get(code):
        return StoreError(f"{path}: " + reason.format(path=path, folder=path.parent))
    where = f", statement {statement!r}" if statement else ""
    return StoreError(
        f"{path}{where}: the database refused ({error}); nothing of this was written."
    )


_DAMAGED = (
    "this file is damaged or is no SQLite database. Stop Wenzheng, move {path} with its -wal and "
    "-shm files aside, copy the newest backup from {folder}/backups to {path}, and start again."
)
_READ_ONLY = (
    "the file or its folder cannot be written. Give the user that runs Wenzheng the right to "
    "write to {folder} and to everything in it (and see that the disk is not mounted read-only)."
)
_REASONS = {
    sqlite3.SQLITE_FULL: (
        "the disk is full, so nothing of this was written. Make room on the disk of {folder}; "
        "Wenzheng goes on by itself, without a restart."
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk did not take or give the data, so nothing of this was written. See that the "
        "disk of {folder} has room and no limit on file size, and look for its errors in the "
        "system log; Wenzheng goes on by itself once the disk does."
    ),
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: (
        "the file cannot be opened. See that {folder} exists and that the user that runs "
        "Wenzheng may read and write in it."
    ),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
