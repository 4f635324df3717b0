"""The webhook of a group robot in WeCom, with its limits and its ways to say no."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.channels.served import served

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
CUT = -99
"""A call that is never answered."""


@dataclass
class FakeWebhook:
    """The platform: 20 messages a minute for each robot, 4,096 bytes each."""

    url: str = ""
    told: list[str] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    calls: int = 0
    faults: list[int] = field(default_factory=list)
    gone: bool = False

    async def take(self, request: web.Request) -> web.Response:
        """One message."""
        self.calls += 1
        body = await request.json()
        fault = self.faults.pop(0) if self.faults else 0
        code = fault or self._code(request, body)
        if code == CUT:
            assert request.transport
            request.transport.abort()
        if code:
            self.refused.append(code)
            return web.json_response({"errcode": code, "errmsg": "x"})
        self.told.append(body["markdown"]["content"])
        self.at.append(time.monotonic())
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    def _code(self, request: web.Request, body: dict[str, Any]) -> int:
        now = time.monotonic()
        if request.query.get("key") != KEY or self.gone:
            return 93000
        if len([each for each in self.at if now - each < 60]) >= 20:
            return 45009
        if body["msgtype"] != "markdown":
            return 40008
        return 40058 if len(body["markdown"]["content"].encode()) > 4096 else 0


@asynccontextmanager
async def webhook() -> AsyncIterator[FakeWebhook]:
    """The platform on a port of this machine."""
    fake = FakeWebhook()
    app = web.Application()
    app.add_routes([web.post("/cgi-bin/webhook/send", fake.take)])
    async with served(app) as address:
        fake.url = f"http://{address}/cgi-bin/webhook/send?key={KEY}"
        yield fake
