"""Takes a push in and finds its reply within the platform's five seconds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec import structs

from bot.channels import Intake, Receipt
from bot.channels.tencent.pushes import Fields, Unreadable
from bot.channels.wechat.decode import NAME
from bot.channels.wechat.encode import LONGEST_TEXT, size
from bot.channels.wechat.events import Aside, Consent, Left, Meaning, Notified, meanings_of
from bot.channels.wechat.reply import Reply, put_together
from bot.channels.wechat.turns import Turns
from bot.channels.wechat.under_way import Bells, UnderWay
from bot.channels.wechat.windows import Allowances
from bot.errors import Refused
from bot.logs import place_of
from bot.models import InboundMessage, InboxState, Outbound

if TYPE_CHECKING:
    from bot.channels.wechat.lent import House

log = logging.getLogger(__name__)
BRAKE_SECONDS = 60.0
"""How long a message waits whose sender writes faster than anybody can; it is not lost."""
GATHER_SECONDS = 0.1
LAST_ATTEMPT = 3
"""The platform sends a push that is not answered three times in all."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: the platform hangs up after five, and sends the same push again."""

    answer: float = 4.2
    hold: float = 5.6


NOTHING = Reply()


class Answer(msgspec.Struct, frozen=True):
    """What a push is answered with: a reply, words of our own, or nothing but thanks."""

    receipt: Receipt | None = None
    reply: Reply = NOTHING
    words: str = ""

    @property
    def text(self) -> str:
        """The text of the response; empty for none."""
        return self.reply.text or self.words


class Reception:
    """The way from a push to the intake, and back within the same response.

    `may_send` tells whether a slow answer can follow soon by a message of its own; where it cannot,
    the platform's own retries are what it travels in. `template` is the notice that residents may
    allow, empty for none.
    """

    def __init__(
        self,
        intake: Intake,
        house: House,
        allowances: Allowances,
        may_send: Callable[[], bool],
        patience: Patience,
        template: str = "",
    ) -> None:
        self._intake = intake
        self._house = house
        self._allowances = allowances
        self._may_send = may_send
        self._patience = patience
        self._template = template
        self._turns = Turns()
        self._bells = Bells()
        self._under_way: dict[str, UnderWay] = {}
        self._errands: set[asyncio.Task[None]] = set()
        self._written: list[Outbound] = []

    def now(self) -> float:
        """The loop's time."""
        return self._bells.loop.time()

    async def take(self, fields: Fields, began: float) -> Answer:
        """Take a push in that came at `began` (the loop's time).

        Raises `StoreError` where nothing could be kept: it must not be acknowledged.
        """
        answer = Answer()
        try:
            meanings = meanings_of(fields, self._allowances)
        except Unreadable:
            log.warning("a push that names nobody, or no time, is let go")
            return answer
        for meaning in meanings:
            answer = await self._mean(meaning, began)
        return answer

    def written(self, answer: Answer, *, arrived: bool) -> None:
        """The response was written, or (not `arrived`) its connection had gone."""
        receipt, reply = answer.receipt, answer.reply
        if receipt is None:
            return
        if arrived and reply.carried:
            self._note(receipt, reply.carried)
        if reply.rest:
            self._run(self._intake.left(structs.replace(receipt, replies=reply.rest)))

    async def stop(self) -> None:
        """Finish what is under way."""
        while waiting := [*self._errands, *(each.task for each in self._under_way.values())]:
            await asyncio.gather(*waiting, return_exceptions=True)
            await asyncio.sleep(0)

    async def _mean(self, meaning: Meaning, began: float) -> Answer:
        match meaning:
            case InboundMessage():
                return await self._receive(meaning, began)
            case Left(address):
                await self._intake.gone(NAME, address)
            case Aside(message, why):
                log.warning("%s", why)
                await self._intake.keep(message, why, None)
            case Consent(address, template, given, at, said):
                await self._house.consents.decided(address, template, given, at, said)
            case Notified(_, notice, arrived):
                await self._house.consents.became(notice, arrived)
        return Answer()

    async def _receive(self, message: InboundMessage, began: float) -> Answer:
        under_way = self._under_way.get(message.external_id) or self._begin(message)
        under_way.pushes += 1
        under_way.abandoned = False
        last = under_way.pushes >= LAST_ATTEMPT
        hold = self._may_send() or last
        until = began + (self._patience.answer if hold else self._patience.hold)
        if not await under_way.settled(until):
            under_way.abandoned = True
            return Answer(words=self._house.say("wechat.working") if last and hold else "")
        receipt = under_way.task.result()
        filed = any(row.content.attachments for row in receipt.replies)
        reply = put_together(
            receipt.replies,
            self._house.page,
            may_send=self._may_send(),
            files_stay=self._house.say("wechat.files_stay") if filed else "",
        )
        words = self._words_for_later(message, receipt)
        if self._template:
            reply = await self._asking_for_consent(reply)
        return Answer(receipt, reply, words)

    def _begin(self, message: InboundMessage) -> UnderWay:
        number = message.external_id
        under_way = UnderWay(self._kept(message), partial(self._done, number), self._bells)
        self._under_way[number] = under_way
        return under_way

    def _words_for_later(self, message: InboundMessage, receipt: Receipt) -> str:
        """What is said of words that lie in the inbox, not handled yet; a photograph needs none."""
        waits = receipt.inbox_id and receipt.state is InboxState.RECEIVED
        if not waits or receipt.replies or message.media:
            return ""
        follows = self._may_send()
        return self._house.say("conversation.kept_for_later" if follows else "wechat.working")

    async def _asking_for_consent(self, reply: Reply) -> Reply:
        """Where a ticket's page is named, say that it can also be had that WeChat calls back."""
        about = [row for row in reply.carried if row.content.link]
        asked = self._house.say("wechat.ask_consent")
        if not about or size(reply.text) + size(asked) + 2 > LONGEST_TEXT:
            return reply
        if await self._house.consents.has(about[0].address, self._template):
            return reply
        return structs.replace(reply, text=f"{reply.text}\n\n{asked}")

    async def _kept(self, message: InboundMessage) -> Receipt:
        with await self._turns.turn(message):
            try:
                return await self._intake.receive(message)
            except Refused as refused:
                return await self._intake.keep(message, refused.reason, BRAKE_SECONDS)

    def _note(self, receipt: Receipt, carried: tuple[Outbound, ...]) -> None:
        """Note what was written; what many responses of one moment carried, in one transaction."""
        if not self._written:
            self._run(self._note_all(receipt))
        self._written += carried

    async def _note_all(self, receipt: Receipt) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        written, self._written = tuple(self._written), []
        await self._intake.answered(structs.replace(receipt, replies=written))

    def _done(self, external_id: str, under_way: UnderWay) -> None:
        del self._under_way[external_id]
        nobody_waits = under_way.abandoned and not under_way.is_waited_for
        if not nobody_waits or under_way.task.cancelled():
            return
        if error := under_way.task.exception():
            log.error("a message could not be kept after its response: %s", place_of(error))
        elif replies := under_way.task.result().replies:
            # Nobody waits any more: the answer is sent, or waits for the next message.
            log.info("%s replies came after their response", len(replies))
            self._run(self._intake.left(under_way.task.result()))

    def _run(self, errand: object) -> None:
        task = asyncio.ensure_future(self._attempt(errand))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _attempt(self, errand: object) -> None:
        try:
            await errand  # type: ignore[misc]
        except Exception as error:  # noqa: BLE001 - what is not noted is sent again, at most once
            log.error("a reply's outcome is not kept: %s", place_of(error))
