"""A house with residents' pages, for the tests that need a running web server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from bot.settings import Settings
from bot.store import Database
from bot.store.opening import open_database
from tests.conftest import NOW
from tests.web.resident_house import House, open_house


@pytest.fixture
def web_settings(tmp_path: Path) -> Settings:
    """The settings of a city with a proxy that may speak for others."""
    return Settings(
        data=str(tmp_path / "data"),
        city="清河市",
        embed_origins=("https://www.qinghe.example",),
        trusted_proxies=("127.0.0.1", "10.0.0.0/8"),
    )


@pytest.fixture
async def house(web_settings: Settings) -> AsyncIterator[House]:
    """The residents' pages over SQLite: the engine does not matter here."""
    database = await open_database(web_settings, now=NOW)
    async with open_house(web_settings, database) as opened:
        yield opened
    await database.close()


@pytest.fixture
async def both_houses(settings: Settings, database: Database) -> AsyncIterator[House]:
    """The residents' pages, once over each engine."""
    async with open_house(msgspec.structs.replace(settings, city="清河市"), database) as opened:
        yield opened
