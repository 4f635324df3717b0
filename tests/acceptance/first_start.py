"""A data folder as the first start leaves it: made once, for all that happens later."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.first_start import first_start
from bot.settings import Settings
from bot.store.opening import open_database


@pytest.fixture(scope="session")
def first_started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder, to be copied; its samples take longer to come in than a program to start."""
    data = tmp_path_factory.mktemp("first") / "data"
    asyncio.run(_start(Settings(data=str(data))))
    return data


async def _start(settings: Settings) -> None:
    database = await open_database(settings, now=utc_now())
    try:
        await first_start(database, settings, utc_now())
    finally:
        await database.close()
