"""Another front of a city, as the generic webhook channel meets it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.channels.served import served

SHARED = "a secret that both sides know, 32 signs"
BREAK = "break"


def signed(body: bytes, now: float, secret: str = SHARED) -> dict[str, str]:
    """The headers as the description of the API has them, made without a line of ours."""
    stamp = str(int(now))
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Wenzheng-Timestamp": stamp, "X-Wenzheng-Signature": mac}


@dataclass
class Front:
    """What it was told; `faults` are what its next answers are: statuses, or a broken line."""

    url: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)
    unsigned: int = 0
    faults: list[int | str] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.Response:
        """Take a message, if it is signed."""
        body = await request.read()
        fault = self.faults.pop(0) if self.faults else None
        if fault == BREAK:
            assert request.transport
            request.transport.abort()
        if isinstance(fault, int):
            return web.Response(status=fault, headers={"Retry-After": "7"})
        stamp = request.headers["X-Wenzheng-Timestamp"]
        if signed(body, float(stamp))["X-Wenzheng-Signature"] != request.headers.get(
            "X-Wenzheng-Signature"
        ):
            self.unsigned += 1
            return web.Response(status=403)
        self.told.append(json.loads(body))
        return web.Response()


@asynccontextmanager
async def front() -> AsyncIterator[Front]:
    """A front on a port of its own."""
    made = Front()
    app = web.Application()
    app.add_routes([web.post("/messages", made.hear)])
    async with served(app) as address:
        made.url = f"http://{address}/messages"
        yield made


async def push(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, Any]:
    """A front's push; status and JSON of the answer."""
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=body, headers=headers) as response,
    ):
        return response.status, await response.json()
