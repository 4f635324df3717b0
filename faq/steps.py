"""Work in steps, each done for several texts together: its code is then still at hand."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TypeVar

T = TypeVar("T")

Steps = Generator[None, None, T]
"""Some work; it pauses between its steps, and returns what it found."""


def found_by(steps: Steps[T]) -> T:
    """What is found in the end, without a pause."""
    on = steps.__next__
    try:
        while True:
            on()
    except StopIteration as ended:
        return ended.value  # type: ignore[no-any-return]


def found_together(every: Sequence[Steps[T]]) -> list[T | None]:
    """What each finds, step by step side by side; None where one of its steps fails."""
    found: list[T | None] = [None] * len(every)
    going = list(range(len(every)))
    while going:
        going = [place for place in going if _goes_on(place, every[place], found)]
    return found


def _goes_on(place: int, steps: Steps[T], found: list[T | None]) -> bool:
    try:
        next(steps)
    except StopIteration as ended:
        found[place] = ended.value
        return False
    except Exception:  # noqa: BLE001 - one must not keep the others from what they find
        return False
    return True
