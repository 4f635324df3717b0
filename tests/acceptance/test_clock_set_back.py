"""A machine whose clock was set back while the service was stopped."""

from __future__ import annotations

import pytest

from bot.settings import Settings
from tests.acceptance import sample
from tests.acceptance.town import town

pytestmark = pytest.mark.process


async def test_what_was_owed_in_the_future_is_delivered_now(settings: Settings) -> None:
    """Eight hours back over a restart: no reply waits for them, time goes on, and it is told."""
    entry = sample.entries()[0]
    async with town(settings, "2026-11-23 18:00") as ahead:
        away = ahead.resident()
        await away.say(entry.question)
        before = ahead.clock.now
    async with town(settings, "2026-11-23 10:00") as behind:
        assert "clock is behind" in behind.program.log
        async with behind.resident(away.token).page() as back:
            first = await back.hears_text(entry.answer.strip()[:30])
            second = await back.asks(entry.question)
            assert before.isoformat() < first["at"] < second["at"]
