"""A backup is whole and consistent, whatever goes on meanwhile, or there is none."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError, WenzhengError
from bot.settings import Settings
from bot.store import Transaction
from bot.store import backup as backup_module
from bot.store.backup import backup
from bot.store.opening import locate
from tests.store.ordinary_user import ordinary_user
from tests.store.probe import Engine, insert


def _source(settings: Settings) -> Path:
    place = locate(settings)
    assert isinstance(place, Path)
    return place


def _files(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def _select(path: Path, text: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as file:
        return file.execute(text).fetchall()


async def test_a_backup_holds_what_was_committed(
    sqlite: Engine, sqlite_settings: Settings, tmp_path: Path
) -> None:
    """One file, for its owner's eyes only, with nothing beside it."""
    await sqlite.transaction(insert("a", "1"))
    target = tmp_path / "停水.db"
    backup(_source(sqlite_settings), target)
    assert _select(target, "SELECT name FROM keys") == [("a",)]
    assert _files(tmp_path) == {"停水.db": 0o600}


async def test_a_backup_shows_one_moment_while_writers_go_on(
    sqlite: Engine,
    sqlite_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two rows that are always written together are never seen apart, and nobody is held up."""
    # A page at a time, so that many commits fall between the steps.
    monkeypatch.setattr(backup_module, "PAGES", 1)
    filling = [{"name": f"filling {n}", "value": "x" * 1000} for n in range(2000)]
    await sqlite.transaction(lambda tx: tx.run_many("insert_key", filling))
    copying = asyncio.create_task(
        asyncio.to_thread(backup, _source(sqlite_settings), tmp_path / "copy.db")
    )
    written = 0

    def pair(tx: Transaction) -> None:
        tx.run("insert_key", name=f"first {written}", value="")
        tx.run("insert_key", name=f"second {written}", value="")

    while not copying.done():
        await sqlite.transaction(pair)
        written += 1
    await copying
    assert written > 1
    copied = Counter(
        str(name).split()[0] for (name,) in _select(tmp_path / "copy.db", "SELECT name FROM keys")
    )
    assert copied["filling"] == 2000
    assert copied["first"] == copied["second"]


async def test_a_database_at_rest_is_copied_too(
    sqlite: Engine, sqlite_settings: Settings, tmp_path: Path
) -> None:
    """The service need not run."""
    await sqlite.transaction(insert("a", "1"))
    await sqlite.close()
    backup(_source(sqlite_settings), tmp_path / "copy.db")
    assert _select(tmp_path / "copy.db", "SELECT name FROM keys") == [("a",)]


async def test_an_existing_file_is_never_replaced(
    sqlite: Engine, sqlite_settings: Settings, tmp_path: Path
) -> None:
    """The older backup may be the only good one."""
    target = tmp_path / "copy.db"
    target.write_text("precious", encoding="utf-8")
    with pytest.raises(WenzhengError, match=r"copy\.db exists already and is kept"):
        backup(_source(sqlite_settings), target)
    assert target.read_text(encoding="utf-8") == "precious"


def test_postgres_is_sent_to_its_own_tool() -> None:
    """The sentence names pg_dump, and not the password."""
    with pytest.raises(WenzhengError, match="pg_dump") as caught:
        backup("postgresql://clerk:geheim@host/wenzheng", Path("copy.dump"))
    assert "geheim" not in str(caught.value)


def test_where_there_is_no_database_it_is_said(tmp_path: Path) -> None:
    """A misspelt path makes no empty backup."""
    with pytest.raises(StoreError, match=r"nowhere\.db: there is no database here"):
        backup(tmp_path / "nowhere.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_makes_no_backup(tmp_path: Path) -> None:
    """The sentence names the damaged file, and nothing is left behind."""
    source = tmp_path / "source.db"
    source.write_bytes(b"no database, but long enough " * 100)
    with pytest.raises(StoreError, match=r"source\.db: this file is damaged"):
        backup(source, tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == [source]


async def test_damage_inside_is_found_before_the_copy_counts(
    sqlite: Engine, sqlite_settings: Settings, tmp_path: Path
) -> None:
    """A copy that does not pass SQLite's own examination is thrown away."""
    filling = [{"name": f"{n}", "value": "x" * 1000} for n in range(1000)]
    await sqlite.transaction(lambda tx: tx.run_many("insert_key", filling))
    await sqlite.close()
    source = _source(sqlite_settings)
    with source.open("r+b") as file:
        file.seek(-4096 * 20, 2)
        file.write(b"\xff" * 4096 * 10)
    with pytest.raises(StoreError, match="damaged"):
        backup(source, tmp_path / "copy.db")
    assert _files(tmp_path) == {}


async def test_a_folder_that_cannot_be_written_is_told(
    sqlite: Engine, sqlite_settings: Settings, tmp_path: Path
) -> None:
    """The sentence names the copy, not the database."""
    await sqlite.close()
    source = _source(sqlite_settings)
    source.chmod(0o666)
    folder = tmp_path / "copies"
    folder.mkdir()
    with (
        ordinary_user({source.parent: 0o777, folder: 0o555}),
        pytest.raises(StoreError, match=r"copies/copy\.db cannot be written"),
    ):
        backup(source, folder / "copy.db")
