"""What platforms post goes straight to their channels; all else goes the way of pages."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import BaseTestServer, TestServer, make_mocked_request

from bot.errors import Refused, StoreError
from bot.web.access_log import AccessLog, line
from bot.web.posted import platforms_first

PATH = "/channels/there"
SAID = "王建国 says what breaks it"


async def called(request: web.BaseRequest) -> web.Response:
    """What a channel does with the bodies of this test."""
    said = await request.text()
    if said == "unkept":
        raise StoreError("the disk is full")
    if said == SAID:
        raise ValueError(said)
    if said == "many":
        raise Refused("limits.too_many")
    if said == "withdrawn":
        raise Refused("actions.gone")
    if said == "large":
        raise web.HTTPRequestEntityTooLarge(max_size=1, actual_size=2)
    return web.Response(text=f"heard {said}")


@web.middleware
async def page(request: web.Request, handler: object) -> web.Response:
    """What stands around every page."""
    return web.Response(text=f"page {request.method}", status=404)


@pytest.fixture
async def town() -> AsyncIterator[BaseTestServer]:
    """A web server whose application has only pages, and a platform that posts past it."""
    app = web.Application(middlewares=[page])
    async with TestServer(app) as server:
        assert server.runner is not None
        inner = server.runner.server
        assert inner is not None
        inner.request_handler = platforms_first(routes(), inner.request_handler)
        yield server


def routes() -> Iterable[web.AbstractRoute]:
    """A channel's address, to be proved and posted to, and one of a page."""
    app = web.Application()
    app.add_routes([web.post(PATH, called), web.get(PATH, called), web.post("/api/here", called)])
    return app.router.routes()


@pytest.mark.parametrize(
    ("method", "path", "body", "answer"),
    [
        ("POST", PATH, "a push", (200, "heard a push")),
        ("POST", f"{PATH}?nonce=1", "a push", (200, "heard a push")),
        ("GET", PATH, "", (404, "page GET")),
        ("POST", f"{PATH}/more", "a push", (404, "page POST")),
        ("POST", "/api/here", "a push", (404, "page POST")),
        ("POST", PATH, "large", (413, "Maximum request body size 1 exceeded.")),
    ],
)
async def test_only_what_is_posted_to_a_channel_passes_the_pages_by(
    town: BaseTestServer, method: str, path: str, body: str, answer: tuple[int, str]
) -> None:
    """Its query says nothing about where it goes; a refusal is told by its status."""
    async with (
        ClientSession() as session,
        session.request(method, town.make_url(path), data=body) as response,
    ):
        assert (response.status, await response.text()) == answer


@pytest.mark.parametrize(
    ("said", "status", "code", "again"),
    [
        ("unkept", 503, "not_kept", "5"),
        ("many", 429, "limits.too_many", "60"),
        ("withdrawn", 409, "actions.gone", "60"),
    ],
)
async def test_what_a_channel_leaves_unsaid_is_one_sentence(
    town: BaseTestServer, said: str, status: int, code: str, again: str
) -> None:
    """For the program that posted, and whoever reads its log."""
    async with ClientSession() as session, session.post(town.make_url(PATH), data=said) as response:
        answer = await response.json()
    assert (response.status, answer["code"]) == (status, code)
    assert answer["error"]
    assert response.headers["Retry-After"] == again


async def test_a_body_that_is_not_what_it_says_is_refused(
    town: BaseTestServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Called compressed, and plain: nobody's fault here."""
    async with (
        ClientSession() as session,
        session.post(
            town.make_url(PATH), data=b"plain", headers={"Content-Encoding": "gzip"}
        ) as response,
    ):
        assert (response.status, (await response.json())["code"]) == (400, "malformed")
    assert "unexpected" not in caplog.text


async def test_who_asks_whether_the_body_may_come_is_told(town: BaseTestServer) -> None:
    """`Expect: 100-continue` is the application's to answer: there it finds the same routes."""
    async with (
        ClientSession() as session,
        session.post(town.make_url(PATH), data="a push", expect100=True) as response,
    ):
        assert await response.text() == "page POST"


async def test_the_access_log_tells_the_declared_address() -> None:
    """Of what was asked for, nothing."""
    front = platforms_first(routes(), called)
    request = make_mocked_request("POST", f"{PATH}?token=SECRET")
    handling = front(request)
    assert line(request) == ("POST", PATH)
    assert isinstance(await handling, web.Response)


async def test_the_access_log_tells_of_what_is_no_http() -> None:
    """A call that cannot be read has met no route."""
    request = make_mocked_request("POST", PATH)
    request._match_info = None
    assert line(request) == ("POST", "(no such page)")


@pytest.mark.parametrize(("level", "kept"), [(logging.INFO, True), (logging.WARNING, False)])
def test_a_line_that_nobody_keeps_is_not_made(level: int, kept: bool) -> None:
    """As the log of the service itself has it: the library then asks for none."""
    logger = logging.getLogger(f"tests.access.{level}")
    logger.setLevel(level)
    assert AccessLog(logger, "").enabled is kept


async def test_what_breaks_is_told_without_what_somebody_wrote(
    town: BaseTestServer, caplog: pytest.LogCaptureFixture
) -> None:
    """The platform and the log get a reference."""
    async with (
        ClientSession() as session,
        session.post(town.make_url(f"{PATH}?token=SECRET"), data=SAID) as response,
    ):
        told = (await response.json())["error"]
    assert response.status == 500
    reference = told.removeprefix("unexpected, reference ")
    assert reference in caplog.text
    for secret in (SAID, "SECRET"):
        assert secret not in caplog.text + told
