"""The web server: puts the rooms, the headers and the error page together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable

from aiohttp import web

from bot.rounds import carrying_on
from bot.tickets import phrases
from bot.web import SERVICE, Service, files, health, pages, static
from bot.web.access_log import AccessLog
from bot.web.desk import page as desk
from bot.web.posted import platforms_first
from bot.web.problems import explain
from bot.web.residents import chat, message_page, stream, subscribing, ticket_page, widget
from bot.web.security import add_headers
from bot.web.sockets import SOCKETS, close_all

SMALL_BODY = 512 * 1024
Rooms = Callable[[Service], Iterable[web.AbstractRouteDef]]
ROOMS: tuple[Rooms, ...] = (
    chat.routes,
    stream.routes,
    widget.routes,
    ticket_page.routes,
    files.routes,
    health.routes,
    message_page.routes,
    subscribing.routes,
    desk.routes,
)
"""Each room of the web server tells its own routes."""


def build(service: Service) -> web.Application:
    """The whole web application, as `runner_of` runs it.

    A stop closes the live connections at once, so that the process ends within seconds.
    """
    app = web.Application(middlewares=[explain], client_max_size=SMALL_BODY)
    app[SERVICE] = service
    app[SOCKETS] = set()
    app.add_routes([web.get("/static/{edition}/{name}", static.serve)])
    for rooms in ROOMS:
        app.add_routes(rooms(service))
    for channel in service.channels.values():
        app.add_routes(channel.routes())
    app.cleanup_ctx.append(_made_ready)
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(close_all)
    return app


async def runner_of(service: Service) -> web.AppRunner:
    """A runner of the whole web server: what platforms post to their channels, and the pages."""
    app = build(service)
    runner = web.AppRunner(app, access_log_class=AccessLog, shutdown_timeout=5.0)
    await runner.setup()
    if runner.server is None:
        raise RuntimeError("a runner that was set up has a server")
    pages = runner.server.request_handler
    runner.server.request_handler = platforms_first(app.router.routes(), pages)
    return runner


async def _made_ready(_: web.Application) -> AsyncIterator[None]:
    """Make pages and lists ready in threads, beside what comes in: nothing waits for it."""
    getting_ready = asyncio.gather(
        _ready("the lists of words", phrases.make_ready),
        _ready("the layouts of the pages", pages.make_ready),
        _ready("the files in bot/web/static", static.make_ready),
    )
    yield
    await getting_ready


async def _ready(what: str, make: Callable[[], None]) -> None:
    # Whatever needs it tries again, and answers with an error of its own where that fails too.
    with carrying_on(f"{what} could not be made ready"):
        await asyncio.to_thread(make)
