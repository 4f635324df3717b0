"""What goes round: no failure ends it, a ring hurries it, and the log holds nobody's words."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import StoreError
from bot.rounds import carrying_on, keep_looking
from bot.signals import Wake
from tests.patience import PATIENCE_SECONDS


async def test_a_round_that_fails_is_followed_by_another(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a look runs into, the next one comes; the log says what, in our own words."""
    failures: list[Exception] = [StoreError("The database is away."), ValueError("我家在望江路")]
    looked = asyncio.Event()

    async def look() -> None:
        if failures:
            raise failures.pop(0)
        looked.set()

    async with asyncio.timeout(PATIENCE_SECONDS):
        going = asyncio.create_task(keep_looking(look, "the inbox cannot be read", 0.0))
        await looked.wait()
    going.cancel()
    assert caplog.messages[0] == "the inbox cannot be read: The database is away."
    assert caplog.messages[1].startswith("the inbox cannot be read: ValueError")
    assert "望江路" not in caplog.text


async def test_a_ring_brings_the_next_look_at_once() -> None:
    """However long the pause is."""
    looks: asyncio.Queue[None] = asyncio.Queue()
    wake = Wake()
    going = asyncio.create_task(keep_looking(lambda: looks.put(None), "", 1e6, wake))
    async with asyncio.timeout(PATIENCE_SECONDS):
        await looks.get()
        wake.ring()
        await looks.get()
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going


async def test_who_rings_while_it_rests_is_followed_once_and_not_before() -> None:
    """However often they ring; the first ring after a rest is followed at once."""
    looks: asyncio.Queue[None] = asyncio.Queue()
    for rest, more in ((0.01, 1), (1e6, 0)):
        wake = Wake()
        going = asyncio.create_task(keep_looking(lambda: looks.put(None), "", 1e6, wake, rest))
        async with asyncio.timeout(PATIENCE_SECONDS):
            await looks.get()
            for _ in range(3):
                wake.ring()
                await asyncio.sleep(0)
            assert looks.empty()
            for _ in range(more):
                await looks.get()
        for _ in range(10):
            await asyncio.sleep(0)
        assert looks.empty()
        going.cancel()
        with pytest.raises(asyncio.CancelledError):
            await going


async def test_whoever_cancels_is_obeyed() -> None:
    """The end of the service is no failure to go on after."""
    with pytest.raises(asyncio.CancelledError), carrying_on("nothing"):
        raise asyncio.CancelledError
