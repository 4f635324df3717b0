"""What every test may ask for: an empty, migrated database of either engine."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from bot.settings import Settings
from bot.store import Database
from bot.store.opening import open_database
from bot.store.sqlite_ground import prepare_sqlite
from faq.entries import FaqEntry
from faq.index import Index
from tests.memory import write_into_memory
from tests.postgres_server import PostgresServer, running_postgres

# A slow machine is no finding. In CI the examples are the same each time, so that what lands does
# not hang on luck; at home they are new each time, so that luck finds something.
hypothesis_settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
hypothesis_settings.load_profile("house")

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
"""A Monday morning in Shanghai: the frozen present of the tests."""


def pytest_configure() -> None:
    """Before anything makes a temporary folder."""
    write_into_memory()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts programs and browsers takes longest and comes first: no worker ends alone."""
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("process", "browser"))))


@pytest.fixture(autouse=True)
def default_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """No encoder is used because it is there: the tests of meaning ask for one by name."""
    monkeypatch.setattr("bot.knowledge.encoding.installed", lambda: "")


@pytest.fixture
def now() -> datetime:
    """The frozen present."""
    return NOW


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running PostgreSQL server, the same for all tests; skips where there is none."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> str:
    """The name of a migrated, empty database to make copies of."""
    from bot.store.postgres_ground import prepare_postgres

    name = postgres_server.create()
    prepare_postgres(postgres_server.address(name), NOW)
    return name


@pytest.fixture(scope="session", autouse=True)
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A SQLite file that is not there yet is a copy of one that was migrated once.

    The program then looks at it as at every file it opens; tests/store/test_migrate.py is about
    the making itself.
    """
    template = tmp_path_factory.mktemp("migrated") / "wenzheng.db"
    prepare_sqlite(template, NOW)

    def prepare(path: Path, now: datetime) -> None:
        with suppress(OSError):  # the program itself says what is wrong with the place
            _copy_once(template, path)
        prepare_sqlite(path, now)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.store.opening.prepare_sqlite", prepare)
        yield


def _copy_once(template: Path, path: Path) -> None:
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A temporary file is its owner's alone, as the program has it of the database.
    with NamedTemporaryFile(dir=path.parent) as copy:
        shutil.copyfile(template, copy.name)
        os.link(copy.name, path)


@pytest.fixture(scope="session", autouse=True)
def indexed_once() -> Iterator[None]:
    """The index of the same entries is built once: it is immutable, and services may share it."""
    build = Index.build

    @lru_cache(maxsize=8)
    def built(entries: tuple[FaqEntry, ...]) -> Index:
        return build(entries)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Index, "build", lambda entries: built(tuple(entries)))
        yield


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a data folder and a database of their own, once for each engine."""
    data = str(tmp_path / "data")
    if request.param == "sqlite":
        yield Settings(data=data)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create(template=request.getfixturevalue("migrated_postgres"))
    yield Settings(data=data, database=server.address(name))
    server.drop(name)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """An opened, migrated, empty database, once for each engine."""
    opened = await open_database(settings, now=NOW)
    yield opened
    await opened.close()
