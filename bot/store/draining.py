"""Takes from a queue what waits in it together."""

from __future__ import annotations

from contextlib import suppress
from math import inf
from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")


def waiting_in(queue: SimpleQueue[T | None], most: float = inf) -> tuple[list[T], bool]:
    """What waits, at least one where the queue goes on, at most `most`; and whether it has ended.

    Blocks until there is something. None in the queue is its end.
    """
    waiting: list[T] = []
    each = queue.get()
    with suppress(Empty):
        while each is not None:
            waiting.append(each)
            if len(waiting) == most:
                return waiting, False
            each = queue.get_nowait()
        return waiting, True
    return waiting, False
