"""One WebSocket to the platform: frames out, answers matched by their req_id, callbacks in.

智能机器人长连接 (developer.work.weixin.qq.com, document 101463): JSON text frames
`{cmd, headers: {req_id}, body}`; an answer has no `cmd`, only the req_id of what it answers.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.channels.tencent.errors import BUSY, ApiError, NoAnswer, NotSent

log = logging.getLogger(__name__)
LARGEST_FRAME = 4 << 20
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Callback:
    """What the platform tells us of its own accord; its `req_id` is how it can be answered."""

    cmd: str
    req_id: str
    body: Body


class Line:
    """A connection that is open; `ack_seconds` is how long an answer may take."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, ack_seconds: float) -> None:
        self._socket = socket
        self._ack_seconds = ack_seconds
        self._waiting: dict[str, asyncio.Future[Body]] = {}

    async def ask(self, cmd: str, body: Body, req_id: str = "") -> Body:
        """Send a frame; the body of its answer.

        `req_id` is that of the callback that is answered, else one of our own. Raises `ApiError`
        where the platform refuses, `NotSent` or `NoAnswer`.
        """
        req_id = req_id or f"{cmd}_{secrets.token_hex(8)}"
        answered = asyncio.get_running_loop().create_future()
        self._waiting[req_id] = answered
        try:
            await self._send({"cmd": cmd, "headers": {"req_id": req_id}, "body": body})
            async with asyncio.timeout(self._ack_seconds):
                answer = await answered
        except TimeoutError:
            raise NoAnswer("no answer in time") from None
        finally:
            self._waiting.pop(req_id, None)
        return _body_of(answer)

    async def callbacks(self) -> AsyncIterator[Callback]:
        """What the platform tells us, until the connection ends."""
        try:
            async for message in self._socket:
                if message.type is aiohttp.WSMsgType.TEXT and (found := self._read(message.data)):
                    yield found
        finally:
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(NoAnswer("the connection broke off"))

    async def close(self) -> None:
        """Hang up."""
        await self._socket.close()

    async def _send(self, frame: Body) -> None:
        if self._socket.closed:
            raise NotSent("the connection is closed")
        try:
            await self._socket.send_str(json.dumps(frame, ensure_ascii=False))
        except (ConnectionError, aiohttp.ClientError, RuntimeError):
            raise NotSent("the connection is closed") from None

    def _read(self, text: str) -> Callback | None:
        try:
            frame = json.loads(text)
            headers = frame.get("headers") or {}
            cmd, req_id = str(frame.get("cmd") or ""), str(headers.get("req_id") or "")
        except (ValueError, AttributeError, RecursionError):
            log.warning("a frame could not be read and is left aside")
            return None
        if not cmd:
            waiting = self._waiting.get(req_id)
            if waiting is not None and not waiting.done():
                waiting.set_result(frame)
            return None
        body = frame.get("body")
        return Callback(cmd, req_id, body if isinstance(body, dict) else {})


def _body_of(answer: Body) -> Body:
    code = answer.get("errcode", 0)
    if code != 0:
        number = code if isinstance(code, int) else BUSY
        raise ApiError(number, str(answer.get("errmsg", ""))[:300])
    body = answer.get("body")
    return body if isinstance(body, dict) else {}
