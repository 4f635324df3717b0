"""A front of a city beside the measured one: what is written there is answered by the outbox."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from bot.channels.webhook import PATH, Signing

SECRET = "a secret that both sides know, for a measurement"  # noqa: S105


@dataclass(slots=True)
class Front:
    """Its address for what the service says, and how often somebody wrote and was answered."""

    url: str = ""
    written: int = 0
    answered: int = 0

    @property
    def settings(self) -> dict[str, str]:
        """The variables by which a service knows this front."""
        return {"WENZHENG_WEBHOOK_SECRET": SECRET, "WENZHENG_WEBHOOK_URL": self.url}

    async def write(self, http: aiohttp.ClientSession, service: str, text: str) -> None:
        """Somebody writes to the service through this front."""
        self.written += 1
        push = {"id": f"front-{self.written}", "sender": f"person-{self.written}", "text": text}
        body = json.dumps(push, ensure_ascii=False).encode()
        headers = Signing(SECRET).headers(body, time.time())
        # What is not taken in is not answered, and shows in the count.
        with suppress(aiohttp.ClientError):
            async with http.post(f"{service}{PATH}", data=body, headers=headers) as response:
                await response.read()

    async def hear(self, _: web.Request) -> web.Response:
        """The service answers somebody."""
        self.answered += 1
        return web.Response()


@asynccontextmanager
async def front() -> AsyncIterator[Front]:
    """A front for as long as the block runs."""
    made = Front()
    app = web.Application()
    app.router.add_post("/", made.hear)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield made
    finally:
        await runner.cleanup()
