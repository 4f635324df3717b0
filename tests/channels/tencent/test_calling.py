"""Calls to the platform's server: who has hung up calls nobody any more."""

from __future__ import annotations

import pytest

from bot.channels.tencent.calling import Caller
from bot.channels.tencent.errors import NotSent


async def test_after_hanging_up_nothing_is_sent() -> None:
    """A send that was in hand as the service stopped would open a connection that nobody closes."""
    caller = Caller("http://127.0.0.1:9")
    await caller.hang_up()
    with pytest.raises(NotSent, match="the service stops"):
        await caller.get("anything", {})
