"""Tells machines how the service is: counts only, nobody's words."""

from __future__ import annotations

import asyncio
import logging
from ipaddress import ip_address
from typing import TYPE_CHECKING

from aiohttp import web

from bot import __version__
from bot.errors import StoreError
from bot.web import Service, service_of

if TYPE_CHECKING:
    from collections.abc import Iterable

log = logging.getLogger(__name__)
SECONDS = 5.0


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """The address for a load balancer or a watchdog."""
    return [web.get("/healthz", health)]


async def health(request: web.Request) -> web.Response:
    """`GET /healthz`: 200, or 503 with the reason; the counts are for this machine only."""
    try:
        async with asyncio.timeout(SECONDS):
            state = await service_of(request).state()
    except TimeoutError:
        return _unwell(f"the database does not answer within {SECONDS:.0f} s")
    except StoreError as failure:
        # Its text may name a path or a server, which is for the log only.
        log.error("/healthz: %s", failure)
        return _unwell("the database cannot be read; the log says why")
    told = state if _from_this_machine(request) else {}
    return web.json_response({"status": "ok", "version": __version__, **told})


def _from_this_machine(request: web.Request) -> bool:
    """Whether a program here asks, and not somebody through a proxy of ours."""
    through_proxy = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded"))
    try:
        return not through_proxy and ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


def _unwell(reason: str) -> web.Response:
    return web.json_response(
        {"status": "unavailable", "version": __version__, "reason": reason}, status=503
    )
