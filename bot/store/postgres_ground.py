"""Prepares a PostgreSQL database for use: checks and migrates it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import psycopg

from bot.errors import StoreError
from bot.store.lexing import percent_parameters
from bot.store.migrate import MIGRATIONS_FOLDER, migrate
from bot.store.postgres import WORDS, Connection, connect
from bot.store.postgres_errors import explain, parse, place

# "wenzheng" in ASCII: the advisory lock that all its processes agree on.
_LOCK = int.from_bytes(b"wenzheng", "big")
_log = logging.getLogger(__name__)


def prepare_postgres(address: str, now: datetime, folder: Path = MIGRATIONS_FOLDER) -> None:
    """Migrate the database at an address; safe in several processes.

    Raises `SettingsError` for a malformed address, `StoreError` for everything else.
    """
    parts = parse(address)
    try:
        with closing(connect(parts)) as connection:
            _check_encoding(connection, place(parts))
            # Another process may be migrating: wait as long as it takes.
            connection.execute("SET lock_timeout = 0")
            migrate(PostgresGround(connection, place(parts)), now, folder)
    except psycopg.Error as error:
        raise explain(error, parts) from None


def _check_encoding(connection: Connection, where: str) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreError(
            f"{where} keeps its text as {encoding}, which cannot hold every character; make one "
            "with: CREATE DATABASE wenzheng ENCODING 'UTF8' TEMPLATE template0"
        )


class PostgresGround:
    """A PostgreSQL database as `migrate` needs it."""

    words: Mapping[str, str] = WORDS

    def __init__(self, connection: Connection, where: str) -> None:
        self._connection = connection
        self._where = where

    @property
    def place(self) -> str:
        """The database and its server."""
        return self._where

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A transaction that waits for every other process that migrates."""
        with self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            yield

    def execute(self, statement: str, values: Sequence[int | str] = ()) -> list[Sequence[object]]:
        """Carry out a statement, and fetch what it found."""
        text = percent_parameters(statement).replace("?", "%s") if values else statement
        cursor = self._connection.execute(text.encode(), values or None)
        if not cursor.description:
            return []
        return [tuple(row.values()) for row in cursor.fetchall()]

    def keep_safe(self, name: str, now: datetime) -> None:
        """Say that a backup of PostgreSQL is made with its own tools."""
        _log.warning(
            "%s: migration %s changes the schema; Wenzheng makes no backup of PostgreSQL, "
            "your pg_dump does",
            self._where,
            name,
        )
