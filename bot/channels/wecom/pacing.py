"""How fast each official may be written to, and for how long nothing may be sent at all.

WeCom silently drops what one member gets beyond thirty messages a minute (访问频率限制), so we
count before it does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

MINUTE = 60.0
SWEEP = 5_000
"""How many members are remembered before those are forgotten who have been left in peace."""


class Pace:
    """At most `per_minute` in any minute to each; `clock` gives seconds that never go back."""

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self._most = per_minute
        self._clock = clock
        self._sent: dict[str, deque[float]] = {}
        self._waited_at: dict[str, float] = {}
        self._paused_until = clock()

    @property
    def paused_for(self) -> float:
        """Seconds for which nothing may be sent to anybody."""
        return max(0.0, self._paused_until - self._clock())

    @property
    def is_behind(self) -> bool:
        """Whether somebody had to wait within the last minute, so that rows may go together."""
        now = self._clock()
        self._waited_at = {each: at for each, at in self._waited_at.items() if now - at < MINUTE}
        return bool(self._waited_at)

    def pause(self, seconds: float) -> None:
        """The platform asked for silence; a shorter one never ends a longer one."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    def take(self, recipients: Sequence[str]) -> float:
        """Take the right to write to all of these: 0.0, else the seconds to ask again after.

        Nothing is taken where one has to wait.
        """
        if self.paused_for:
            return self.paused_for
        now = self._clock()
        waits = {each: self._wait(each, now) for each in recipients}
        self._waited_at |= {each: now for each, wait in waits.items() if wait}
        wait = max(waits.values(), default=0.0)
        if not wait:
            for each in recipients:
                self._sent.setdefault(each, deque()).append(now)
            if len(self._sent) > SWEEP:
                self._forget_rested(now)
        return wait

    def _wait(self, recipient: str, now: float) -> float:
        sent = self._sent.get(recipient, deque())
        while sent and now - sent[0] >= MINUTE:
            sent.popleft()
        return max(sent[0] + MINUTE - now, 0.001) if len(sent) >= self._most else 0.0

    def _forget_rested(self, now: float) -> None:
        for each, sent in list(self._sent.items()):
            if not sent or now - sent[-1] >= MINUTE:
                del self._sent[each]
