"""The access log: which kind of page was asked for, never which one, nor by whom."""

from __future__ import annotations

import logging

from aiohttp.abc import AbstractAccessLogger
from aiohttp.web import BaseRequest, HTTPOk, Request, StreamResponse

from bot.web.posted import POSTED


class AccessLog(AbstractAccessLogger):
    """Writes method, route, status and time, but not for what a platform brought and we took in.

    The route stands as it is declared (`/desk/sign-in/{token}`), so that no secret, no ticket's
    number and no address of a person reaches the log.
    """

    @property
    def enabled(self) -> bool:
        """Whether anybody keeps what is written; asked once for each connection."""
        return self.logger.isEnabledFor(logging.INFO)

    def log(self, request: BaseRequest, response: StreamResponse, time: float) -> None:
        """Write one line."""
        if response.status == HTTPOk.status_code and POSTED in request:
            return
        self.logger.info("%s %s %d %.0f ms", *line(request), response.status, time * 1000)


def line(request: BaseRequest) -> tuple[str, str]:
    """The method and the declared route of a request."""
    if POSTED in request:
        return request.method, request[POSTED]
    try:
        resource = request.match_info.route.resource if isinstance(request, Request) else None
    except AssertionError:
        resource = None  # aiohttp's: what cannot be read as HTTP has met no route
    return request.method, resource.canonical if resource else "(no such page)"
