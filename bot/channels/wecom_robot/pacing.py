"""How fast one conversation may be spoken to: replies and pushes together, 30 a minute at most."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable

from bot.channels.minute import MINUTE, Window

REMEMBERED = 2_000


class Pace:
    """Counts what was said in each conversation; `clock` gives seconds that never go back."""

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._windows: OrderedDict[str, Window] = OrderedDict()
        self._paused: dict[str, float] = {}
        self._waited_at: dict[str, float] = {}

    @property
    def is_behind(self) -> bool:
        """Whether some conversation had to wait within the last minute."""
        now = self._clock()
        self._waited_at = {each: at for each, at in self._waited_at.items() if now - at < MINUTE}
        return bool(self._waited_at)

    def is_behind_in(self, conversation: str) -> bool:
        """Whether this one had to: then what waits for it is said together, and in short."""
        return self.is_behind and conversation in self._waited_at

    def take(self, conversation: str) -> float:
        """Take the right to say one thing: 0.0, else the seconds to ask again after."""
        now = self._clock()
        if (until := self._paused.get(conversation, now)) > now:
            self._waited_at[conversation] = now
            return until - now
        self._paused.pop(conversation, None)
        window = self._windows.setdefault(conversation, Window(self._per_minute, deque()))
        self._windows.move_to_end(conversation)
        while len(self._windows) > REMEMBERED:
            self._windows.popitem(last=False)
        if wait := window.wait(now):
            self._waited_at[conversation] = now
            return wait
        window.taken.append(now)
        return 0.0

    def pause(self, conversation: str, seconds: float) -> None:
        """The platform asked for silence there."""
        self._paused[conversation] = self._clock() + seconds
