"""Work in steps, each done for several texts together: its code is then still at hand."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
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


def found_in_turn(every: Sequence[Steps[T]]) -> Iterator[list[tuple[int, T | None]]]:
    """What each finds, by its place, step by step side by side: whose last step it was, after each.

    None where one of its steps fails.
    """
    going = list(range(len(every)))
    while going:
        found: list[tuple[int, T | None]] = []
        going = [place for place in going if _goes_on(place, every[place], found)]
        if found:
            yield found


def _goes_on(place: int, steps: Steps[T], found: list[tuple[int, T | None]]) -> bool:
    try:
        next(steps)
    except StopIteration as ended:
        found.append((place, ended.value))
        return False
    except Exception:  # noqa: BLE001 - one must not keep the others from what they find
        found.append((place, None))
        return False
    return True
