"""Malformed requests to the app's address: no 5xx, no traceback, nothing kept that did not verify.

A few hundred in the ordinary run; `MALFORMED_REQUESTS=100000` sends as many.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from dataclasses import dataclass
from typing import cast

import aiohttp
import pytest
from wechatpy.enterprise.crypto import WeChatCrypto

from bot.channels import Receipt
from bot.models import InboundMessage
from tests.channels.fake_wechat import FakeWechat
from tests.channels.fake_wecom import CORP, KEY, TOKEN, FakeWecom, wrapped
from tests.channels.malformed import Malformed, Request
from tests.channels.trial_intake import Kept
from tests.channels.wecom_town import WecomTown

REQUESTS = int(os.environ.get("MALFORMED_REQUESTS", "600"))
AT_ONCE = 16
REALLY_HANDLED = 25


@dataclass
class Wrapping:
    """The app's platform as the maker of requests asks for it."""

    platform: FakeWecom
    mode: str = "safe"

    def message(self, text: str = "", **more: object) -> dict[str, object]:
        """The fields of a message."""
        return self.platform.message(text, **more)

    def wrapped(self, fields: dict[str, object]) -> tuple[dict[str, str], str]:
        """Its query and body."""
        return wrapped(fields, self.platform.seconds())


class MalformedForTheApp(Malformed):
    """Requests that WeCom would never make."""

    def __init__(self, platform: FakeWecom, seed: int) -> None:
        super().__init__(cast("FakeWechat", Wrapping(platform)), seed)

    def _verifies(self, made: Request) -> bool:
        query = made.query
        try:
            WeChatCrypto(TOKEN, KEY, CORP).decrypt_message(
                made.body.decode(),
                query["msg_signature"],
                query.get("timestamp", ""),
                query.get("nonce", ""),
            )
        except Exception:  # noqa: BLE001 - whatever it says, it is not verified
            return False
        return True


class Recorder(Kept):
    """An intake that counts what reaches it, and really handles some of it."""

    def __init__(self, town: WecomTown) -> None:
        super().__init__()
        self.intake = town.up.service.intake
        self.kept = 0

    async def receive(self, message: InboundMessage) -> Receipt:
        """One in twenty-five goes the whole way."""
        self.kept += 1
        if self.kept % REALLY_HANDLED:
            return await super().receive(message)
        return await self.intake.receive(message)

    async def keep(self, message: InboundMessage, why: str, again_after: float | None) -> Receipt:
        """What cannot be understood."""
        self.kept += 1
        return await self.intake.keep(message, why, again_after)


@pytest.mark.timeout(1800)
async def test_nothing_malformed_does_harm(
    wecom_town: WecomTown, caplog: pytest.LogCaptureFixture
) -> None:
    """Noise, bombs, real pushes changed in one place, and verified ones that are odd inside."""
    town = wecom_town
    recorder = Recorder(town)
    reception = town.channel._reception
    assert reception is not None
    reception._intake = recorder
    made = MalformedForTheApp(town.platform, seed=REQUESTS)
    statuses: Counter[int] = Counter()
    verified = 0
    async with aiohttp.ClientSession() as http:

        async def send(query: dict[str, str], body: bytes) -> int:
            address = town.platform.callback
            async with http.post(address, params=query, data=body) as response:
                assert not await response.read()
                return response.status

        for _ in range(REQUESTS // AT_ONCE):
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
