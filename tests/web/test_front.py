"""What platforms post goes straight to their channels; all else goes the way of pages."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import BaseTestServer, TestServer, make_mocked_request

from bot.errors import StoreError
from bot.web.access_log import line
from bot.web.front import platforms_first

PATH = "/channels/there"
SAID = "王建国 says what breaks it"


async def called(request: web.BaseRequest) -> web.Response:
    """What a channel does with the bodies of this test."""
    said = await request.text()
    if said == "unkept":
        raise StoreError("the disk is full")
    if said == SAID:
        raise ValueError(said)
    if said == "large":
        raise web.HTTPRequestEntityTooLarge(max_size=1, actual_size=2)
    return web.Response(text=f"heard {said}")


@web.middleware
async def page(request: web.Request, handler: object) -> web.Response:
    """What stands around every page."""
    return web.Response(text=f"page {request.method}", status=404)


@pytest.fixture
async def front() -> AsyncIterator[BaseTestServer]:
    """A web server whose application has only pages, behind the front."""
    app = web.Application(middlewares=[page])
    async with TestServer(app) as server:
        assert server.runner is not None
        inner = server.runner.server
        assert inner is not None
        routes = [web.post(PATH, called), web.get(PATH, called)]
        inner.request_handler = platforms_first(routes, inner.request_handler)
        yield server


@pytest.mark.parametrize(
    ("method", "path", "body", "answer"),
    [
        ("POST", PATH, "a push", (200, "heard a push")),
        ("POST", f"{PATH}?nonce=1", "a push", (200, "heard a push")),
        ("GET", PATH, "", (404, "page GET")),
        ("POST", f"{PATH}/more", "a push", (404, "page POST")),
        ("POST", PATH, "unkept", (503, "")),
        ("POST", PATH, "large", (413, "Maximum request body size 1 exceeded.")),
    ],
)
async def test_only_what_is_posted_to_a_channel_passes_the_pages_by(
    front: BaseTestServer, method: str, path: str, body: str, answer: tuple[int, str]
) -> None:
    """Its query says nothing about where it goes; a refusal is told by its status."""
    async with (
        ClientSession() as session,
        session.request(method, front.make_url(path), data=body) as response,
    ):
        assert (response.status, await response.text()) == answer


async def test_who_asks_whether_the_body_may_come_is_told(front: BaseTestServer) -> None:
    """`Expect: 100-continue` is the application's to answer: there it finds the same routes."""
    async with (
        ClientSession() as session,
        session.post(front.make_url(PATH), data="a push", expect100=True) as response,
    ):
        assert await response.text() == "page POST"


async def test_the_access_log_tells_the_declared_address() -> None:
    """Of what was asked for, nothing."""
    front = platforms_first([web.post(PATH, called)], called)
    request = make_mocked_request("POST", f"{PATH}?token=SECRET")
    handling = front(request)
    assert line(request) == ("POST", PATH)
    assert isinstance(await handling, web.Response)


async def test_what_breaks_is_told_without_what_somebody_wrote(
    front: BaseTestServer, caplog: pytest.LogCaptureFixture
) -> None:
    """The platform and the log get a reference."""
    async with (
        ClientSession() as session,
        session.post(front.make_url(f"{PATH}?token=SECRET"), data=SAID) as response,
    ):
        told = await response.text()
    assert response.status == 500
    reference = told.removeprefix("unexpected, reference ")
    assert reference in caplog.text
    for secret in (SAID, "SECRET"):
        assert secret not in caplog.text + told
