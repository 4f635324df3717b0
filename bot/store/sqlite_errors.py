"""Says in a sentence what went wrong in SQLite, in which file, and what to do about it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.errors import StoreBusy, StoreError

BUSY_SECONDS = 5.0


def explain(error: sqlite3.Error, path: Path, statement: str = "") -> StoreError:
    """The `StoreError` (or `StoreBusy`) for an error of SQLite on the database at `path`."""
    code = _code(error)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusy(
            f"{path} has been locked by another program for more than {BUSY_SECONDS:.0f} seconds "
            "and nothing was written; end the other program (or let it finish) and try again."
        )
    if is_damage(error):
        return StoreError(f"{path}: this file is damaged or is no SQLite database. {_rescue(path)}")
    if reason := _REASONS.get(code):
        return StoreError(f"{path}: " + reason.format(path=path, folder=path.parent))
    where = f", statement {statement!r}" if statement else ""
    return StoreError(
        f"{path}{where}: the database refused ({error}); nothing of this was written."
    )


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is damaged or no database: the right to read it or more room helps none."""
    return _code(error) in _DAMAGED


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def not_kept(failure: OSError, path: Path) -> StoreError:
    """The `StoreError` for what was written to `path`, and the disk does not say that it has it."""
    return StoreError(
        f"{path}: the disk did not confirm what was written ({failure.strerror or failure}), so it "
        f"does not count as kept. See that the disk of {path.parent} has room, and look for its "
        "errors in the system log; Wenzheng goes on by itself once the disk does, and nobody (a "
        "backup) reads what was there before."
    )


def log_not_opened(failure: OSError, path: Path) -> StoreError:
    """The `StoreError` where the write-ahead log of `path` cannot be opened beside SQLite."""
    return StoreError(
        f"{path}: its log (-wal) cannot be opened ({failure.strerror or failure}). See that the "
        f"user that runs Wenzheng may write to all in {path.parent} and may open enough files."
    )


def _rescue(path: Path) -> str:
    """What to do about a damaged file: the newest backup in its place, if there is one."""
    folder = path.parent / BACKUPS
    found = sorted(folder.glob("*.db"), key=lambda copy: copy.stat().st_mtime)
    if found:
        return (
            "Stop Wenzheng, put the newest backup in its place with "
            f"`wenzheng restore {found[-1]} --replace`, and start again."
        )
    return (
        f"There is no backup in {folder}: look for one where `wenzheng backup` was told to write "
        "it, stop Wenzheng, and put it in its place with `wenzheng restore FILE --replace`; "
        "without one, move the file with its -wal and -shm files aside: what can still be read is "
        f"saved by: sqlite3 DAMAGED_FILE .recover | sqlite3 {path}. Then start again."
    )


BACKUPS = "backups"
"""The folder beside the database where copies are laid before it is changed."""
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
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
}
