"""What breaks is told in a sentence that helps, nothing is half written, and life goes on."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from bot.errors import Refused, StoreBusy, StoreError
from bot.settings import Settings
from bot.store import Transaction
from bot.store import sqlite as sqlite_module
from bot.store.opening import locate, open_database
from tests.store.ordinary_user import ordinary_user
from tests.store.probe import Engine, all_keys, insert, open_engine

_LOCK = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1], isolation_level=None)
file.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
"""


def _path(settings: Settings) -> Path:
    place = locate(settings)
    assert isinstance(place, Path)
    return place


@contextmanager
def _room_for(more: int, folder: Path) -> Iterator[None]:
    """No file of this process may grow beyond the largest in the folder and so many bytes more."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = max(path.stat().st_size for path in folder.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + more, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@contextmanager
def _another_program_writing(path: Path) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-c", _LOCK, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"locked\n"
        yield
        other.communicate(b"\n")


def _much(number: int, tx: Transaction) -> int:
    tx.run_many("insert_key", ({"name": f"{number} {n}", "value": "x" * 4000} for n in range(500)))
    return number


async def test_a_disk_that_takes_no_more_is_told_and_the_service_goes_on(
    sqlite: Engine, sqlite_settings: Settings
) -> None:
    """The write fails whole, reads go on, and once there is room so do writes, by themselves."""
    await sqlite.transaction(insert("before"))
    with _room_for(0, _path(sqlite_settings).parent):
        with pytest.raises(StoreError, match=r"wenzheng\.db.*has room.*goes on by itself"):
            await sqlite.transaction(partial(_much, 1))
        assert set(await sqlite.read(all_keys)) == {"before"}
    assert await sqlite.transaction(partial(_much, 2)) == 2
    assert len(await sqlite.read(all_keys)) == 501


async def test_on_a_full_disk_small_messages_of_a_group_are_kept(
    sqlite: Engine, sqlite_settings: Settings
) -> None:
    """Of a group, only what does not fit is refused."""
    await sqlite.transaction(partial(_much, 0))

    def body(number: int, tx: Transaction) -> int:
        return _much(number, tx) if number == 3 else tx.run("delete_key", name=f"0 {number}")

    with _room_for(500_000, _path(sqlite_settings).parent):
        results = await asyncio.gather(
            *(sqlite.transaction(partial(body, n)) for n in range(6)),
            return_exceptions=True,
        )
    assert [isinstance(result, StoreError) for result in results] == [n == 3 for n in range(6)]
    assert len(await sqlite.read(all_keys)) == 495


async def test_a_full_database_says_that_the_disk_is_full(sqlite: Engine) -> None:
    """SQLite's own word for a full disk, which also ends the whole transaction."""
    await sqlite.transaction(lambda tx: tx.run("limit_pages"))

    def body(number: int, tx: Transaction) -> int:
        return _much(number, tx) if number == 3 else tx.run("delete_key", name="a")

    results = await asyncio.gather(
        *(sqlite.transaction(partial(body, n)) for n in range(6)), return_exceptions=True
    )
    assert [n for n, result in enumerate(results) if result != 0] == [3]
    assert "the disk is full" in str(results[3])
    await sqlite.transaction(lambda tx: tx.run("unlimit_pages"))
    assert await sqlite.transaction(partial(_much, 3)) == 3


async def test_nothing_is_written_after_the_disk_was_full(sqlite: Engine) -> None:
    """A body that swallows the error cannot write outside of the transaction that it ended."""
    await sqlite.transaction(lambda tx: tx.run("limit_pages"))

    def body(tx: Transaction) -> None:
        with suppress(Exception):
            _much(0, tx)
        tx.run("put_key", name="after", value="")

    with pytest.raises(StoreError, match="the disk is full"):
        await sqlite.transaction(body)
    assert await sqlite.read(all_keys) == {}


async def test_a_disk_too_full_to_open_is_told(tmp_path: Path, now: datetime) -> None:
    """A new database that does not fit is refused, and opens once it does."""
    settings = Settings(data=str(tmp_path / "data"))
    (tmp_path / "small").write_bytes(b"x" * 20_000)
    with _room_for(0, tmp_path), pytest.raises(StoreError, match=r"wenzheng\.db.*room"):
        await open_database(settings, now=now)
    await (await open_database(settings, now=now)).close()


@pytest.mark.process
async def test_a_lock_of_another_program_is_told_and_waited_out(
    sqlite_settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another program writes, each waiter is told so; reads go on; later writes succeed."""
    await (await open_database(sqlite_settings, now=now)).close()
    monkeypatch.setattr(sqlite_module, "BUSY_SECONDS", 0.1)
    engine = open_engine(sqlite_settings)
    with _another_program_writing(_path(sqlite_settings)):
        results = await asyncio.gather(
            *(engine.transaction(insert(str(n))) for n in range(100)),
            return_exceptions=True,
        )
        assert {type(result) for result in results} == {StoreBusy}
        assert "locked by another program" in str(results[0])
        assert "nothing was written" in str(results[0])
        assert await engine.read(all_keys) == {}
    assert await engine.transaction(insert("a")) == 1
    await engine.close()


async def test_a_file_that_is_no_database_is_told_with_the_way_back(
    sqlite_settings: Settings, now: datetime
) -> None:
    """The sentence names the file and the newest backup, if there is one; the file is kept."""
    path = _path(sqlite_settings)
    path.write_bytes(b"garbage " * 1000)
    with pytest.raises(StoreError, match=r"damaged.*There is no backup in .*/backups.*\.recover"):
        await open_database(sqlite_settings, now=now)
    backups = path.parent / "backups"
    backups.mkdir()
    for age, name in enumerate(("before-0002.db", "before-0001.db")):
        (backups / name).touch()
        os.utime(backups / name, (1_000 - age, 1_000 - age))
    with pytest.raises(
        StoreError, match=r"`wenzheng restore .*/backups/before-0002\.db --replace`"
    ):
        await open_database(sqlite_settings, now=now)
    assert path.read_bytes() == b"garbage " * 1000


async def test_damage_inside_the_file_is_told_when_it_is_met(
    sqlite: Engine, sqlite_settings: Settings
) -> None:
    """A damaged page fails what needs it, with the same sentence."""
    await sqlite.transaction(partial(_much, 0))
    await sqlite.close()
    with _path(sqlite_settings).open("r+b") as file:
        file.seek(-4096 * 400, 2)
        file.write(b"\xff" * 4096 * 300)
    engine = open_engine(sqlite_settings)
    with pytest.raises(StoreError, match="damaged"):
        await engine.read(all_keys)
    await engine.close()


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, now: datetime) -> None:
    """Opening where one may not write says which right is missing."""
    settings = Settings(data=str(tmp_path / "data"))
    with (
        ordinary_user({tmp_path: 0o555}),
        pytest.raises(StoreError, match=r"wenzheng\.db: .*right to write in .*data"),
    ):
        await open_database(settings, now=now)


async def test_a_file_that_cannot_be_written_is_told(
    sqlite: Engine, sqlite_settings: Settings, now: datetime
) -> None:
    """A database that belongs to somebody else is refused at opening, not at the first message."""
    await sqlite.close()
    path = _path(sqlite_settings)
    path.chmod(0o444)
    with (
        ordinary_user({path.parent: 0o777}),
        pytest.raises(StoreError, match="the right to write"),
    ):
        await open_database(sqlite_settings, now=now)


async def test_a_vanished_file_is_told(sqlite_settings: Settings) -> None:
    """Only opening makes a file; an engine never begins an empty one by mistake."""
    with pytest.raises(StoreError, match="cannot be opened"):
        open_engine(sqlite_settings)
    assert not _path(sqlite_settings).exists()


async def test_an_ordinary_refusal_is_no_failure_of_the_engine(
    sqlite: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """Bodies raise all day; nothing of it reaches the log."""

    def body(_: Transaction) -> None:
        raise Refused("closed")

    with pytest.raises(Refused):
        await sqlite.transaction(body)
    assert caplog.messages == []


async def test_another_program_may_read_beside_us(
    sqlite: Engine, sqlite_settings: Settings
) -> None:
    """The file is an ordinary SQLite database in write-ahead mode."""
    await sqlite.transaction(insert("a", "1"))
    with closing(sqlite3.connect(_path(sqlite_settings))) as file:
        assert file.execute("SELECT name FROM keys").fetchall() == [("a",)]
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
