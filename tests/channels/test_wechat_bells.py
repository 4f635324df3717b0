"""Whoever has waited for too long for a push's answer is woken, and nobody before."""

from __future__ import annotations

import asyncio

from bot.channels.wechat.under_way import MOMENT_SECONDS, Bells
from tests.patience import PATIENCE_SECONDS


async def test_each_is_woken_when_its_time_is_over_and_not_before() -> None:
    """In the order of their times, whichever was told first; several of one moment together."""
    loop, bells = asyncio.get_running_loop(), Bells()
    now = loop.time()
    until = [now + moments * MOMENT_SECONDS for moments in (4, 1, 2, 1, -3)]
    woken: list[tuple[float, float]] = []

    async def wait(seconds: float) -> None:
        waiting: asyncio.Future[None] = loop.create_future()
        bells.wake(waiting, seconds)
        await waiting
        woken.append((seconds, loop.time()))

    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*map(wait, until))
    assert [seconds for seconds, _ in woken] == sorted(until)
    # The loop counts in whole milliseconds.
    assert all(seconds <= at + 0.002 for seconds, at in woken)


async def test_who_was_answered_or_has_gone_is_left_alone() -> None:
    """A bell that rings for them has no effect, and others of the moment are woken."""
    loop, bells = asyncio.get_running_loop(), Bells()
    answered, gone, waiting = (loop.create_future() for _ in range(3))
    for each in (answered, gone, waiting):
        bells.wake(each, loop.time())
    answered.set_result("an answer")
    gone.cancel()
    async with asyncio.timeout(PATIENCE_SECONDS):
        await waiting
    assert (answered.result(), gone.cancelled()) == ("an answer", True)
