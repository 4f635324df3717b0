"""Prepares a SQLite file for use: makes it, backs it up and migrates it."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import sqlite_utils
from filelock import FileLock

from bot.clock import stamp
from bot.errors import StoreError
from bot.store.backup import backup
from bot.store.migrate import MIGRATIONS_FOLDER, migrate
from bot.store.sqlite import WORDS, connect_writer
from bot.store.sqlite_begin import begin_once
from bot.store.sqlite_errors import BACKUPS, explain

_log = logging.getLogger(__name__)


def prepare_sqlite(path: Path, now: datetime, folder: Path = MIGRATIONS_FOLDER) -> None:
    """Make the file and its folder where there are none, and migrate it; safe in two processes.

    Raises `StoreError`.
    """
    try:
        _make(path)
        # SQLite itself refuses, instead of waiting, when two connections turn on the log at once.
        with FileLock(path.with_name(f"{path.name}.opening"), mode=0o600):
            _migrate(path, now, folder)
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except OSError as error:
        raise StoreError(
            f"{path}: the file cannot be made or opened ({error.strerror}). Give "
            f"the user that runs Wenzheng the right to write in {path.parent} and all files there "
            "(what another user ran may have left files of its own), or set another data folder."
        ) from error


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # What residents write is nobody else's on this machine; the -wal file inherits the mode.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _migrate(path: Path, now: datetime, folder: Path) -> None:
    database = connect_writer(path)
    try:
        migrate(SqliteGround(database, path), now, folder)
    finally:
        database.close()


class SqliteGround:
    """A SQLite file as `migrate` needs it."""

    words: Mapping[str, str] = WORDS

    def __init__(self, database: sqlite_utils.Database, path: Path) -> None:
        self._database = database
        self._path = path

    @property
    def place(self) -> str:
        """The file."""
        return str(self._path)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A transaction that shuts every other writer out."""
        # A table is rebuilt by dropping the old one, which checked references would not allow.
        self._database.execute("PRAGMA foreign_keys = OFF")
        begin_once(self._database, self._path)
        try:
            yield
            self._check_references()
            self._database.execute("COMMIT")
        finally:
            if self._database.conn.in_transaction:
                self._database.execute("ROLLBACK")

    def execute(self, statement: str, values: Sequence[int | str] = ()) -> list[Sequence[object]]:
        """Carry out a statement, and fetch what it found."""
        return list(self._database.execute(statement, values).fetchall())

    def keep_safe(self, name: str, now: datetime) -> None:
        """Copy the file into the folder `backups` beside it.

        What a start that was cut short had kept before the same migration is let go of.
        """
        moment = stamp(now).replace(":", "").replace("-", "")
        target = self._path.parent / BACKUPS / f"before-{name}-{moment}.db"
        target.parent.mkdir(mode=0o700, exist_ok=True)
        earlier = [each for each in target.parent.glob(f"before-{name}-*.db") if each != target]
        if not target.exists():
            _log.info("%s is brought up to date; what was there is kept as %s", self._path, target)
            backup(self._path, target)
        for each in earlier:
            each.unlink()

    def _check_references(self) -> None:
        broken = self._database.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise StoreError(
                f"{self._path}: after the migration a row of {broken[0]} would point to nothing in "
                f"{broken[2]}, so it was undone; report this to the makers of Wenzheng."
            )
