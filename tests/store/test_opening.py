"""The setting `database` names where everything is kept, or it is refused in a clear sentence."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import pytest

from bot.errors import SettingsError, StoreError
from bot.settings import Settings
from bot.store import Database
from bot.store.opening import locate, open_database


def test_without_a_setting_it_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    """The embedded default."""
    assert locate(Settings(data=str(tmp_path))) == tmp_path / "wenzheng.db"


@pytest.mark.parametrize(
    ("database", "path"),
    [
        ("/var/lib/问政.db", Path("/var/lib/问政.db")),
        ("sqlite:////var/lib/a.db", Path("/var/lib/a.db")),
        ("sqlite:///var/lib/a.db", Path("/var/lib/a.db")),
        ("relative.db", Path("relative.db")),
        ("~/a.db", Path.home() / "a.db"),
    ],
)
def test_a_path_is_a_sqlite_file(database: str, path: Path) -> None:
    """A bare path, or one with SQLite's own prefix."""
    assert locate(Settings(database=database)) == path


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_an_address_is_a_postgres_server(scheme: str) -> None:
    """As PostgreSQL's own tools take it."""
    address = f"{scheme}://clerk:geheim@host/wenzheng"
    assert locate(Settings(database=address)) == address


@pytest.mark.parametrize("database", ["mysql://clerk:geheim@host/db", "sqlite://", "://geheim"])
def test_anything_else_is_refused_without_a_password(database: str) -> None:
    """The sentence says what may stand there."""
    with pytest.raises(SettingsError, match="leave it empty, or write") as caught:
        locate(Settings(database=database))
    assert "geheim" not in str(caught.value)


async def test_opening_migrates(database: Database) -> None:
    """What is opened has the schema of the house, whose statements run on it."""
    assert await database.read(lambda tx: tx.rows("contact_by_id", id=1)) == []


async def test_a_file_is_made_with_its_folders(tmp_path: Path, now: datetime) -> None:
    """Also where the setting names a folder that is not there yet."""
    path = tmp_path / "new" / "folder" / "a.db"
    await (await open_database(Settings(database=f"sqlite:///{path}"), now=now)).close()
    assert path.is_file()


async def test_a_folder_is_no_file(tmp_path: Path, now: datetime) -> None:
    """A path that is a folder is refused with its name."""
    with pytest.raises(StoreError, match=str(tmp_path)):
        await open_database(Settings(database=str(tmp_path)), now=now)


async def test_postgres_without_its_extra_says_what_to_install(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """psycopg is needed by none but those who use PostgreSQL."""
    for name in [name for name in sys.modules if name.startswith("bot.store.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match=r"pip install .* requirements-postgres\.txt"):
        await open_database(Settings(database="postgresql://host/db"), now=now)
