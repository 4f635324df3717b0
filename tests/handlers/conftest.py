"""A town to talk in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.handlers.cast import Hall, open_hall
from tests.handlers.officials_room import OfficialsRoom, open_room
from tests.handlers.town import Town, open_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A small town over SQLite, with a handful of FAQ entries and two officials."""
    opened = await open_town(Settings(data=str(tmp_path), public_url="http://wz.test"))
    yield opened
    await opened.database.close()


@pytest.fixture
async def hall(town: Town) -> Hall:
    """The town with heads, a dispatcher of another unit, and a leader."""
    return await open_hall(town)


@pytest.fixture
async def room(town: Town) -> OfficialsRoom:
    """The duty room."""
    return await open_room(town)
