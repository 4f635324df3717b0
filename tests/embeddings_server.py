"""A server with the interface of OpenAI's embeddings, which says what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

SUBJECTS = ("水", "证", "电")
"""Each is one direction; a text points to those that it names, and a little to all."""


@dataclass(slots=True)
class Embeddings:
    """What the server was asked.

    `answer`, or a status, is sent instead of its own; `pause` seconds hold an answer back.
    """

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    answer: int | dict[str, Any] | None = None
    pause: float = 0.0

    async def embed(self, request: web.Request) -> web.Response:
        """`POST /v1/embeddings`."""
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("Authorization", ""))
        await asyncio.sleep(self.pause)
        if isinstance(self.answer, int):
            return web.Response(status=self.answer)
        if self.answer is not None:
            return web.json_response(self.answer)
        texts = self.asked[-1]["input"]
        rows = [
            {"object": "embedding", "index": at, "embedding": direction(text)}
            for at, text in enumerate(texts)
        ]
        # The order of an answer is not that of the question: `index` tells it.
        return web.json_response({"object": "list", "data": rows[::-1]})


def direction(text: str) -> list[float]:
    """Where the server puts a text."""
    return [10.0 * text.count(subject) + 0.1 for subject in SUBJECTS]


@asynccontextmanager
async def embeddings_server() -> AsyncIterator[Embeddings]:
    """The server for as long as the block runs."""
    told = Embeddings()
    app = web.Application()
    app.add_routes([web.post("/v1/embeddings", told.embed)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server = site._server
    assert isinstance(server, asyncio.Server)
    told.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield told
    finally:
        await runner.cleanup()
