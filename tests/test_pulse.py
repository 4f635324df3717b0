"""How the service is: cheap to ask, however often and however many ask."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import pytest

from bot.pulse import EASE, FRESH_SECONDS, Pulse


class Counting:
    """A look that takes `seconds` of a clock that the test turns."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.now = 100.0
        self.looks = 0
        self.seconds = seconds
        self.fails = False

    def clock(self) -> float:
        """What the clock says."""
        return self.now

    async def look(self) -> Mapping[str, object]:
        """Count the looks."""
        self.looks += 1
        await asyncio.sleep(0)
        self.now += self.seconds
        if self.fails:
            raise RuntimeError("provoked")
        return {"looks": self.looks}


async def test_those_who_ask_together_are_answered_by_one_look() -> None:
    """And those who ask within a second by the same."""
    counting = Counting()
    pulse = Pulse(counting.look, counting.clock)
    answers = await asyncio.gather(*(pulse() for _ in range(50)))
    counting.now += FRESH_SECONDS / 2
    answers.append(await pulse())
    assert answers == [{"looks": 1}] * 51
    counting.now += FRESH_SECONDS
    assert await pulse() == {"looks": 2}


async def test_a_long_look_is_kept_the_longer() -> None:
    """So that counting never takes more than a small part of the time."""
    counting = Counting(seconds=2.0)
    pulse = Pulse(counting.look, counting.clock)
    await pulse()
    counting.now += EASE * 2.0 - 1
    await pulse()
    assert counting.looks == 1
    counting.now += 1
    await pulse()
    assert counting.looks == 2


async def test_who_hangs_up_leaves_the_others_their_answer() -> None:
    """The look goes on."""
    counting = Counting()
    pulse = Pulse(counting.look, counting.clock)
    impatient = asyncio.create_task(pulse())
    patient = asyncio.create_task(pulse())
    await asyncio.sleep(0)
    impatient.cancel()
    with suppress(asyncio.CancelledError):
        await impatient
    assert await patient == {"looks": 1}


async def test_a_failed_look_is_told_to_all_and_tried_again() -> None:
    """A second later, not at each call."""
    counting = Counting()
    counting.fails = True
    pulse = Pulse(counting.look, counting.clock)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            await pulse()
    assert counting.looks == 1
    counting.fails = False
    counting.now += FRESH_SECONDS
    assert await pulse() == {"looks": 2}
