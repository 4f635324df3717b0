"""Malformed requests: no 5xx, no traceback, bounded memory, nothing kept that did not verify.

A few hundred in the ordinary run; `MALFORMED_REQUESTS=100000` sends as many.
"""

from __future__ import annotations

import asyncio
import os
import resource
from collections import Counter

import aiohttp
import pytest

from bot.channels import Receipt
from bot.models import InboundMessage, InboxState
from tests.channels.conftest import WechatOpen
from tests.channels.malformed import Malformed
from tests.channels.wechat_town import WechatTown

REQUESTS = int(os.environ.get("MALFORMED_REQUESTS", "600"))
REALLY_HANDLED = 25
AT_ONCE = 16
GROWTH = 200 * 1024  # kilobytes


class Recorder:
    """An intake that counts what reaches it, and really handles some of it."""

    def __init__(self, town: WechatTown) -> None:
        self.intake = town.up.service.intake
        self.kept = 0

    async def receive(self, message: InboundMessage) -> Receipt:
        """One in twenty-five goes the whole way."""
        self.kept += 1
        if self.kept % REALLY_HANDLED:
            return Receipt(1, None, InboxState.DONE, repeated=False)
        return await self.intake.receive(message)

    async def keep(self, message: InboundMessage, why: str, again_after: float | None) -> Receipt:
        """What cannot be understood."""
        self.kept += 1
        return await self.intake.keep(message, why, again_after)

    async def answered(self, receipt: Receipt) -> None:
        """Written."""

    async def left(self, receipt: Receipt) -> None:
        """Not written."""

    async def returned(self, channel: str, address: str) -> None:
        """Nothing waits."""

    async def gone(self, channel: str, address: str) -> None:
        """Whoever left."""
        self.kept += 1


@pytest.mark.parametrize("mode", ["safe", "plain"])
@pytest.mark.timeout(1800)
async def test_nothing_malformed_does_harm(
    open_wechat: WechatOpen, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Noise, bombs, real pushes changed in one place, and verified ones that are odd inside."""
    town = await open_wechat(mode=mode)
    town.platform.mode = mode
    recorder = Recorder(town)
    reception = town.channel._reception
    assert reception is not None
    reception._intake = recorder  # type: ignore[assignment]
    made = Malformed(town.platform, seed=REQUESTS)
    statuses: Counter[int] = Counter()
    verified = 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with aiohttp.ClientSession() as http:

        async def send(query: dict[str, str], body: bytes) -> int:
            async with http.post(town.platform.callback, params=query, data=body) as response:
                answer = await response.read()
                assert response.status == 200 or not answer
                return response.status

        for _ in range(REQUESTS // 2 // AT_ONCE):
            requests = [made.next() for _ in range(AT_ONCE)]
            verified += sum(each.verifies for each in requests)
            found = await asyncio.gather(*(send(each.query, each.body) for each in requests))
            statuses.update(found)
            for each, status in zip(requests, found, strict=True):
                assert each.verifies or status in (400, 403), (each, status)
    assert set(statuses) <= {200, 400, 403}, statuses
    assert 0 < recorder.kept <= verified
    assert "Traceback" not in caplog.text
    assert "could not be handled" not in caplog.text
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH
