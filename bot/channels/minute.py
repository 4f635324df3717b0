"""At most so many messages in any minute into one room: a few at once, the others spread."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

MINUTE = 60.0
AT_ONCE = 10
"""A new topic with its card, or an answer with its receipt, should not have to wait."""


@dataclass(slots=True)
class Window:
    """At most `most` in any minute; `at_once` of them without a pause."""

    most: int
    taken: deque[float]
    at_once: int = AT_ONCE

    def wait(self, now: float) -> float:
        """Seconds until one may be sent; 0 where one may."""
        while self.taken and now - self.taken[0] >= MINUTE:
            self.taken.popleft()
        at_once = min(self.at_once, self.most)
        if len(self.taken) < at_once:
            return 0.0
        if len(self.taken) >= self.most:
            return max(self.taken[0] + MINUTE - now, 0.001)
        spread = MINUTE / (self.most - at_once)
        return max(0.0, self.taken[-1] + spread - now)
