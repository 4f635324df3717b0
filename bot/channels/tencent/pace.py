"""How fast an account may speak, and for how long it must be silent."""

from __future__ import annotations

from collections.abc import Callable


class Pace:
    """A second's worth may go at once; then each waits its turn. `clock` never goes back."""

    def __init__(self, per_second: float, clock: Callable[[], float]) -> None:
        self._rate = per_second
        self._size = max(1.0, per_second)
        self._level = self._size
        self._clock = clock
        self._at = clock()
        self._paused_until = clock()

    @property
    def paused_for(self) -> float:
        """Seconds for which nothing at all may be sent."""
        return max(0.0, self._paused_until - self._clock())

    @property
    def room(self) -> int:
        """How many messages may be sent at once."""
        if self.paused_for:
            return 0
        self._fill()
        return int(self._level + 1e-6)

    def pause(self, seconds: float) -> None:
        """The platform asked for silence; a shorter one never ends a longer one."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    def take(self) -> float:
        """Take the right to send one: 0.0, else the seconds to ask again after."""
        if self.paused_for:
            return self.paused_for
        self._fill()
        if self._level < 1 - 1e-6:
            return (1 - self._level) / self._rate
        self._level -= 1
        return 0.0

    def _fill(self) -> None:
        now = self._clock()
        self._level = min(self._size, self._level + (now - self._at) * self._rate)
        self._at = now
