"""A backup comes back whole, in nobody's place who was not asked, or nothing is changed."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from bot.errors import AlreadyServing, StoreError, WenzhengError
from bot.models import Department
from bot.settings import Settings
from bot.store import people
from bot.store.backup import backup
from bot.store.lock import ServeLock
from bot.store.opening import locate, open_database
from bot.store.restoring import restore
from tests.store.folders import Failing, Kept
from tests.store.ordinary_user import ordinary_user
from tests.store.probe import Engine, insert
from tests.store.test_backup import _select

NAMES = "SELECT name FROM keys ORDER BY name"


@pytest.fixture
def place(sqlite_settings: Settings) -> Path:
    """Where the database belongs."""
    found = locate(sqlite_settings)
    assert isinstance(found, Path)
    return found


@pytest.fixture
async def kept(sqlite: Engine, place: Path, tmp_path: Path) -> Path:
    """A backup of a database with one row, into which another was written since."""
    await sqlite.transaction(insert("before", "1"))
    copy = tmp_path / "copy.db"
    backup(place, copy)
    await sqlite.transaction(insert("since", "1"))
    await sqlite.close()
    return copy


async def test_a_backup_takes_the_place_of_what_is_there_where_that_is_asked_for(
    kept: Path, place: Path, sqlite_settings: Settings, now: datetime
) -> None:
    """What was there lies whole in `replaced`, with what was written last; the service starts."""
    done = restore(kept, place, replace=True, now=now)
    assert (done.place, done.size) == (place, place.stat().st_size)
    assert _select(place, NAMES) == [("before",)]
    assert done.replaced
    assert done.replaced.parent == place.parent / "replaced"
    assert _select(done.replaced, NAMES) == [("before",), ("since",)]
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(done.replaced.parent.stat().st_mode) == 0o700
    database = await open_database(sqlite_settings, now=now)
    await database.transaction(lambda tx: people.keep_department(tx, Department("tax", "税务局")))
    await database.close()
    assert _select(kept, NAMES) == [("before",)], "the backup itself is left alone"


async def test_a_database_that_is_a_link_to_another_disk_is_replaced_there(
    kept: Path, place: Path, tmp_path: Path, now: datetime
) -> None:
    """The link stays one; what was there is kept itself, beside it on the other disk."""
    disk = tmp_path / "disk"
    disk.mkdir()
    real = place.rename(disk / "large.db")
    place.symlink_to(real)
    done = restore(kept, place, replace=True, now=now)
    assert place.readlink() == real
    assert not real.is_symlink()
    assert done.place == real
    assert _select(place, NAMES) == [("before",)]
    assert done.replaced
    assert done.replaced.parent == disk / "replaced"
    assert not done.replaced.is_symlink()
    assert _select(done.replaced, NAMES) == [("before",), ("since",)]
    with ServeLock(place.parent), pytest.raises(AlreadyServing):
        restore(kept, place, replace=True, now=now)


async def test_a_file_system_without_links_keeps_what_was_there_too(
    kept: Path, place: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network drive."""

    def no_links(source: Path, target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    done = restore(kept, place, replace=True, now=now)
    assert _select(place, NAMES) == [("before",)]
    assert done.replaced
    assert _select(done.replaced, NAMES) == [("before",), ("since",)]
    assert [path.name for path in done.replaced.parent.iterdir()] == [done.replaced.name]


async def test_a_power_cut_leaves_the_former_one_or_the_restored_one(
    kept: Path, place: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The former one's second name is on the disk before it loses its first, and the new one's."""
    former, told = place.stat().st_ino, Kept(monkeypatch)
    done = restore(kept, place, replace=True, now=now)
    assert done.replaced
    aside = [at for at, (folder, _) in enumerate(told.told) if folder == done.replaced.parent]
    beside = [(at, names) for at, (folder, names) in enumerate(told.told) if folder == place.parent]
    assert told.in_folder(done.replaced.parent)[-1][done.replaced.name] == former
    assert all(names[place.name] == former for at, names in beside if at <= aside[-1] + 1)
    assert beside[-1][1][place.name] == place.stat().st_ino != former


@pytest.mark.parametrize("until", range(3))
async def test_a_disk_that_fails_half_way_is_told_with_where_everything_lies(
    kept: Path, place: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, until: int
) -> None:
    """A damaged database and its log are there still, or where the sentence says."""
    log, replaced = place.with_name(f"{place.name}-wal"), place.parent / "replaced"
    place.write_bytes(b"garbage " * 1000)
    log.write_bytes(b"a log of its own")
    Failing(monkeypatch, errno.EIO, until)
    with pytest.raises(StoreError, match="Input/output error") as told:
        restore(kept, place, replace=True, now=now)
    assert place.read_bytes() == b"garbage " * 1000
    if not log.exists():
        (moved,) = replaced.glob("*-wal")
        assert moved.read_bytes() == b"a log of its own"
        assert f"the log of a damaged one may lie in {replaced}" in str(told.value)
    assert log.exists() == (until == 0)
    assert not list(place.parent.glob("*.restored*"))


@pytest.mark.parametrize(("file", "folder"), [(0o600, 0o755), (0o644, 0o700)])
async def test_a_backup_that_may_not_be_read_is_not_called_a_bad_one(
    kept: Path, place: Path, tmp_path: Path, now: datetime, file: int, folder: int
) -> None:
    """It is told who must have the right, and no other backup is asked for."""
    own = tmp_path / "root"
    own.mkdir()
    copy = kept.rename(own / "copy.db")
    with (
        ordinary_user({place.parent: 0o777, own: folder, copy: file}),
        pytest.raises(StoreError, match=r"copy\.db may not be read .*must have the right") as told,
    ):
        restore(copy, place, replace=True, now=now)
    assert "another" not in str(told.value)
    assert _select(place, NAMES) == [("before",), ("since",)]


async def test_a_database_that_is_there_is_kept_unless_it_is_to_be_replaced(
    kept: Path, place: Path, now: datetime
) -> None:
    """The sentence names the option."""
    with pytest.raises(WenzhengError, match=r"holds a database already.*--replace"):
        restore(kept, place, replace=False, now=now)
    assert _select(place, NAMES) == [("before",), ("since",)]
    assert not (place.parent / "replaced").exists()


async def test_on_a_new_machine_the_folder_is_made(
    kept: Path, tmp_path: Path, now: datetime
) -> None:
    """Nothing was there: nothing lies aside."""
    place = tmp_path / "new" / "wenzheng.db"
    assert restore(kept, place, replace=False, now=now).replaced is None
    assert _select(place, NAMES) == [("before",)]
    assert not list(place.parent.glob("*.restored"))


async def test_a_log_that_stayed_behind_spoils_nothing(
    kept: Path, tmp_path: Path, now: datetime
) -> None:
    """Somebody took the database away by hand, without its log."""
    place = tmp_path / "new" / "wenzheng.db"
    place.parent.mkdir()
    (place.parent / "wenzheng.db-wal").write_bytes(b"left over")
    restore(kept, place, replace=False, now=now)
    assert _select(place, NAMES) == [("before",)]
    (aside,) = (place.parent / "replaced").iterdir()
    assert aside.read_bytes() == b"left over"


async def test_a_damaged_database_gives_way_with_its_log(
    kept: Path, place: Path, now: datetime
) -> None:
    """What can still be saved of it is kept together."""
    place.write_bytes(b"garbage " * 1000)
    log = place.with_name(f"{place.name}-wal")
    log.write_bytes(b"its log")
    done = restore(kept, place, replace=True, now=now)
    assert done.replaced
    assert done.replaced.read_bytes() == b"garbage " * 1000
    assert done.replaced.with_name(f"{done.replaced.name}-wal").read_bytes() == b"its log"
    assert not log.exists()
    assert _select(place, NAMES) == [("before",)]


async def test_nothing_is_restored_under_a_running_service(
    kept: Path, place: Path, now: datetime
) -> None:
    """Nor under a command that is in the middle of something."""
    with ServeLock(place.parent), pytest.raises(AlreadyServing, match="stop it first"):
        restore(kept, place, replace=True, now=now)
    with closing(sqlite3.connect(place)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another program"):
            restore(kept, place, replace=True, now=now)
    assert _select(place, NAMES) == [("before",), ("since",)]
    assert not list(place.parent.glob("*.restored"))


def _cut(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])


def _scribbled(copy: Path) -> None:
    content = bytearray(copy.read_bytes())
    content[4096 * 2 : 4096 * 6] = b"\xff" * 4096 * 4
    copy.write_bytes(content)


def _no_database(copy: Path) -> None:
    copy.write_bytes(b"garbage " * 1000)


def _anothers(copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as file:
        file.execute("CREATE TABLE notes (text TEXT)")


def _newer(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as file, file:
        file.execute("INSERT INTO migrations VALUES (9999, 'of_tomorrow', 'x', '2030')")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_cut, "backup|damaged"),
        (_scribbled, "backup|damaged"),
        (_no_database, "this backup cannot be read"),
        (_anothers, "no database of Wenzheng's"),
        (_newer, "newer Wenzheng"),
        (Path.unlink, "there is no file here"),
    ],
)
async def test_a_backup_that_is_no_good_changes_nothing(
    kept: Path, place: Path, now: datetime, spoil: Callable[[Path], None], why: str
) -> None:
    """Half a file, a scribble, something else, tomorrow's: said in a sentence."""
    spoil(kept)
    with pytest.raises(WenzhengError, match=why):
        restore(kept, place, replace=True, now=now)
    assert _select(place, NAMES) == [("before",), ("since",)]
    assert not (place.parent / "replaced").exists()
    assert not list(place.parent.glob("*.restored*"))


async def test_the_database_itself_and_postgresql_are_refused(place: Path, kept: Path) -> None:
    """The other engine's own tool is named, and no password is."""
    now = datetime.fromisoformat("2026-11-27T00:00:00+00:00")
    with pytest.raises(WenzhengError, match="is the database itself"):
        restore(place, place, replace=True, now=now)
    with pytest.raises(WenzhengError, match="pg_restore") as refused:
        restore(kept, "postgresql://clerk:geheim@host/wenzheng", replace=True, now=now)
    assert "geheim" not in str(refused.value)
