"""Sends what no platform would send, by the thousand, and judges what becomes of it.

Some hundreds in the ordinary run; `MALFORMED_REQUESTS=100000` sends as many to each address.
"""

from __future__ import annotations

import asyncio
import os
import resource
from collections import Counter
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from bot.channels import Receipt
from bot.models import InboundMessage, InboxState
from bot.store import Database, inbox
from tests.channels.malformed import Request

REQUESTS = int(os.environ.get("MALFORMED_REQUESTS", "400"))
AT_ONCE = 16
REALLY_HANDLED = 25
PATIENCE_SECONDS = 60.0
"""A request that takes longer is one that hangs, however busy the machine is."""
GROWTH = 200 * 1024  # kilobytes


class Recorder:
    """An intake that counts what reaches it; one in twenty-five goes the whole way."""

    def __init__(self, intake: Any) -> None:
        self._intake = intake
        self.kept = 0

    async def receive(self, message: InboundMessage) -> Receipt:
        """Somebody's words."""
        self.kept += 1
        if self.kept % REALLY_HANDLED:
            return Receipt(1, None, InboxState.DONE, repeated=False)
        receipt: Receipt = await self._intake.receive(message)
        return receipt

    async def keep(self, message: InboundMessage, why: str, again_after: float | None) -> Receipt:
        """What cannot be understood."""
        self.kept += 1
        receipt: Receipt = await self._intake.keep(message, why, again_after)
        return receipt

    async def answered(self, receipt: Receipt) -> None:
        """Written."""

    async def left(self, receipt: Receipt) -> None:
        """Not written."""

    async def returned(self, channel: str, address: str) -> None:
        """Nothing waits."""

    async def gone(self, channel: str, address: str) -> None:
        """Whoever left."""
        self.kept += 1

    async def moved(self, channel: str, address: str, moved_to: str) -> None:
        """Nobody moves here."""


async def assault(
    address: str, make: Callable[[], Request], recorder: Recorder, requests: int = REQUESTS
) -> Counter[int]:
    """Send so many requests; how often each status came back.

    Whatever does not verify is refused, and nothing but what does ever reaches the intake; no 5xx,
    no request that hangs, and no memory that grows with the number of requests.
    """
    statuses: Counter[int] = Counter()
    verified = 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    patience = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    async with aiohttp.ClientSession(timeout=patience) as http:

        async def send(each: Request) -> int:
            async with http.post(address, params=each.query, data=each.body) as response:
                answer = await response.read()
                assert response.status == 200 or not answer
                return response.status

        for _ in range(requests // AT_ONCE):
            made = [make() for _ in range(AT_ONCE)]
            verified += sum(each.verifies for each in made)
            found = await asyncio.gather(*map(send, made))
            statuses.update(found)
            for each, status in zip(made, found, strict=True):
                assert each.verifies or status in (400, 403), (each, status)
            assert recorder.kept <= verified
    assert set(statuses) <= {200, 400, 403}, statuses
    assert recorder.kept > 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH
    return statuses


async def assert_unharmed(
    database: Database, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """No traceback, nothing unforeseen, and no more in the store than was let in."""
    assert "Traceback" not in caplog.text
    assert "could not be handled" not in caplog.text
    assert sum((await database.read(inbox.counts)).values()) <= recorder.kept
