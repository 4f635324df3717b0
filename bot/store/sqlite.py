"""The SQLite engine: one writer that commits in groups, and readers that never wait for it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from types import NoneType
from typing import TypeVar

import msgspec
import sqlite_utils

from bot.errors import StoreError
from bot.store import Row, Work
from bot.store.body import carry_out
from bot.store.groups import Groups
from bot.store.lexing import numbered_parameters
from bot.store.sqlite_errors import BUSY_SECONDS, explain, log_not_opened
from bot.store.statements import Statement, Statements, load_statements
from bot.store.values import storable
from bot.store.writer import GroupWriter

T = TypeVar("T")

WORDS = {
    "identity": "INTEGER PRIMARY KEY AUTOINCREMENT",
    "blob": "BLOB",
    # No phrases are asked for and nothing is ranked: neither positions nor sizes are kept.
    "search": (
        "CREATE VIRTUAL TABLE message_search"
        " USING fts5 (grams, tokenize = 'ascii', detail = none, columnsize = 0)"
    ),
    "search_tidied": "INSERT INTO message_search (message_search) VALUES ('optimize')",
    "search_match": "message_search MATCH :query",
    "ids": "SELECT value FROM json_each(:ids)",
    "for_update": "",
    "begin_only_sqlite": "",
    "end_only_sqlite": "",
    "skip_locked": "",
}
"""What this engine says in its own way; everything else is one text for both engines."""

NOT_TAKEN = (
    UnicodeEncodeError,
    OverflowError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
)
"""What is raised at a value that the driver does not take, before anything is carried out.

To look through all values beforehand would cost a seventh of what a statement costs.
"""
READERS = 2


def _refuse(value: date) -> None:
    raise sqlite3.ProgrammingError(f"a {type(value).__name__} is written by bot.clock")


# By itself Python's driver would write them, in another form than a stamp's.
sqlite3.register_adapter(date, _refuse)
sqlite3.register_adapter(datetime, _refuse)
# None is itself; else the driver would ask it each time whether it has another form.
sqlite3.register_adapter(NoneType, dict[None, None]().get)


def connect(path: Path, *, read_only: bool = False) -> sqlite_utils.Database:
    """Open a connection that leaves BEGIN and COMMIT to us and may move between threads.

    Raises `sqlite3.Error`.
    """
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    # No plugins: the database means the same on every machine, whatever else is installed.
    return sqlite_utils.Database(connection, execute_plugins=False, recursive_triggers=False)


def connect_writer(path: Path) -> sqlite_utils.Database:
    """Open the writer's connection: write-ahead log, durable commits, checked references.

    Raises `sqlite3.Error`, or `StoreError` where the disk cannot have a write-ahead log.
    """
    database = connect(path)
    try:
        (mode,) = database.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise StoreError(
                f"{path}: this disk (a network drive?) cannot keep a write-ahead log; "
                "put the data folder on a local disk, or use PostgreSQL."
            )
        # Until `Groups` has a thread that syncs instead: migrations have none.
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA foreign_keys = ON")
        # What a resident has had erased must not be found in the file's unused bytes.
        database.execute("PRAGMA secure_delete = ON")
        database.execute("PRAGMA journal_size_limit = 67108864")
        # In pages (32 MB) of the log before it is copied into the file, during which nothing is
        # written: a busy page is then copied once in thousands of messages. With SQLite's own
        # 1000 that came every second, and took nearly as long each time.
        database.execute("PRAGMA wal_autocheckpoint = 8000")
        # In KiB: room for the indexes (by address, by platform's id) of half a million messages.
        # Of SQLite's own 2 MB little would be left when the next message comes.
        database.execute("PRAGMA cache_size = -32768")
    except BaseException:
        database.close()
        raise
    return database


class SqliteTransaction:
    """Named statements on one connection."""

    def __init__(self, cursor: sqlite3.Cursor, statements: Statements) -> None:
        # One for all statements: each is carried out whole before the next.
        self._cursor = cursor
        self._statements = statements
        self.statement = ""
        self.failure: Exception | None = None

    def rows(self, statement: str, /, **values: object) -> list[Row]:
        """All rows of a named statement."""
        found = self._found(statement, values)
        if not found:
            return []
        names = [column[0] for column in self._cursor.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def row(self, statement: str, /, **values: object) -> Row | None:
        """The first row, or None."""
        rows = self.rows(statement, **values)
        return rows[0] if rows else None

    def run(self, statement: str, /, **values: object) -> int:
        """Carry out a statement; the number of rows it touched (or, of a query, found)."""
        found = self._found(statement, values)
        touched = self._cursor.rowcount
        return touched if touched >= 0 else len(found)

    def insert(self, statement: str, /, **values: object) -> int:
        """Keep one row; its id, 0 where the statement keeps none (`DO NOTHING`)."""
        found = self._statements[statement]
        return self._kept(found, found.values(values))

    def keep(self, statement: str, row: msgspec.Struct, /) -> int:
        """As `insert`, of a row whose fields are the statement's parameters, in its own order."""
        found = self._statements[statement]
        return self._kept(found, found.values_of(row))

    def _kept(self, statement: Statement, values: tuple[object, ...]) -> int:
        # Known without RETURNING, for which SQLite builds a table each time.
        cursor = self._execute(statement, values)
        return (cursor.lastrowid or 0) if cursor.rowcount > 0 else 0

    def run_many(self, statement: str, values: Iterable[Mapping[str, object]], /) -> None:
        """Carry out a statement once for each set of values."""
        found = self._statements[statement]
        for each in values:
            self._execute(found, found.values(each))

    def _found(self, statement: str, values: Mapping[str, object]) -> list[tuple[object, ...]]:
        found = self._statements[statement]
        cursor = self._execute(found, found.values(values))
        if cursor.description is None:
            return []
        try:
            # A statement with RETURNING is carried out only as far as its rows are fetched.
            return cursor.fetchall()
        except sqlite3.Error as error:
            self._fail(error)
            raise

    def _execute(self, statement: Statement, values: tuple[object, ...]) -> sqlite3.Cursor:
        # A full disk may have ended the transaction: what came now would commit by itself.
        if self.failure is not None:
            raise self.failure
        self.statement = statement.name
        try:
            try:
                return self._cursor.execute(statement.text, values)
            except NOT_TAKEN:
                return self._cursor.execute(statement.text, storable(statement.names, values))
        except sqlite3.Error as error:
            self._fail(error)
            raise

    def _fail(self, error: sqlite3.Error) -> None:
        self.failure = self.failure or error


def own_statements() -> Statements:
    """The statements as this engine says them."""
    return load_statements(WORDS, numbered_parameters)


def open_groups(path: Path, statements: Statements) -> Groups:
    """Open a migrated file for the one thread of a process that writes to it.

    Raises `StoreError` where it cannot be opened.
    """
    try:
        database = connect_writer(path)
        return Groups(
            database, partial(SqliteTransaction, database.conn.cursor(), statements), path
        )
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except OSError as error:
        raise log_not_opened(error, path) from error


class SqliteDatabase:
    """One SQLite file, already migrated.

    Raises `StoreError` where the file cannot be opened.
    """

    name = "sqlite"

    def __init__(self, path: Path, statements: Statements | None = None) -> None:
        self.path = path
        self._statements = statements or own_statements()
        self._idle: SimpleQueue[sqlite_utils.Database] = SimpleQueue()
        groups = open_groups(path, self._statements)
        try:
            for _ in range(READERS):
                self._idle.put(connect(path, read_only=True))
        except sqlite3.Error as error:
            groups.close()
            raise explain(error, path) from error
        self._writer = GroupWriter(groups, path)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")

    async def transaction(self, work: Work[T]) -> T:
        """Run `work` and commit durably, together with what else waits.

        Raises what `work` raised (its changes undone), `StoreBusy`, or `StoreError`.
        """
        return await self._writer.submit(work)

    async def read(self, work: Work[T]) -> T:
        """Run `work` on a read-only view of what is committed, beside the writer.

        Raises what `work` raised, or `StoreError`.
        """
        try:
            reading = asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)
        except RuntimeError:
            raise StoreError(
                f"{self.path} has been closed; nothing can be read any more."
            ) from None
        return await asyncio.shield(reading)

    async def close(self) -> None:
        """Finish what was begun and let go of the connections."""
        await asyncio.to_thread(self._close)

    def _read(self, work: Work[T]) -> T:
        # There are as many connections as threads, so that none waits here.
        database = self._idle.get()
        tx = SqliteTransaction(database.conn.cursor(), self._statements)
        try:
            database.conn.execute("BEGIN")
            return carry_out(work, tx)
        except sqlite3.Error as error:
            raise explain(error, self.path, tx.statement) from error
        finally:
            if database.conn.in_transaction:
                database.conn.execute("ROLLBACK")
            self._idle.put(database)

    def _close(self) -> None:
        self._readers.shutdown()
        while not self._idle.empty():
            self._idle.get().close()
        self._writer.close()
