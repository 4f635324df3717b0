"""What the robot is lent by the rest of the house: turns, files, words, alarms, addresses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.channels.turnstile import Alone, Turnstile
from bot.models import Outbound

Bodies = Callable[[int, str], Awaitable[bytes | None]]
"""The bytes of a file that a message holds, by the message's id and the SHA-256."""
Alarm = Callable[[str], Awaitable[None]]
"""Tells the administrators, wherever they can be reached, the sentence of this name."""


class Bar(Protocol):
    """Shared by all processes of an installation: whether somebody else took the connection."""

    async def is_down(self) -> bool:
        """Whether nobody of ours may connect. Raises `StoreError`."""

    async def let_down(self) -> None:
        """Nobody of ours connects any more. Raises `StoreError`."""

    async def lift(self) -> None:
        """Somebody has seen to it: we may connect again. Raises `StoreError`."""


class NoBar:
    """For a process that is the only one."""

    def __init__(self) -> None:
        self._down = False

    async def is_down(self) -> bool:
        """What we were told last."""
        return self._down

    async def let_down(self) -> None:
        """Remembered."""
        self._down = True

    async def lift(self) -> None:
        """Forgotten."""
        self._down = False


class Gap(Protocol):
    """Tells those who may have spoken to the robot while it heard nothing: it is not told again."""

    async def look_back(self) -> None:
        """Before anybody of ours is connected: since when has nobody been? Raises `StoreError`."""

    def begins(self) -> None:
        """From now on nobody hears."""

    async def ends(self) -> None:
        """We hear again: where that took long, the rooms are told from when to when.

        Raises `StoreError`.
        """


class NoGap:
    """For a robot without rooms."""

    async def look_back(self) -> None:
        """Nobody was there before."""

    def begins(self) -> None:
        """Noted by nobody."""

    async def ends(self) -> None:
        """Told to nobody."""


class Answers(Protocol):
    """Addresses (response_url) by which one message each may still be sent to a conversation."""

    async def keep(self, conversation: str, url: str) -> None:
        """One more way to answer, for nearly an hour. Raises `StoreError`."""

    async def take(self, conversation: str) -> str:
        """A way to answer, which nobody else will use; empty for none. Raises `StoreError`."""


class NoAnswers:
    """For the long connection, which needs none."""

    async def keep(self, conversation: str, url: str) -> None:
        """Not needed."""

    async def take(self, conversation: str) -> str:
        """None."""
        return ""


async def _unheard(name: str) -> None:
    """Nobody is there to be told."""


@dataclass(frozen=True, slots=True)
class House:
    """All of it. `say` gives a sentence by its name, `page` where the whole of a row can be read.

    `home` is the desk, where everything can be done.
    """

    bodies: Bodies
    say: Callable[[str], str]
    page: Callable[[Outbound], str]
    home: str = ""
    alarm: Alarm = _unheard
    turnstile: Turnstile = field(default_factory=Alone)
    bar: Bar = field(default_factory=NoBar)
    gap: Gap = field(default_factory=NoGap)
    answers: Answers = field(default_factory=NoAnswers)
    concurrency: int = 8
