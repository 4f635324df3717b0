"""What the channel is lent by the rest of the house: ledgers, files, words, addresses of pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.channels.tencent.access_token import Shelf
from bot.channels.tencent.alarming import Ring, unheard
from bot.channels.tencent.uploads import Bodies
from bot.clock import Clock
from bot.models import Outbound

Spent = Mapping[str, int]


class Ledger(Protocol):
    """What may still be sent to a contact of our own accord; counted before it is sent."""

    async def spend(self, address: str, count: int, reserve: int) -> Spent | None:
        """Take `count` messages, where the open windows hold these and `reserve` more."""

    async def refund(self, address: str, spent: Spent) -> None:
        """What was taken was for certain not sent."""

    async def use_up(self, address: str) -> None:
        """The platform says that there is nothing left, whatever we counted."""


class Consents(Protocol):
    """Who may be called back by which notice, and what became of the notices."""

    async def decided(
        self, address: str, template: str, given: bool, at: datetime, said: str
    ) -> None:
        """Somebody allowed a notice, or took it back; told again by the same words it is one
        decision.
        """

    async def spent(self, address: str, template: str, used: datetime) -> None:
        """The platform says that no consent was left when it was `used`; later ones are kept."""

    async def use(self, address: str, template: str, *, keep: bool) -> bool:
        """Whether there is a consent; it is used up, unless it is to `keep`."""

    async def has(self, address: str, template: str) -> bool:
        """Whether somebody has decided about a notice, whichever way: they are not asked again."""

    async def is_called(self, address: str) -> bool:
        """Whether somebody was called back within a day and has not come since: once is enough."""

    async def called(self, outbox_id: int, notice: str) -> None:
        """A notice about this row was accepted by the platform."""

    async def became(self, notice: str, arrived: bool) -> None:
        """What the platform tells of a notice later."""


@dataclass(frozen=True, slots=True)
class House:
    """All of it. `page` is where the whole of a row can be read, `say` a sentence by its name."""

    ledger: Ledger
    consents: Consents
    shelf: Shelf
    bodies: Bodies
    page: Callable[[Outbound], str]
    say: Callable[[str], str]
    clock: Clock
    ring: Ring = unheard
    concurrency: int = 8
