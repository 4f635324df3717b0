"""Carries one row of the outbox to its chat, part by part, each at its turn."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram.error import TelegramError

from bot.channels.telegram.buttons import Sign
from bot.channels.telegram.calls import RawBot
from bot.channels.telegram.decode import Door, Presence, external_id
from bot.channels.telegram.encode import Part, Words, encode
from bot.channels.telegram.failures import UNREACHABLE_SECONDS, facts_of
from bot.channels.telegram.pacing import Pace
from bot.channels.telegram.placing import Topics
from bot.channels.telegram.saying import Voice
from bot.channels.telegram.uploads import Uploads
from bot.errors import SendError
from bot.models import Facts, Outbound

HOLDING_SECONDS = 8.0
"""How long a message's further parts may wait in our hand, rather than in the outbox."""
REMEMBERED = 1_000


@dataclass(slots=True)
class Progress:
    """How far a row has come: the parts that are there, and the one that can be replied to."""

    parts: int = 0
    platform_id: str = ""


class Carrier:
    """Sends what the outbox holds; remembers which parts of a row have arrived.

    After a restart that is forgotten: the parts of the rows then in flight are sent again.
    """

    def __init__(
        self,
        bot: RawBot,
        pace: Pace,
        sign: Sign,
        uploads: Uploads,
        clock: Callable[[], float],
    ) -> None:
        self._pace = pace
        self._sign = sign
        self._uploads = uploads
        self._clock = clock
        self._voice = Voice(bot)
        self._topics = Topics(bot, clock)
        self._progress: OrderedDict[int, Progress] = OrderedDict()

    def notice(self, change: Door | Presence) -> None:
        """Somebody has closed a topic, or opened it; or has let us do more in a group, or less."""
        if isinstance(change, Door):
            self._topics.heard(change.address, change.topic, shut=change.shut)
        else:
            self._topics.ask_again(change.address)

    async def carry(self, outbound: Outbound) -> Facts:
        """Send what is left of a row. Raises `SendError`."""
        try:
            parts = encode(outbound.content, outbound.address, self._sign)
        except ValueError as error:
            raise SendError(str(error)) from error
        if self._topics.wanted(outbound):
            outbound = await self._make_topic(outbound)
        progress = self._progress.pop(outbound.id, Progress())
        until = self._clock() + HOLDING_SECONDS
        try:
            for at in range(progress.parts, len(parts)):
                await self._wait_for_turn(outbound.address, until if at > 0 else 0.0)
                sent = await self._send(parts[at], outbound)
                if sent and (isinstance(parts[at], Words) or not progress.platform_id):
                    progress.platform_id = sent
                progress.parts = at + 1
            await self._see_to_topic(outbound)
        except BaseException as error:
            # Also where the sender's own time-out cancels us: it will come back with this row.
            if not isinstance(error, SendError) or _comes_again(error):
                self._remember(outbound.id, progress)
            raise
        return Facts(platform_id=progress.platform_id, topic=outbound.topic)

    async def _make_topic(self, outbound: Outbound) -> Outbound:
        """Make the ticket's topic, and let the store know of it before anything is said in it.

        Raises `SendError` with the topic: the row comes again at once and goes there.
        """
        await self._wait_for_turn(outbound.address, 0.0)
        try:
            topic = await self._topics.make(outbound)
        except TelegramError as error:
            raise self._heed(error) from error
        if topic:
            raise SendError("a topic was made", untried=True, retry_after=0.0, topic=topic)
        return outbound

    async def _see_to_topic(self, outbound: Outbound) -> None:
        """Name the ticket's topic as its card is headed; close it once all is done there."""
        if not outbound.content.card:
            return
        topics = self._topics
        for amiss, mend in ((topics.misnamed, topics.name), (topics.ajar, topics.shut)):
            if amiss(outbound):
                await self._wait_for_turn(outbound.address, 0.0)
                await self._attended(mend(outbound))

    async def _attended(self, call: Awaitable[None]) -> None:
        try:
            await call
        except TelegramError as error:
            raise self._heed(error) from error

    def _remember(self, outbox_id: int, progress: Progress) -> None:
        if progress.parts:
            self._progress[outbox_id] = progress
            while len(self._progress) > REMEMBERED:
                self._progress.popitem(last=False)

    async def _wait_for_turn(self, chat: str, until: float) -> None:
        while wait := self._pace.take(chat):
            if self._clock() + wait > until:
                raise SendError("waiting for its turn", untried=True, retry_after=wait)
            await asyncio.sleep(wait)

    async def _send(self, part: Part, outbound: Outbound) -> str:
        if self._topics.closed_by_hand(outbound):
            await self._attended(self._topics.open(outbound))
        try:
            try:
                sent = await self._attempt(part, outbound)
            except TelegramError as error:
                if not outbound.topic:
                    raise
                mended = await self._topics.mend(outbound, error)
                sent = await self._attempt(part, mended)
        except TelegramError as error:
            raise self._heed(error) from error
        return external_id(int(outbound.address), sent) if sent else ""

    async def _attempt(self, part: Part, outbound: Outbound) -> int:
        if isinstance(part, Words):
            return await self._voice.say(part, outbound)
        return await self._uploads.send(part, outbound)

    def _heed(self, error: TelegramError) -> SendError:
        facts = facts_of(error)
        if facts.untried:
            # One request has met it: none of the others needs to try.
            self._pace.pause(facts.retry_after or UNREACHABLE_SECONDS)
        return facts


def _comes_again(error: SendError) -> bool:
    return error.untried or error.retryable or error.unknown
