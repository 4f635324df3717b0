"""The body of what a platform posts is read whole, however it comes, and never too much of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.channels.bodies import body_of

LARGEST = 300_000


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """A server that says how many bytes came, and whether they are what was sent."""

    async def count(request: web.Request) -> web.Response:
        body = await body_of(request, LARGEST)
        if body is None:
            return web.Response(text="too large")
        return web.Response(text=f"{len(body)} {set(body) <= {ord('x')}}")

    app = web.Application()
    app.router.add_post("/", count)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


@pytest.mark.parametrize("in_pieces", [False, True])
@pytest.mark.parametrize("size", [0, 1, LARGEST, LARGEST + 1, 3 * LARGEST])
async def test_as_much_is_read_as_may_come(address: str, size: int, *, in_pieces: bool) -> None:
    """Whether its length is told before it or not."""

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, size, 70_000):
            yield b"x" * min(70_000, size - start)

    data = pieces() if in_pieces else b"x" * size
    async with ClientSession() as session, session.post(address, data=data) as response:
        told = await response.text()
    assert told == ("too large" if size > LARGEST else f"{size} True")
