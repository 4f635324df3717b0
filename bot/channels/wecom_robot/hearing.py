"""Hears the long connection: one conversation after its own order, all of them side by side."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Callable

from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
from bot.channels.wecom_robot.carrying import Carrier, Pressed
from bot.channels.wecom_robot.connection import Connection, Patience
from bot.channels.wecom_robot.decode import Entered, Press, Unreadable, meaning_of
from bot.channels.wecom_robot.lent import House
from bot.channels.wecom_robot.line import Callback
from bot.channels.wecom_robot.pacing import Pace
from bot.channels.wecom_robot.reception import Reception, reply_of
from bot.errors import StoreError
from bot.logs import place_of
from bot.models import InboundMessage

log = logging.getLogger(__name__)
RESPOND, WELCOME = "aibot_respond_msg", "aibot_respond_welcome_msg"
GRACE_SECONDS = 5.0


class Hearing:
    """What becomes of a callback; `name` is the robot's own, as it stands in mentions."""

    def __init__(
        self,
        connection: Connection,
        carrier: Carrier,
        pace: Pace,
        house: House,
        name: str,
        patience: Patience,
        clock: Callable[[], float],
    ) -> None:
        self._connection = connection
        self._carrier = carrier
        self._pace = pace
        self._house = house
        self._name = name
        self._patience = patience
        self._clock = clock
        self._reception: Reception | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def begin(self, reception: Reception) -> None:
        """From now on what is heard is taken in."""
        self._reception = reception

    def hear(self, callback: Callback) -> None:
        """Something came: it is taken in by itself, so that the next can be heard."""
        task = asyncio.create_task(self._attempt(callback, self._clock()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Let what is in hand come to its end, for some seconds."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _attempt(self, callback: Callback, heard_at: float) -> None:
        reception = self._reception
        if reception is None:
            return
        try:
            await self._take(reception, callback, heard_at)
        except StoreError as error:
            log.error("a message could not be kept, and does not come again: %s", error)
        except Exception as error:  # noqa: BLE001 - one message must not deafen us
            log.error("a message could not be handled: %s", place_of(error))

    async def _take(self, reception: Reception, callback: Callback, heard_at: float) -> None:
        try:
            meaning = meaning_of(callback.body, self._name)
        except Unreadable:
            await reception.set_aside(callback.body, "it names nobody")
            return
        if isinstance(meaning, Entered):
            # Five seconds, and nothing to look up: before anything else.
            await self._welcome(callback)
        elif isinstance(meaning, Press):
            until = heard_at + self._patience.event
            pressed = Pressed(callback.req_id, meaning.task, until)
            self._carrier.pressed(meaning.message.sender, pressed)
            async with self._turns[meaning.message.sender]:
                await reception.take(meaning.message, callback.body)
        elif meaning is not None:
            async with self._turns[meaning.sender]:
                await self._receive(reception, meaning, callback, heard_at)

    async def _receive(
        self, reception: Reception, message: InboundMessage, callback: Callback, heard_at: float
    ) -> None:
        receipt = await reception.take(message, callback.body)
        if receipt is None or not receipt.replies:
            return
        text = reply_of(receipt)
        late = self._clock() - heard_at > self._patience.reply
        if text and not late and await self._reply(message.sender, text, callback.req_id):
            await reception.answered(receipt)
        else:
            await reception.left(receipt)

    async def _reply(self, conversation: str, text: str, req_id: str) -> bool:
        """Whether the reply went out as the answer to its message, complete at once."""
        if self._pace.take(conversation):
            return False
        stream = {"id": secrets.token_hex(8), "finish": True, "content": text}
        try:
            await self._connection.ask(RESPOND, {"msgtype": "stream", "stream": stream}, req_id)
        except (ApiError, NotSent, NoAnswer) as error:
            log.info("a reply went into no response and is sent by itself: %s", error)
            return False
        return True

    async def _welcome(self, callback: Callback) -> None:
        words = {"content": self._house.say("wecom_robot.welcome")}
        try:
            await self._connection.ask(WELCOME, {"msgtype": "text", "text": words}, callback.req_id)
        except (ApiError, NotSent, NoAnswer) as error:
            log.info("a welcome did not arrive: %s", error)
