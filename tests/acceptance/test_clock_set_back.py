"""A machine whose clock was set back while the service was stopped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import aiohttp
import msgspec
import pytest

from bot.app import running
from bot.settings import Settings
from tests.acceptance import sample
from tests.acceptance.resident import Resident
from tests.ledgers import Hands

pytestmark = pytest.mark.process


async def test_what_was_owed_in_the_future_is_delivered_now(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Eight hours back over a restart: no reply waits for them, time goes on, and it is told."""
    quiet = msgspec.structs.replace(settings, port=0)
    ahead = Hands(datetime.now(UTC) + timedelta(hours=8))
    entry = sample.entries()[0]
    async with running(quiet, ahead) as up, aiohttp.ClientSession() as http:
        resident = Resident(http, up.url)
        await resident.say(entry.question)
    async with running(quiet) as up, aiohttp.ClientSession() as http:
        assert up.service.clock() > ahead()
        assert "clock is behind" in caplog.text
        async with Resident(http, up.url, token=resident.token).page() as back:
            first = await back.hears_text(entry.answer.strip()[:30])
            second = await back.asks(entry.question)
            assert first["at"] < second["at"]
