"""A commit counts once the disk has it: what waits, what goes on, and a disk that fails."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from bot.errors import StoreBusy, StoreError
from bot.store import sqlite_sync
from bot.store.sqlite import SqliteDatabase, open_groups, own_statements
from tests.store.probe import STATEMENTS, all_keys, insert


class Disk:
    """Stands where the log is synced: holds back (`let`), fails (`broken`), and counts."""

    def __init__(self, real: Callable[[int], None]) -> None:
        self._real = real
        self.let = threading.Event()
        self.let.set()
        self.asked = threading.Event()
        self.broken = False
        self.syncs = 0

    def sync(self, file: int) -> None:
        """What `sqlite_sync.sync` does, when it is let."""
        self.asked.set()
        self.let.wait(30)
        self.syncs += 1
        if self.broken:
            raise OSError(errno.EIO, "Input/output error")
        self._real(file)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A disk that the test holds in its hand."""
    standing = Disk(sqlite_sync.sync)
    monkeypatch.setattr(sqlite_sync, "sync", standing.sync)
    return standing


async def test_nobody_is_told_before_the_disk_has_it_and_others_go_on_meanwhile(
    sqlite: SqliteDatabase, disk: Disk
) -> None:
    """The second is committed while the first is still on its way to the disk."""
    disk.let.clear()
    disk.asked.clear()
    first = asyncio.ensure_future(sqlite.transaction(insert("first")))
    await asyncio.to_thread(disk.asked.wait, 30)
    others = [asyncio.ensure_future(sqlite.transaction(insert(str(n)))) for n in range(5)]
    async with asyncio.timeout(30):
        while len(await sqlite.read(all_keys)) < 6:
            pass
    assert not any(each.done() for each in (first, *others))
    before = disk.syncs
    disk.let.set()
    await asyncio.gather(first, *others)
    assert disk.syncs - before == 2, "one for the first, one for all that came meanwhile"


async def test_what_the_disk_did_not_keep_is_not_said_to_be_kept(
    sqlite: SqliteDatabase, disk: Disk
) -> None:
    """Its writer hears which disk failed and what to do; a body that failed hears its own error."""
    disk.broken = True
    with pytest.raises(StoreError, match="the disk did not confirm what was written"):
        await sqlite.transaction(insert("lost"))


async def test_after_a_failure_the_log_counts_again_once_the_database_holds_it_all(
    sqlite: SqliteDatabase, disk: Disk
) -> None:
    """What was committed before the disk failed lies in the file itself before anything new."""
    await sqlite.transaction(insert("before"))
    disk.broken = True
    with pytest.raises(StoreError):
        await sqlite.transaction(insert("unsure"))
    disk.broken = False
    kept_in_the_file: list[set[str]] = []

    def look(tx: object) -> None:
        # Only the file, as if the log were gone: opened as what nobody changes.
        address = f"{sqlite.path.absolute().as_uri()}?immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as file:
            kept_in_the_file.append({name for (name,) in file.execute("SELECT name FROM keys")})

    await sqlite.transaction(look)
    assert kept_in_the_file == [{"before", "unsure"}]
    await sqlite.transaction(insert("after"))
    assert set(await sqlite.read(all_keys)) == {"before", "unsure", "after"}


async def test_while_the_failed_log_cannot_be_emptied_nothing_is_written(
    sqlite: SqliteDatabase, disk: Disk
) -> None:
    """A reader holds the log open: bodies are not even begun, and are again once it has gone."""
    disk.broken = True
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM keys").fetchone()
        with pytest.raises(StoreError):
            await sqlite.transaction(insert("unsure"))
        disk.broken = False
        begun: list[str] = []
        with pytest.raises(StoreError, match="the disk did not confirm"):
            await sqlite.transaction(lambda _: begun.append("begun"))
        assert not begun
        reader.execute("ROLLBACK")
    await sqlite.transaction(insert("after"))
    assert "after" in await sqlite.read(all_keys)


async def test_closing_tells_all_that_wait_for_the_disk(sqlite: SqliteDatabase, disk: Disk) -> None:
    """Who stops the service waits for the disk, and so is everybody told who waited."""
    disk.let.clear()
    disk.asked.clear()
    waiting = asyncio.ensure_future(sqlite.transaction(insert("last")))
    await asyncio.to_thread(disk.asked.wait, 30)
    closing_it = asyncio.ensure_future(sqlite.close())
    disk.let.set()
    await asyncio.gather(waiting, closing_it)


async def test_who_cannot_hear_keeps_nobody_waiting(sqlite: SqliteDatabase) -> None:
    """The thread goes on, whatever becomes of those it tells."""
    file = sqlite_utils.Database(sqlite.path)
    syncing = sqlite_sync.Syncing(file)
    heard = threading.Event()

    def fail(_: OSError | None) -> None:
        raise ValueError("deaf")

    syncing.when_kept(fail)
    syncing.when_kept(lambda _: heard.set())
    assert await asyncio.to_thread(heard.wait, 30)
    syncing.close()
    file.close()


async def test_a_database_behind_a_link_has_its_log_beside_itself(
    sqlite: SqliteDatabase, tmp_path: Path
) -> None:
    """SQLite follows the link, and so does whoever syncs."""
    await sqlite.close()
    link = tmp_path / "linked.db"
    link.symlink_to(sqlite.path)
    behind = SqliteDatabase(link, STATEMENTS)
    await behind.transaction(insert("kept"))
    assert await behind.read(all_keys) == {"kept": ""}
    await behind.close()


async def test_a_log_that_cannot_be_opened_is_said_in_one_sentence(
    sqlite: SqliteDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Before anything is taken in, and never as a traceback."""
    monkeypatch.setattr(sqlite_sync, "log_of", lambda _: str(tmp_path / "gone-wal"))
    with pytest.raises(StoreError, match=r"its log .-wal. cannot be opened"):
        SqliteDatabase(sqlite.path, STATEMENTS)


async def test_who_writes_beside_begins_only_upon_a_log_that_the_disk_has(
    sqlite: SqliteDatabase, disk: Disk
) -> None:
    """The disk failed the service, and told nobody else; a backup keeps the log from being emptied.

    Another writer would build upon a gap: it does not begin until the backup is through.
    """
    await sqlite.transaction(insert("before"))
    disk.broken = True
    with pytest.raises(StoreError, match="the disk did not confirm"):
        await sqlite.transaction(insert("in the gap"))
    disk.broken = False
    beside = open_groups(sqlite.path, own_statements())
    with closing(sqlite3.connect(sqlite.path)) as backup:
        backup.execute("BEGIN")
        backup.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        await sqlite.read(all_keys)
        with pytest.raises(StoreBusy, match="a backup"):
            await asyncio.to_thread(beside.begin_anew)
        backup.execute("ROLLBACK")
    await asyncio.to_thread(beside.begin_anew)
    await asyncio.to_thread(beside.close)
    assert (sqlite.path.with_name(f"{sqlite.path.name}-wal")).stat().st_size == 0
