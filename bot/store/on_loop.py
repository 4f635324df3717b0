"""Carries transaction bodies out on the event loop's thread, while the writer's thread waits.

SQLite lets the interpreter lock go at every statement. Where the loop is busy, a body in another
thread waits for the lock again at each of them, and so does the loop: both mostly change places.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

SLICE_SECONDS = 0.004
"""How long bodies may keep the loop from its other work before it has a turn."""
LOOK_SECONDS = 1.0

Job = TypeVar("Job")
Outcome = TypeVar("Outcome")


class OnLoop(Generic[Job, Outcome]):
    """Some jobs in their order, each carried out once, whatever becomes of the loop."""

    def __init__(self, jobs: Iterable[Job], carry_out: Callable[[Job], Outcome]) -> None:
        self._jobs = deque(jobs)
        self._carry_out = carry_out
        self._outcomes: list[Outcome] = []
        self._error: BaseException | None = None
        self._through = threading.Event()

    def outcomes(self, loop: asyncio.AbstractEventLoop) -> list[Outcome]:
        """Let the loop carry them out, and wait; here, where it has been closed.

        Raises what carrying one of them out raised; the rest is then left.
        """
        try:
            loop.call_soon_threadsafe(self._slice, loop)
        except RuntimeError:
            self._all()
        while not self._through.wait(LOOK_SECONDS):
            # What is closed runs nothing any more.
            if loop.is_closed():
                self._all()
        if self._error is not None:
            raise self._error
        return self._outcomes

    def _slice(self, loop: asyncio.AbstractEventLoop) -> None:
        end = time.monotonic() + SLICE_SECONDS
        while self._next():
            if time.monotonic() >= end:
                loop.call_soon(self._slice, loop)
                return
        self._through.set()

    def _all(self) -> None:
        while self._next():
            pass
        self._through.set()

    def _next(self) -> bool:
        """Carry out one more; False where none is left, or one has failed."""
        if not self._jobs:
            return False
        try:
            self._outcomes.append(self._carry_out(self._jobs.popleft()))
        except BaseException as error:  # noqa: BLE001 - it is raised again in the writer's thread
            self._error = error
            self._jobs.clear()
        return bool(self._jobs)
