"""What is carried out beside the service: by a process that stands while many ask at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from time import monotonic

from bot.beside.partner import Partner
from bot.beside.standing import PAUSES, Standing
from bot.channels import Receipt
from bot.errors import Refused
from bot.intake.beside.frames import Asked, Done, Others, Terms, read_done, written
from bot.knowledge.beside.frames import Subjects
from bot.knowledge.catalogue import Topical
from bot.knowledge.outlook import Outlook
from bot.models import InboundMessage
from faq.match import Match
from faq.normalise import normalise

PATIENCE_SECONDS = 1.5
"""How long carrying out may take: far more than a full group does on a busy machine, and so long
that what is then carried out here is still answered within the five seconds of WeChat."""
MANY = 16
"""So many messages in hand at once are more than one process should carry out by itself."""
QUIET_SECONDS = 600.0
"""A process goes when for so long there were never as many."""

PROGRAM = ("bot.intake.beside.program",)
Worker = Partner[Done]


async def started(terms: Terms) -> Worker:
    """Start a process, and wait until it can be asked. Raises `PartnerError` where it cannot."""
    worker = Partner(read_done, PATIENCE_SECONDS)
    await worker.begin(PROGRAM, written(terms))
    return worker


class Carrier:
    """At most one process that carries out questions; without it, it answers None.

    There is one from the moment that `MANY` are in hand until it has been quiet for a while, or
    (`always`) for as long as the service runs. Whatever it cannot carry out, or does not tell in
    time, is the service's to carry out: what is kept already is then met as a repeat.
    """

    def __init__(
        self,
        terms: Terms,
        *,
        always: bool = False,
        start: Callable[[Terms], Awaitable[Worker]] = started,
        pauses: Sequence[float] = PAUSES,
        quiet: float = QUIET_SECONDS,
    ) -> None:
        self._terms = terms
        self._always = always
        self._start = start
        self._quiet = quiet
        self._crowded_at: float | None = None
        self._look_again: asyncio.TimerHandle | None = None
        self._outlook: Outlook | None = None
        self._standing = Standing("carries out", self._started, pauses)

    @property
    def partner(self) -> Worker | None:
        """The process that is asked now."""
        return self._standing.partner

    async def take_in(
        self,
        message: InboundMessage,
        match: Match | None,
        topics: tuple[Topical, ...] | None,
        now: datetime,
    ) -> tuple[Receipt, frozenset[str]] | None:
        """What `Effects.take_in` returns, committed; None where nobody knows whether it is.

        Raises `Refused` where a brake holds the sender back.
        """
        partner = self._standing.partner
        if partner is None:
            return None
        until, plain = monotonic() + partner.patience, normalise(message.text)
        done = await partner.ask(
            lambda number: written(Asked(number, message, match, topics, now, until, plain))
        )
        if done is not None and done.refused:
            raise Refused(done.refused)
        return None if done is None or done.receipt is None else (done.receipt, done.touched)

    def notice(self, in_hand: int) -> None:
        """So many are in hand now."""
        if in_hand < MANY or self._always:
            return
        loop = asyncio.get_running_loop()
        was_quiet, self._crowded_at = self._crowded_at is None, loop.time()
        if was_quiet:
            self._look_again = loop.call_later(self._quiet, self._look)
            self._standing.renew()

    def learn(self, outlook: Outlook) -> None:
        """Carry out by what is known from now on."""
        former, self._outlook = self._outlook, outlook
        if self._standing.partner is not None:
            _teach(self._standing.partner, outlook, former)

    async def run(self) -> None:
        """Let a process stand when it is needed, for as long as the service runs."""
        try:
            await self._standing.run()
        finally:
            if self._look_again is not None:
                self._look_again.cancel()

    def _look(self) -> None:
        """Let the process go where it has been quiet."""
        loop = asyncio.get_running_loop()
        quiet_at = (self._crowded_at or 0.0) + self._quiet
        if loop.time() < quiet_at:
            self._look_again = loop.call_at(quiet_at, self._look)
        else:
            self._crowded_at = None
            self._standing.renew()

    async def _started(self) -> Worker | None:
        if not self._always and self._crowded_at is None:
            return None
        worker = await self._start(self._terms)
        if self._outlook is not None:
            _teach(worker, self._outlook, None)
        return worker


def _teach(worker: Worker, outlook: Outlook, former: Outlook | None) -> None:
    catalogue = outlook.weighing.catalogue
    if former is None or catalogue is not former.weighing.catalogue:
        worker.tell(written(Subjects.of(catalogue)))
    worker.tell(written(Others(tuple(outlook.neighbours.by_key.values()))))
