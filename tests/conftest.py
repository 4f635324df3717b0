"""What every test may ask for: an empty, migrated database of either engine."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from bot.settings import Settings
from bot.store import Database
from bot.store.opening import open_database
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


@pytest.fixture(autouse=True)
def default_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """No encoder is used because it is there: the tests of meaning ask for one by name."""
    monkeypatch.setattr("bot.encoding.installed", lambda: "")


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
