"""The address that WeCom calls where the robot has no long connection: verified, kept, replied to.

智能机器人接收消息 (document 100719), 被动回复 (101031): JSON in an envelope for nobody.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web
from msgspec.structs import replace

from bot.channels import Receipt
from bot.channels.bodies import body_of
from bot.channels.tencent.crypto import Envelope, Unverified
from bot.channels.tencent.signature import is_signed, sign
from bot.channels.wecom_robot.cards import LONGEST_WORDS, notice
from bot.channels.wecom_robot.decode import Entered, Press, Unreadable, conversation_of, meaning_of
from bot.channels.wecom_robot.lent import House
from bot.channels.wecom_robot.reception import Reception, reply_of
from bot.errors import StoreError
from bot.logs import place_of
from bot.settings.shape import WecomRobot

log = logging.getLogger(__name__)
PATH = "/channels/wecom-robot"
LARGEST = 256 * 1024
PATIENCE_SECONDS = 4.0
"""The platform hangs up after five, and calls again; what is kept by then is sent by itself."""

Body = dict[str, Any]


class Callback:
    """`reception` gives who takes messages in, None while we do not listen yet."""

    def __init__(
        self, settings: WecomRobot, house: House, reception: Callable[[], Reception | None]
    ) -> None:
        self._settings = settings
        self._house = house
        self._reception = reception
        self._envelope = Envelope(settings.encoding_key, "", settings.previous_key)
        self._late: set[asyncio.Task[Receipt | None]] = set()
        self.refused = 0

    def routes(self) -> list[web.AbstractRouteDef]:
        """The one address, asked to prove itself and posted to."""
        return [web.get(PATH, self.prove), web.post(PATH, self.receive)]

    async def prove(self, request: web.Request) -> web.Response:
        """The console's verification: what its envelope holds, byte for byte, or 403."""
        try:
            message = self._opened(request, request.query.get("echostr", ""))
        except Unverified:
            return self._refuse()
        return web.Response(body=message, content_type="text/plain")

    async def receive(self, request: web.Request) -> web.Response:
        """The reply once the message is kept; empty where that takes longer than is waited for.

        403 for what is not the platform's, 400 for what says nothing, 503 where nothing could be
        kept: only then is it called again.
        """
        reception = self._reception()
        if reception is None:
            return web.Response(status=503, headers={"Retry-After": "1"})
        try:
            posted = await body_of(request, LARGEST)
            if posted is None:
                return web.Response(status=400)
            body = self._read(request, posted)
        except Unverified:
            return self._refuse()
        except ValueError:
            return web.Response(status=400)
        try:
            return await self._answer(reception, body)
        except StoreError as error:
            log.error("a message could not be kept: %s", error)
            return web.Response(status=503, headers={"Retry-After": "1"})
        except Exception as error:  # noqa: BLE001 - never a page of HTML, never a traceback
            log.error("a message could not be handled: %s", place_of(error))
            return web.Response(status=503, headers={"Retry-After": "1"})

    async def _answer(self, reception: Reception, body: Body) -> web.Response:
        try:
            meaning = meaning_of(body, self._settings.name)
        except Unreadable:
            await reception.set_aside(body, "it names nobody")
            return web.Response()
        if isinstance(meaning, Entered):
            words = {"content": self._house.say("wecom_robot.welcome")}
            return self._closed({"msgtype": "text", "text": words})
        if meaning is None:
            return web.Response()
        await self._keep_address(body)
        task = meaning.task if isinstance(meaning, Press) else ""
        message = (
            replace(meaning.message, at_once=LONGEST_WORDS)
            if isinstance(meaning, Press)
            else meaning
        )
        taking = asyncio.create_task(reception.take(message, body))
        done, _ = await asyncio.wait({taking}, timeout=PATIENCE_SECONDS)
        if not done:
            # What it causes is sent by itself, once the sender takes it over.
            self._late.add(taking)
            taking.add_done_callback(self._landed)
            return web.Response()
        return await self._reply(reception, taking.result(), task)

    def _landed(self, taking: asyncio.Task[Receipt | None]) -> None:
        self._late.discard(taking)
        if not taking.cancelled() and (error := taking.exception()) is not None:
            log.error("a message could not be kept in time: %s", place_of(error))

    async def _keep_address(self, body: Body) -> None:
        url = body.get("response_url")
        if not isinstance(url, str) or not url:
            return
        try:
            await self._house.answers.keep(conversation_of(body), url)
        except StoreError as error:
            # The message itself may still go into the journal.
            log.error("a way to answer could not be kept: %s", error)

    async def _reply(
        self, reception: Reception, receipt: Receipt | None, task: str
    ) -> web.Response:
        text = reply_of(receipt)
        if receipt is None or not receipt.replies:
            return web.Response()
        if not text:
            await reception.left(receipt)
            return web.Response()
        await reception.answered(receipt)
        if task:
            card = notice(text, task, self._house.home)
            return self._closed({"response_type": "update_template_card", "template_card": card})
        stream = {"id": secrets.token_hex(8), "finish": True, "content": text}
        return self._closed({"msgtype": "stream", "stream": stream})

    def _read(self, request: web.Request, raw: bytes) -> Body:
        """What the platform says. Raises `Unverified`, or `ValueError` for no JSON object."""
        try:
            encrypted = json.loads(raw)["encrypt"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Unverified("there is no envelope") from None
        plain = self._opened(request, str(encrypted))
        try:
            body = json.loads(plain.decode("utf-8", "replace"), strict=False)
        except RecursionError:
            raise ValueError("nested too deep") from None
        if not isinstance(body, dict):
            raise ValueError("no object")
        return body

    def _opened(self, request: web.Request, encrypted: str) -> bytes:
        query = request.query
        parts = (query.get("timestamp", ""), query.get("nonce", ""), encrypted)
        if not is_signed(query.get("msg_signature", ""), self._settings.token, *parts):
            raise Unverified("the signature is not the platform's")
        return self._envelope.open(encrypted)

    def _closed(self, reply: Body) -> web.Response:
        plain = json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace")
        encrypted, now, nonce = self._envelope.close(plain), int(time.time()), secrets.token_hex(8)
        signature = sign(self._settings.token, str(now), nonce, encrypted)
        envelope = {
            "encrypt": encrypted,
            "msgsignature": signature,
            "timestamp": now,
            "nonce": nonce,
        }
        return web.Response(text=json.dumps(envelope), content_type="text/plain")

    def _refuse(self) -> web.Response:
        self.refused += 1
        if self.refused in (1, 10) or self.refused % 1000 == 0:
            log.warning("%s calls that WeCom did not make were refused", self.refused)
        return web.Response(status=403)
