"""What a platform is answered is what the library's own response says, to the byte."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.channels.answering import all_is_well

SAID = [("", "text/plain"), ("success", "text/plain"), ("<xml>您好</xml>", "text/xml")]
TEXTS = dict(enumerate(SAID))


async def said(request: web.Request) -> web.StreamResponse:
    """What is under test."""
    return all_is_well(request, *TEXTS[int(request.match_info["which"])])


async def by_the_library(request: web.Request) -> web.StreamResponse:
    """The same, said by the library."""
    text, content_type = TEXTS[int(request.match_info["which"])]
    return web.Response(text=text, content_type=content_type) if text else web.Response()


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    """Both, beside each other."""
    app = web.Application()
    app.add_routes([web.post("/ours/{which}", said), web.post("/theirs/{which}", by_the_library)])
    async with TestServer(app) as running:
        yield running


async def _raw(server: TestServer, request: str) -> str:
    """All that comes back until the server closes, but for when it was."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(request.encode())
    await writer.drain()
    told = (await reader.read()).decode()
    writer.close()
    return re.sub(r"Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n", "Date: now\r\n", told)


def _post(side: str, which: int, version: str, connection: str) -> str:
    length = "Host: here\r\nContent-Length: 0\r\n"
    return f"POST /{side}/{which} HTTP/{version}\r\n{length}Connection: {connection}\r\n\r\n"


@pytest.mark.parametrize("which", TEXTS)
@pytest.mark.parametrize("version", ["1.1", "1.0"])
async def test_it_is_what_the_library_says(server: TestServer, which: int, version: str) -> None:
    """To whoever goes on, twice on one connection, and to whoever goes."""
    told = [
        await _raw(
            server,
            _post(side, which, version, "keep-alive") * 2 + _post(side, which, version, "close"),
        )
        for side in ("ours", "theirs")
    ]
    assert told[0] == told[1]
    assert told[0].count("HTTP/") == told[0].count("200 OK") == told[0].count("Date: now") == 3


async def test_a_client_hears_it_on_one_connection(server: TestServer) -> None:
    """However many calls there are."""
    async with ClientSession() as session:
        for which, (text, _) in TEXTS.items():
            async with session.post(server.make_url(f"/ours/{which}")) as response:
                assert (response.status, await response.text()) == (200, text)
