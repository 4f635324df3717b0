"""The line of messages: first come, first served, and nobody in it for too long."""

from __future__ import annotations

import asyncio

import pytest

from bot.intake.line import IN_HAND, Crowded, Line


class Hall:
    """A line with a clock of its own, in which whoever has a place keeps it until the bell."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.line = Line(lambda: self.seconds)
        self.bell = asyncio.Event()
        self.served: list[str] = []

    async def comes(self, name: str, within: float = 2.0) -> None:
        """Stand in line; raises `Crowded`."""
        with await self.line.place(within):
            self.served.append(name)
            await self.bell.wait()

    def come(self, *names: str, within: float = 2.0) -> list[asyncio.Task[None]]:
        """Some come at the same moment."""
        return [asyncio.create_task(self.comes(name, within)) for name in names]


@pytest.fixture
async def hall() -> Hall:
    """A hall in which every place is taken."""
    hall = Hall()
    hall.come(*(f"first {number}" for number in range(IN_HAND)))
    await asyncio.sleep(0)
    assert len(hall.served) == IN_HAND
    return hall


async def test_who_came_first_is_served_first(hall: Hall) -> None:
    """While all places are taken the others wait, and then come in their order."""
    waiting = hall.come("a", "b", "c")
    await asyncio.sleep(0)
    assert hall.served[IN_HAND:] == []
    hall.bell.set()
    await asyncio.gather(*waiting)
    assert hall.served[IN_HAND:] == ["a", "b", "c"]


async def test_who_has_waited_too_long_is_told_so(hall: Hall) -> None:
    """Their place goes to the next, who has come later and is in time."""
    late = hall.come("late")
    await asyncio.sleep(0)
    hall.seconds = 1.5
    early = hall.come("early")
    await asyncio.sleep(0)
    hall.seconds = 2.5
    hall.bell.set()
    told = await asyncio.gather(*late, *early, return_exceptions=True)
    assert [type(each) for each in told] == [Crowded, type(None)]
    assert hall.served[IN_HAND:] == ["early"]


async def test_who_would_wait_too_long_is_told_at_once(hall: Hall) -> None:
    """Where the first in line has waited for so long, nobody else need stand behind."""
    hall.come("front")
    await asyncio.sleep(0)
    hall.seconds = 2.5
    with pytest.raises(Crowded):
        await hall.comes("next")


async def test_who_has_time_waits_however_long(hall: Hall) -> None:
    """What was kept already is handled when there is time, in its turn."""
    patient = hall.come("patient", within=float("inf"))
    await asyncio.sleep(0)
    hall.seconds = 3600.0
    hall.bell.set()
    await asyncio.gather(*patient)
    assert hall.served[IN_HAND:] == ["patient"]


async def test_who_leaves_holds_up_nobody(hall: Hall) -> None:
    """A message that nobody waits for any more, or whose handling fails, gives its place up."""
    leaving, staying = hall.come("leaving", "staying")
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    hall.seconds = 2.0
    with pytest.raises(ZeroDivisionError), await Line().place():
        raise ZeroDivisionError
    hall.bell.set()
    await staying
    assert hall.served[IN_HAND:] == ["staying"]
