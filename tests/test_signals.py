"""Wake-ups: a hint to hurry that is never missed by who watches, and never needed by who looks."""

from __future__ import annotations

import asyncio

from bot.signals import Signals

LONG = 30.0


async def test_who_waits_is_woken() -> None:
    """A ring for a watched subject ends the wait."""
    signals = Signals()
    with signals.watch("outbox") as wake:
        waiting = asyncio.create_task(wake.wait(LONG))
        await asyncio.sleep(0)
        signals.notify("outbox")
        assert await waiting


async def test_a_ring_before_the_wait_is_remembered_once() -> None:
    """Whoever was busy when it rang looks again at once, and then waits."""
    signals = Signals()
    with signals.watch("outbox") as wake:
        signals.notify("outbox")
        signals.notify("outbox")
        assert await wake.wait(LONG)
        assert not await wake.wait(0)


async def test_each_hears_only_what_it_watches() -> None:
    """A bell rings for its own subjects, one or several, and for every watcher of them."""
    signals = Signals()
    with (
        signals.watch("contact:1", "tickets") as one,
        signals.watch("tickets") as another,
        signals.watch("contact:2") as third,
    ):
        signals.notify("contact:1")
        assert await one.wait(LONG)
        signals.notify("tickets", "ticket:7")
        assert await one.wait(LONG)
        assert await another.wait(LONG)
        assert not await third.wait(0)


async def test_who_has_left_is_forgotten() -> None:
    """After its block a bell hears nothing, and the others still do."""
    signals = Signals()
    with signals.watch("outbox") as stays:
        with signals.watch("outbox") as gone:
            pass
        signals.notify("outbox")
        assert await stays.wait(LONG)
        assert not await gone.wait(0)
