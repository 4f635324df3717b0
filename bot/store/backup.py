"""Makes a consistent copy of a SQLite database while the service goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import StoreError, WenzhengError
from bot.store.new_file import check_new, new_file
from bot.store.sqlite import connect
from bot.store.sqlite_errors import explain

WHOLE = "ok"
PAGES = 1024
"""Pages copied in one step; between steps the interpreter is free."""


def backup(source: Path | str, target: Path) -> None:
    """Copy the database at `source` to the new file `target`, checked and complete, or not at all.

    `source` is what `bot.store.opening.locate` gives. Raises `WenzhengError` where it is
    PostgreSQL or where `target` exists, `StoreError` where the copy cannot be made.
    """
    if isinstance(source, str):
        raise WenzhengError(
            "The database is PostgreSQL, which has its own tool for backups; "
            f"use: pg_dump --format=custom --file={target} DATABASE"
        )
    check_new(target)
    if not source.is_file():
        raise StoreError(f"{source}: there is no database here; see the setting `data`.")
    with new_file(target) as copy:
        verdict = copy_whole(source, copy)
        if verdict != WHOLE:
            raise StoreError(
                f"{source}: the copy is damaged ({verdict}) and was thrown away; the database "
                "itself may be. Keep the older backups, and check it with: "
                f"sqlite3 {source} 'PRAGMA integrity_check'"
            )


def copy_whole(source: Path, copy: Path) -> str:
    """Copy one moment of a database into the empty file `copy`; what SQLite says of the copy.

    That is `WHOLE`, or what is damaged in it. Raises `StoreError`.
    """
    try:
        return _copy(source, copy)
    except sqlite3.Error as error:
        raise explain(error, _culprit(error, source, copy)) from error


def _copy(source: Path, copy: Path) -> str:
    with closing(connect(source, read_only=True)) as origin, closing(connect(copy)) as drain:
        # A held view: otherwise each commit of the service would begin the copy anew.
        origin.execute("BEGIN")
        origin.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        origin.conn.backup(drain.conn, pages=PAGES)
        origin.execute("ROLLBACK")
        # One self-contained file, readable from a disk that cannot be written too.
        drain.execute("PRAGMA journal_mode = DELETE")
        (verdict,) = drain.execute("PRAGMA integrity_check(1)").fetchone()
    return str(verdict)


def _culprit(error: sqlite3.Error, source: Path, copy: Path) -> Path:
    ours = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}
    return copy if getattr(error, "sqlite_errorcode", 0) & 0xFF in ours else source
