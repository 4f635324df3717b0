"""What the channel is lent by the rest of the house: tokens, files, circles, the codes of cards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.channels.tencent.access_token import Shelf
from bot.channels.tencent.alarming import Ring, unheard
from bot.channels.tencent.uploads import Bodies
from bot.clock import Clock
from bot.models import Outbound

Members = Callable[[Outbound], Awaitable[Sequence[str] | None]]
"""The accounts of the officials whom a row to a circle reaches now; None where all who belong to
the circle read it in another one.
"""


class Codes(Protocol):
    """The codes by which the platform lets us replace a card (response_code), each one once."""

    async def keep(self, task: str, code: str) -> None:
        """A card was sent, or a button of it was pressed: that gives a code."""

    async def take(self, task: str) -> str:
        """The newest code of a card that is still good; it is used up. Empty for none."""


@dataclass(frozen=True, slots=True)
class House:
    """All of it. `sign` gives a signature that only this installation can make, `say` a word;
    `home` is the address of the officials' desk, `ring` tells the administrators elsewhere.
    """

    shelf: Shelf
    bodies: Bodies
    members: Members
    codes: Codes
    sign: Callable[[str], str]
    say: Callable[[str], str]
    clock: Clock
    home: str
    ring: Ring = unheard
    concurrency: int = 8
