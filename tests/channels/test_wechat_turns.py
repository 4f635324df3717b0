"""One sender's messages one after the other, whoever of those that wait goes away."""

from __future__ import annotations

import asyncio

from bot.channels.wechat.turns import Turns
from bot.models import InboundMessage
from tests.patience import PATIENCE_SECONDS


async def test_a_turn_that_comes_to_who_just_goes_is_passed_on() -> None:
    """Cancelled in the moment in which it was woken, it leaves nobody waiting for ever."""
    turns, heard = Turns(), []

    async def hear(number: int) -> None:
        with await turns.turn(InboundMessage("wechat", str(number), "a")):
            heard.append(number)

    async with asyncio.timeout(PATIENCE_SECONDS):
        with await turns.turn(InboundMessage("wechat", "1", "a")):
            gone, waits = (asyncio.create_task(hear(number)) for number in (2, 3))
            await asyncio.sleep(0)
        # The second's turn has come, and it has not run yet.
        gone.cancel()
        await asyncio.gather(gone, waits, return_exceptions=True)
        assert heard == [3]
        with await turns.turn(InboundMessage("wechat", "4", "a")):
            pass
