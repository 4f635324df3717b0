"""Writers of one SQLite file stand in line: a command has its turn beside a busy service."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from bot.store.sqlite import SqliteDatabase, connect
from bot.store.sqlite_begin import Queue
from bot.store.sqlite_ground import prepare_sqlite
from tests.conftest import NOW
from tests.store.probe import STATEMENTS, insert

COMMANDS = 30
WRITERS = 20


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A migrated file."""
    path = tmp_path / "wenzheng.db"
    prepare_sqlite(path, NOW)
    return path


async def test_a_command_has_its_turn_beside_a_service_that_never_rests(file: Path) -> None:
    """Counted in the service's own transactions, not in seconds: one group goes first, or two.

    Without a line, a dozen groups and more do.
    """
    service, command = SqliteDatabase(file, STATEMENTS), SqliteDatabase(file, STATEMENTS)
    written = 0

    async def write_on(name: str) -> None:
        nonlocal written
        for at in range(1_000_000):
            await service.transaction(insert(f"{name}{at}"))
            written += 1

    busy = [asyncio.create_task(write_on(f"{number}-")) for number in range(WRITERS)]
    await asyncio.sleep(0.2)
    ahead = []
    for at in range(COMMANDS):
        before = written
        await command.transaction(insert(f"command{at}"))
        ahead.append(written - before)
    for task in busy:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*busy)
    await service.close()
    await command.close()
    # A machine that sleeps for a moment may cost a few of them their place.
    assert sorted(ahead)[-5] <= 3 * WRITERS, ahead


async def test_whoever_finds_no_line_begins_without(file: Path, tmp_path: Path) -> None:
    """The line is a courtesy: a folder that cannot hold its file stops nobody."""
    database = connect(file)
    queue = Queue(tmp_path / "no such folder" / "wenzheng.db")
    queue.begin(database)
    assert database.conn.in_transaction
    database.execute("ROLLBACK")
    queue.close()
    database.close()


async def test_who_sleeps_in_the_line_holds_nobody_up_for_long(file: Path) -> None:
    """A stopped command keeps its place; after a moment the service goes on without one."""
    asleep, awake = Queue(file), Queue(file)
    service = connect(file)
    with asleep.place():
        awake.begin(service)
        assert service.conn.in_transaction
    service.execute("ROLLBACK")
    asleep.close()
    awake.close()
    service.close()
