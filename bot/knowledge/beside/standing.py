"""What is matched beside the service: by a process that knows what the service knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.beside.standing import PAUSES, Standing
from bot.knowledge.beside.partner import Partner

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import date

    from bot.knowledge.beside.known import Known
    from bot.knowledge.catalogue import Catalogue, Topical
    from faq.match import Match, Matcher

FOLLOW_SECONDS = 2.0
"""How long a newer FAQ waits for its process, which mostly stands by then: an entry that was
approved is to answer within seconds, though the service matches by itself for a while."""


class Beside:
    """At most one process that knows what the service knows; without it, it answers None."""

    def __init__(
        self,
        start: Callable[[Known], Awaitable[Partner]] = Partner.start,
        pauses: Sequence[float] = PAUSES,
        patience: float = FOLLOW_SECONDS,
    ) -> None:
        self._start = start
        self._patience = patience
        self._known: Known | None = None
        self._catalogue: Catalogue | None = None
        self._standing = Standing("matches", self._started, pauses)

    @property
    def partner(self) -> Partner | None:
        """The process that is asked now."""
        return self._standing.partner

    async def match(self, matcher: Matcher, text: str, today: date) -> Match | None:
        """What `matcher` says about a text, found by the process; None where it cannot tell."""
        partner = self._standing.partner
        if partner is None or not partner.knows(matcher):
            return None
        return await partner.match(text, today)

    async def weigh(self, catalogue: Catalogue, text: str) -> tuple[Topical, ...] | None:
        """What `catalogue` says about a text, as `match` does."""
        partner = self._standing.partner
        if partner is None or catalogue is not self._catalogue:
            return None
        return await partner.weigh(text)

    def learn(self, catalogue: Catalogue) -> None:
        """Weigh by this catalogue from now on."""
        if catalogue is self._catalogue:
            return
        self._catalogue = catalogue
        if self._standing.partner is not None:
            self._standing.partner.learn(catalogue)

    async def follow(self, known: Known | None) -> None:
        """Match by what is known from now on, or (None) by no process.

        Returns when a process that knows it stands, or could not be started, and after `patience`
        seconds at the latest; until one stands, the former goes on with what it knows.
        """
        self._known = known
        await self._standing.renewed(self._patience)

    async def run(self) -> None:
        """Let a process stand for as long as the service runs; with the service it ends."""
        await self._standing.run()

    async def _started(self) -> Partner | None:
        if self._known is None:
            return None
        partner = await self._start(self._known)
        if self._catalogue is not None:
            partner.learn(self._catalogue)
        return partner
