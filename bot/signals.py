"""Wake-ups between the parts that run: whoever waits looks again when something changed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Wake:
    """One waiter's bell; it remembers a ring that came while nobody waited."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Let the waiter look again."""
        self._event.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for a ring, at most `seconds`; whether one came. Look again in either case."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class Signals:
    """Bells by subject (`outbox:web`, `inbox`, `tickets`, `contact:17`, `ticket:4`).

    Only a hint to hurry, rung after a commit: whoever waits also looks now and then by itself, so
    that a lost ring costs seconds and never a message. Several machines ring through the database.
    """

    def __init__(self) -> None:
        self._wakes: dict[str, set[Wake]] = defaultdict(set)

    def notify(self, *subjects: str) -> None:
        """Ring for everyone who watches one of `subjects`."""
        for subject in subjects:
            for wake in self._wakes.get(subject, ()):
                wake.ring()

    @contextmanager
    def watch(self, *subjects: str) -> Iterator[Wake]:
        """A bell for `subjects`, for as long as the block runs."""
        wake = Wake()
        for subject in subjects:
            self._wakes[subject].add(wake)
        try:
            yield wake
        finally:
            for subject in subjects:
                self._wakes[subject].discard(wake)
                if not self._wakes[subject]:
                    del self._wakes[subject]
