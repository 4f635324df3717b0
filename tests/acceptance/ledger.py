"""What the books say: read straight from the database file of a program, running or not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.store import keys, tickets
from bot.store.opening import open_database
from tests.conftest import NOW
from tests.patience import PATIENCE_SECONDS

FILE = "wenzheng.db"


@contextmanager
def books(data: Path) -> Iterator[sqlite3.Connection]:
    """The database of a data folder, to read."""
    address = f"{(data / FILE).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, timeout=PATIENCE_SECONDS, uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def numbers(data: Path, question: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query, as tuples."""
    with books(data) as connection:
        return [tuple(row) for row in connection.execute(question, values)]


def number(data: Path, question: str, **values: Any) -> int:
    """The one number that a query counts."""
    ((counted,),) = numbers(data, question, **values)
    return int(counted)


async def is_settled(data: Path, channel: str) -> bool:
    """Whether everything is handled and nothing owed on a channel.

    What may have arrived is tried again after a pause, and is owed until then.
    """
    left = number(
        data,
        "SELECT (SELECT COUNT(*) FROM inbox WHERE state = 'received')"
        " + (SELECT COUNT(*) FROM outbox WHERE channel = :channel AND settled_at IS NULL)",
        channel=channel,
    )
    return not left


async def broken_chains(data: Path) -> list[str]:
    """The tickets whose events are not whole, or whose row is not what its events say."""
    database = await open_database(Settings(data=str(data)), now=NOW)
    try:
        seal = await database.transaction(lambda tx: keys.signer(tx, ""))
        return await database.read(lambda tx: tickets.broken_chains(tx, seal))
    finally:
        await database.close()


def assert_whole(data: Path) -> None:
    """SQLite finds no fault in the file, and no row points to nothing."""
    with books(data) as connection:
        assert [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]
        assert list(connection.execute("PRAGMA foreign_key_check")) == []
