"""How fast we may speak: in all, to one person, into one group, and not at all during a pause."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.minute import Window

BURST_TO_ONE = 3.0
TO_ONE_PER_SECOND = 1.0
SWEEP = 10_000
"""How many people are remembered before those are forgotten who have been left in peace."""


@dataclass(slots=True)
class Bucket:
    """Fills by `rate` a second up to `size`; each message takes one."""

    rate: float
    size: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until there is one to take; 0 where there is."""
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now
        # A hair less than one is one: seconds are not exact.
        return 0.0 if self.level > 1 - 1e-6 else (1 - self.level) / self.rate


@dataclass(slots=True)
class Second:
    """At most `most` in any stretch of `span` seconds, all of them at once where need be."""

    most: int
    span: float
    taken: deque[float]

    def wait(self, now: float) -> float:
        """Seconds until one may be sent; 0 where one may."""
        while self.taken and now - self.taken[0] >= self.span:
            self.taken.popleft()
        if len(self.taken) < self.most:
            return 0.0
        return max(self.taken[0] + self.span - now, 0.001)


class Pace:
    """Counts what was sent; `clock` gives seconds that never go back."""

    def __init__(
        self, per_second: float, group_per_minute: float, clock: Callable[[], float]
    ) -> None:
        self._clock = clock
        self._group_per_minute = max(1, int(group_per_minute))
        # A bucket that is full after a pause would let out twice as much in its first second.
        most = max(1, int(per_second))
        self._all = Second(most, most / per_second, deque())
        self._chats: dict[str, Bucket] = {}
        self._groups: dict[str, Window] = {}
        self._paused_until = clock()

    @property
    def paused_for(self) -> float:
        """Seconds for which nothing at all may be sent."""
        return max(0.0, self._paused_until - self._clock())

    @property
    def room(self) -> int:
        """How many messages may be sent at once, to whomever."""
        if self.paused_for:
            return 0
        self._all.wait(self._clock())
        return self._all.most - len(self._all.taken)

    def pause(self, seconds: float) -> None:
        """The platform asked us to wait; a shorter wait never ends a longer one."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    def take(self, chat: str) -> float:
        """Take the right to send one message to a chat: 0.0, else the seconds to ask again after.

        Nothing is taken where one has to wait.
        """
        now = self._clock()
        if self.paused_for:
            return self.paused_for
        room = self._group(chat) if is_group(chat) else self._bucket(chat, now)
        wait = max(room.wait(now), self._all.wait(now))
        if wait:
            return wait
        if isinstance(room, Window):
            room.taken.append(now)
        else:
            room.level -= 1
        self._all.taken.append(now)
        return 0.0

    def _group(self, chat: str) -> Window:
        return self._groups.setdefault(chat, Window(self._group_per_minute, deque()))

    def _bucket(self, chat: str, now: float) -> Bucket:
        known = self._chats.get(chat)
        if known is None:
            if len(self._chats) >= SWEEP:
                self._forget_rested(now)
            known = Bucket(TO_ONE_PER_SECOND, BURST_TO_ONE, BURST_TO_ONE, now)
            self._chats[chat] = known
        return known

    def _forget_rested(self, now: float) -> None:
        for chat, bucket in list(self._chats.items()):
            bucket.wait(now)
            if bucket.level >= bucket.size:
                del self._chats[chat]


def is_group(chat: str) -> bool:
    """Whether a chat's id is a group's: they are negative."""
    return chat.startswith("-")
