"""A brake on callers: so many calls in so many seconds, counted in this process."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

_SWEEP_ABOVE = 10_000


class Brake:
    """Lets each caller through at most `calls` times in any stretch of `seconds`."""

    def __init__(self, calls: int, seconds: int) -> None:
        self._calls = calls
        self._span = timedelta(seconds=seconds)
        self._seen: dict[str, deque[datetime]] = {}

    def wait(self, caller: str, now: datetime) -> int:
        """Let `caller` through (0), or how many seconds it has to wait."""
        if len(self._seen) > _SWEEP_ABOVE:
            self._sweep(now)
        calls = self._seen.setdefault(caller, deque())
        while calls and now - calls[0] >= self._span:
            calls.popleft()
        if len(calls) >= self._calls:
            left = self._span - (now - calls[0])
            return max(1, -int(-left.total_seconds() // 1))
        calls.append(now)
        return 0

    def _sweep(self, now: datetime) -> None:
        stale = [caller for caller, calls in self._seen.items() if now - calls[-1] >= self._span]
        for caller in stale:
            del self._seen[caller]
