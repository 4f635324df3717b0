"""The address that Telegram calls: verified, kept, and only then answered."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable

from aiohttp import web

from bot.channels.answering import all_is_well
from bot.channels.bodies import body_of
from bot.channels.telegram.reception import Reception
from bot.errors import StoreError

log = logging.getLogger(__name__)
PATH = "/channels/telegram"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
CONNECTIONS = 40
LARGEST_BODY = 4 * 1024 * 1024
"""Bytes of an update that are read at all, of who knows the secret. The platform's answers have no
more; one that was refused would come again for a day, and hold up its chat.
"""


class Webhook:
    """`reception` gives who takes updates in, None while we do not know yet who we are."""

    def __init__(self, secret: str, reception: Callable[[], Reception | None]) -> None:
        self._secret = secret.encode()
        self._reception = reception

    def routes(self) -> list[web.AbstractRouteDef]:
        """The one address."""
        return [web.post(PATH, self.receive)]

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """200 once the update is kept, whatever it says: any other answer brings it again.

        While it comes again, everything else of that chat waits behind it, for up to a day.
        """
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        reception = self._reception()
        if reception is None:
            return web.Response(status=503, headers={"Retry-After": "1"})
        body = await body_of(request, LARGEST_BODY)
        if body is None:
            return web.Response(status=413)
        try:
            await reception.take_body(body)
        except StoreError as error:
            log.error("an update cannot be kept yet: %s", error)
            return web.Response(status=503, headers={"Retry-After": "1"})
        return all_is_well(request)
