"""Malformed requests to the address of WeCom's app (see assault.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest
from wechatpy.enterprise.crypto import WeChatCrypto

from tests.channels.assault import REQUESTS, Recorder, assault, assert_unharmed
from tests.channels.corp import CORP, KEY, TOKEN, wrapped
from tests.channels.fake_wechat import FakeWechat
from tests.channels.fake_wecom import FakeWecom
from tests.channels.malformed import Malformed, Request
from tests.channels.wecom_town import WecomTown


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


@pytest.mark.timeout(3600)
async def test_nothing_malformed_does_harm(
    wecom_town: WecomTown, caplog: pytest.LogCaptureFixture
) -> None:
    """Noise, bombs, real pushes changed in one place, and verified ones that are odd inside."""
    recorder = Recorder(wecom_town.up.service.intake)
    reception = wecom_town.channel._reception
    assert reception is not None
    reception._intake = recorder
    made = MalformedForTheApp(wecom_town.platform, seed=REQUESTS)
    await assault(wecom_town.platform.callback, made.next, recorder)
    await assert_unharmed(wecom_town.up.service.database, recorder, caplog)
