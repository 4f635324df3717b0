"""What platforms post goes straight to their channels, past all that pages need."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import cast

from aiohttp import hdrs, web

from bot.errors import StoreError
from bot.web.problems import report

log = logging.getLogger("wenzheng.web")
Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
POSTED: web.RequestKey[str] = web.RequestKey("posted", str)
"""The declared address that a platform has posted to."""


def platforms_first(routes: Iterable[web.AbstractRouteDef], pages: Handler) -> Handler:
    """A handler that takes what is posted to these `routes`, and leaves all else to `pages`.

    To find a route among those of all pages, and to pass what stands around them, costs as much as
    reading the request and writing the response, and platforms post hundreds of times a second.
    """
    posted = _posted(routes)

    def handle(request: web.BaseRequest) -> Awaitable[web.StreamResponse]:
        handler = posted.get(request.path) if request.method == hdrs.METH_POST else None
        # Who asks first whether the body may come is told so by the application.
        if handler is None or hdrs.EXPECT in request.headers:
            return pages(request)
        request[POSTED] = request.path
        return _answered(request, handler)

    return handle


def _posted(routes: Iterable[web.AbstractRouteDef]) -> Mapping[str, Handler]:
    return {
        route.path: cast("Handler", route.handler)
        for route in routes
        if isinstance(route, web.RouteDef) and route.method == hdrs.METH_POST
    }


async def _answered(request: web.BaseRequest, handler: Handler) -> web.StreamResponse:
    """A channel's response; where it has none, no page: no person reads what is said to it."""
    try:
        return await handler(request)
    except (web.HTTPException, ConnectionResetError, TimeoutError):
        raise
    except StoreError as failure:
        log.error("the store failed: %s", failure)
        return web.Response(status=503, headers={"Retry-After": "5"})
    except Exception as failure:  # noqa: BLE001 - the last net, as below every page
        return web.Response(status=500, text=f"unexpected, reference {report(failure)}")
