"""A town on Telegram: the whole service in this process, against a Bot API server of our own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.app import Running, running
from bot.settings import Limits, Settings, Telegram
from tests.acceptance.sample import entries
from tests.channels.fake_bot_api import TOKEN, FakeBotApi, bot_api
from tests.channels.town import Town

KNOWN = entries()[0]
Open = Callable[..., Awaitable[Town]]


@pytest.fixture
async def platform() -> AsyncIterator[FakeBotApi]:
    """Telegram, as far as we need it."""
    async with bot_api() as fake:
        yield fake


@pytest.fixture
async def open_town(platform: FakeBotApi, tmp_path: Path) -> AsyncIterator[Open]:
    """Opens the service on one data folder; `close` and open again is a restart."""
    async with AsyncExitStack() as stack:

        async def open_one(*, messages_per_minute: int = 1000, **telegram: Any) -> Town:
            given = {"token": TOKEN, "base_url": platform.url, "poll_seconds": 1, **telegram}
            settings = Settings(
                data=str(tmp_path / "data"),
                port=0,
                limits=Limits(messages_per_minute=messages_per_minute),
                telegram=Telegram(**given),
            )
            own = AsyncExitStack()
            up: Running = await own.enter_async_context(running(settings))
            stack.push_async_callback(own.aclose)
            return Town(up, platform, own)

        yield open_one


@pytest.fixture(params=["polling", "webhook"])
async def town(request: pytest.FixtureRequest, open_town: Open) -> Town:
    """The service, once polling and once called."""
    return await open_town(mode=request.param)


@pytest.fixture
async def polling_town(open_town: Open) -> Town:
    """The service, polling."""
    return await open_town()
