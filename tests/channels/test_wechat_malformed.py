"""Malformed requests to WeChat's address, in safe and in plain mode (see assault.py)."""

from __future__ import annotations

import pytest

from tests.channels.assault import REQUESTS, Recorder, assault, assert_unharmed
from tests.channels.conftest import WechatOpen
from tests.channels.malformed import Malformed


@pytest.mark.parametrize("mode", ["safe", "plain"])
@pytest.mark.timeout(3600)
async def test_nothing_malformed_does_harm(
    open_wechat: WechatOpen, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Noise, bombs, real pushes changed in one place, and verified ones that are odd inside."""
    town = await open_wechat(mode=mode)
    town.platform.mode = mode
    recorder = Recorder(town.up.service.intake)
    reception = town.channel._reception
    assert reception is not None
    reception._intake = recorder
    made = Malformed(town.platform, seed=REQUESTS)
    await assault(town.platform.callback, made.next, recorder, REQUESTS // 2)
    await assert_unharmed(town.up.service.database, recorder, caplog)
