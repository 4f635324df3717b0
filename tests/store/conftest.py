"""Engines with the statements of the tests' own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.settings import Settings
from bot.store.opening import open_database
from tests.store.probe import Engine, open_engine


@pytest.fixture
async def engine(settings: Settings, now: datetime) -> AsyncIterator[Engine]:
    """An empty migrated database with the probe's statements, once for each engine."""
    await (await open_database(settings, now=now)).close()
    opened = open_engine(settings)
    yield opened
    await opened.close()


@pytest.fixture
def sqlite_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a data folder of their own and SQLite in it."""
    return Settings(data=str(tmp_path_factory.mktemp("data")))


@pytest.fixture
async def sqlite(sqlite_settings: Settings, now: datetime) -> AsyncIterator[Engine]:
    """An empty migrated SQLite database with the probe's statements."""
    await (await open_database(sqlite_settings, now=now)).close()
    opened = open_engine(sqlite_settings)
    yield opened
    await opened.close()
