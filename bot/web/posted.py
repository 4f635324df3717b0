"""What platforms post goes straight to their channels, past all that pages need."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import cast

from aiohttp import hdrs, web

from bot.errors import Refused, StoreError
from bot.web.problems import TOO_MANY, report

log = logging.getLogger("wenzheng.web")
Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
PLATFORMS = "/channels/"
"""Where platforms call us, hundreds of times a second on a bad day."""
POSTED: web.RequestKey[str] = web.RequestKey("posted", str)
"""The declared address that a platform has posted to."""


def platforms_first(routes: Iterable[web.AbstractRoute], pages: Handler) -> Handler:
    """A handler that takes what is posted to the platforms' `routes`, and leaves all else to
    `pages`.

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


def _posted(routes: Iterable[web.AbstractRoute]) -> Mapping[str, Handler]:
    return {
        route.resource.canonical: cast("Handler", route.handler)
        for route in routes
        if route.method == hdrs.METH_POST
        and route.resource is not None
        and route.resource.canonical.startswith(PLATFORMS)
    }


async def _answered(request: web.BaseRequest, handler: Handler) -> web.StreamResponse:
    """A channel's response; where it has none, a sentence for whoever looks after the caller."""
    try:
        return await handler(request)
    except (web.HTTPException, ConnectionResetError, TimeoutError):
        raise
    except web.RequestPayloadError:
        return _said(400, "malformed", "the body is not what its headers say")
    except Refused as refusal:
        status = 429 if refusal.reason == TOO_MANY else 409
        return _said(status, refusal.reason, "refused: send it later", retry_after=60)
    except StoreError as failure:
        log.error("the store failed: %s", failure)
        return _said(503, "not_kept", "nothing could be kept: send it again", retry_after=5)
    except Exception as failure:  # noqa: BLE001 - the last net, as below every page
        return _said(500, "unexpected", f"unexpected, reference {report(failure)}")


def _said(status: int, code: str, sentence: str, *, retry_after: int = 0) -> web.Response:
    headers = {hdrs.RETRY_AFTER: str(retry_after)} if retry_after else {}
    return web.json_response({"error": sentence, "code": code}, status=status, headers=headers)
