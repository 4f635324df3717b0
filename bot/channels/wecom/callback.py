"""The address that WeCom calls for our app: verified, kept, and only then acknowledged."""

from __future__ import annotations

import logging
from collections.abc import Callable

from aiohttp import web

from bot.channels.tencent.crypto import Unverified
from bot.channels.tencent.pushes import body_of
from bot.channels.tencent.xml import Malformed
from bot.channels.wecom.gate import Gate
from bot.channels.wecom.reception import Reception
from bot.errors import StoreError
from bot.logs import place_of

log = logging.getLogger(__name__)
PATH = "/channels/wecom"


class Callback:
    """`reception` gives who takes pushes in, None while we do not listen yet."""

    def __init__(self, gate: Gate, reception: Callable[[], Reception | None]) -> None:
        self._gate = gate
        self._reception = reception
        self.refused = 0

    def routes(self) -> list[web.AbstractRouteDef]:
        """The one address, asked to prove itself and posted to."""
        return [web.get(PATH, self.prove), web.post(PATH, self.receive)]

    async def prove(self, request: web.Request) -> web.Response:
        """The console's verification: what its envelope holds, byte for byte, or 403."""
        try:
            return web.Response(body=self._gate.greet(request.query), content_type="text/plain")
        except Unverified:
            return self._refuse()

    async def receive(self, request: web.Request) -> web.Response:
        """200 and nothing else once the push is kept: what it causes is sent by itself.

        Only 200 counts there as received; all else is pushed again, three times in all. 403 for
        what is not the platform's, 400 for what is no push, 503 where nothing could be kept.
        """
        reception = self._reception()
        if reception is None:
            return web.Response(status=503, headers={"Retry-After": "1"})
        try:
            fields = self._gate.open(request.query, await body_of(request))
        except Unverified:
            return self._refuse()
        except Malformed:
            return web.Response(status=400)
        try:
            await reception.take(fields)
        except StoreError as error:
            log.error("a message could not be kept: %s", error)
            return web.Response(status=503, headers={"Retry-After": "1"})
        except Exception as error:  # noqa: BLE001 - never a page of HTML, never a traceback
            log.error("a push could not be handled: %s", place_of(error))
            return web.Response(status=503, headers={"Retry-After": "1"})
        return web.Response()

    def _refuse(self) -> web.Response:
        self.refused += 1
        if self.refused in (1, 10) or self.refused % 1000 == 0:
            log.warning(
                "%s calls that WeCom did not make, or that are for another corp, were refused",
                self.refused,
            )
        return web.Response(status=403)
