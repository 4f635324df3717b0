"""What a resident asks: matched, weighed where that will be asked, and carried out."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Protocol

from bot.channels import Receipt
from bot.intake.effects import Effects
from bot.knowledge.catalogue import Topical
from bot.knowledge.matching import SHORT
from bot.models import InboundMessage, Side
from bot.store import Database
from bot.tickets.whereabouts import is_question
from faq.match import Decision, Match
from handlers.turn import Insight


class Matching(Protocol):
    """Whoever can say what the FAQ knows about a text."""

    async def match(self, text: str) -> Match:
        """The decision and its candidates."""


class Foreseeing(Protocol):
    """Whoever can find out beside the event loop what the handlers will ask about a text."""

    async def foresee(self, text: str) -> None:
        """Find it out, so that they need not wait for it."""


class Carrying(Protocol):
    """Whoever can carry out beside the service what a resident asks."""

    async def take_in(
        self,
        message: InboundMessage,
        match: Match | None,
        topics: tuple[Topical, ...] | None,
        now: datetime,
    ) -> tuple[Receipt, Collection[str]] | None:
        """What `Effects.take_in` returns, committed; None where nobody knows whether it is."""

    def notice(self, in_hand: int) -> None:
        """So many are in hand now."""


class Asking:
    """Matches a question, and carries it out beside the service or here.

    `foreseeing` weighs beside the event loop, `carrying` carries out beside the service.
    """

    def __init__(
        self,
        effects: Effects,
        database: Database,
        matching: Matching,
        insight: Insight,
        foreseeing: Foreseeing | None = None,
        carrying: Carrying | None = None,
    ) -> None:
        self._effects = effects
        self._database = database
        self._matching = matching
        self._insight = insight
        self._foreseeing = foreseeing
        self._carrying = carrying
        self._in_hand = 0

    async def match(self, text: str) -> Match:
        """What the FAQ says about a text; what the transaction will ask about it is foreseen."""
        return (await self._matched(text))[0]

    async def carry_out(
        self, message: InboundMessage, bodies: dict[str, bytes], now: datetime
    ) -> tuple[Receipt, Collection[str]]:
        """Carry out what a question causes; its receipt, and whom to ring, after the commit.

        Raises what `Effects.take_in` raises, `StoreBusy` and `StoreError`.
        """
        self._in_hand += 1
        try:
            match, weighed = await self._matched(message.text)
            if not bodies and (done := await self._beside(message, match, weighed, now)):
                return done
            work = partial(
                self._effects.take_in, message=message, bodies=bodies, match=match, now=now
            )
            return await self._database.transaction(work)
        finally:
            self._in_hand -= 1

    async def _matched(self, text: str) -> tuple[Match, bool]:
        """What the FAQ says, and whether the catalogue was asked about the text as well."""
        match = await self._matching.match(text)
        weighed = self._is_weighed(match, text)
        if weighed:
            # Weighed here, the transaction finds its topic known, and who else asked the same.
            await self._weigh(text)
        return match, weighed

    async def _beside(
        self, message: InboundMessage, match: Match, weighed: bool, now: datetime
    ) -> tuple[Receipt, Collection[str]] | None:
        if self._carrying is None:
            return None
        self._carrying.notice(self._in_hand)
        topics = self._insight.topics(message.text) if weighed else None
        return await self._carrying.take_in(message, match, topics, now)

    def _is_weighed(self, match: Match, text: str) -> bool:
        """Whether the conversation will ask which unit's matter this is.

        It does of what becomes a ticket, and of what may be an alarm. A question that is met with
        candidates becomes one only where none of them helps.
        """
        if match.decision is Decision.SUGGEST:
            return not is_question(text) and self._insight.may_be_urgent(text)
        return match.decision is Decision.ESCALATE

    async def _weigh(self, text: str) -> None:
        if self._foreseeing is not None:
            await self._foreseeing.foresee(text)
        if len(text) <= SHORT:
            self._remember(text)
        else:
            await asyncio.to_thread(self._remember, text)

    def _remember(self, text: str) -> None:
        self._insight.topics(text)
        self._insight.alike(text)


def is_asking(message: InboundMessage) -> bool:
    """Whether it may be a question, which the FAQ is asked first."""
    told = message.side is Side.RESIDENT and not message.choice
    return told and bool(message.text.strip())
