"""Live connections to browsers: opened with care, closed by us when the service stops."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import WSCloseCode, web

from bot.web.problems import report

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HEARTBEAT = 20.0
LONGEST_MESSAGE = 16 * 1024
GOODBYE_SECONDS = 2.0
"""How long a browser that we leave may take to say goodbye; then we go without."""
Sockets = set[web.WebSocketResponse]
SOCKETS: web.AppKey[Sockets] = web.AppKey("sockets")


@asynccontextmanager
async def open_socket(request: web.Request) -> AsyncIterator[web.WebSocketResponse]:
    """A live connection for as long as the block runs; check the origin before.

    What goes wrong in the block is logged and closes the connection (1011): the response has
    begun, so that no error page can be sent any more. A browser that has gone is no error.
    """
    socket = web.WebSocketResponse(
        heartbeat=HEARTBEAT, max_msg_size=LONGEST_MESSAGE, timeout=GOODBYE_SECONDS
    )
    await socket.prepare(request)
    request.app[SOCKETS].add(socket)
    try:
        yield socket
    except ConnectionError:
        pass
    except Exception as failure:  # noqa: BLE001 - the last net, as in `problems.explain`
        report(failure)
        await socket.close(code=WSCloseCode.INTERNAL_ERROR)
    finally:
        request.app[SOCKETS].discard(socket)
        await socket.close()


async def close_all(app: web.Application) -> None:
    """Tell every browser that we go away (1001); their pages come back by themselves."""
    sockets = app[SOCKETS]
    goodbyes = [socket.close(code=WSCloseCode.GOING_AWAY) for socket in tuple(sockets)]
    await asyncio.gather(*goodbyes, return_exceptions=True)
