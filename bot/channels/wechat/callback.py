"""The address that WeChat calls: verified, kept, and only then answered, within five seconds."""

from __future__ import annotations

import logging
from collections.abc import Callable

from aiohttp import web

from bot.channels.answering import all_is_well
from bot.channels.tencent.crypto import Unverified
from bot.channels.tencent.pushes import body_of, text_of
from bot.channels.tencent.xml import Malformed
from bot.channels.wechat.gate import Form, Gate
from bot.channels.wechat.reception import Answer, Reception
from bot.channels.wechat.reply import reply_of
from bot.errors import StoreError
from bot.logs import place_of

log = logging.getLogger(__name__)
PATH = "/channels/wechat"
SUCCESS = "success"
"""What tells the platform that there is nothing to show and nothing to send again."""


class Callback:
    """`reception` gives who takes pushes in, None while we do not listen yet."""

    def __init__(
        self, gate: Gate, reception: Callable[[], Reception | None], clock: Callable[[], float]
    ) -> None:
        self._gate = gate
        self._reception = reception
        self._clock = clock
        self.refused = 0

    def routes(self) -> list[web.AbstractRouteDef]:
        """The one address, asked to prove itself and posted to."""
        return [web.get(PATH, self.prove), web.post(PATH, self.receive)]

    async def prove(self, request: web.Request) -> web.Response:
        """The console's verification: what it says, said back as it came, or 403."""
        try:
            return web.Response(text=self._gate.greet(request.query))
        except Unverified:
            return self._refuse()

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """The reply once the message is kept.

        403 for what is not the platform's, 400 for what is no push, both empty; 503 where nothing
        could be kept.
        """
        reception = self._reception()
        if reception is None:
            return web.Response(status=503, headers={"Retry-After": "1"})
        began = reception.now()
        try:
            fields, form = self._gate.open(request.query, await body_of(request))
        except Unverified:
            return self._refuse()
        except Malformed:
            return web.Response(status=400)
        try:
            answer = await reception.take(fields, began)
        except StoreError as error:
            log.error("a message could not be kept: %s", error)
            return web.Response(status=503, headers={"Retry-After": "1"})
        except Exception as error:  # noqa: BLE001 - a page of HTML would be shown as an error
            log.error("a push could not be handled: %s", place_of(error))
            return web.Response(status=503, headers={"Retry-After": "1"})
        response = self._response(request, fields, answer, form)
        reception.written(answer, arrived=await _write(request, response))
        return response

    def _response(
        self, request: web.Request, fields: dict[str, object], answer: Answer, form: Form
    ) -> web.StreamResponse:
        if not answer.text:
            return all_is_well(request, SUCCESS)
        to, by = text_of(fields, "FromUserName"), text_of(fields, "ToUserName")
        text = self._gate.close(reply_of(answer.text, to, by, self._clock()), form)
        return all_is_well(request, text, form.notation.CONTENT_TYPE)

    def _refuse(self) -> web.Response:
        self.refused += 1
        if self.refused in (1, 10) or self.refused % 1000 == 0:
            log.warning(
                "%s calls that WeChat did not make, or that are for another account, were refused",
                self.refused,
            )
        return web.Response(status=403)


async def _write(request: web.Request, response: web.StreamResponse) -> bool:
    """Whether the response went out before the platform had hung up."""
    if request.transport is None or request.transport.is_closing():
        return False
    try:
        await response.prepare(request)
        await response.write_eof()
    except ConnectionError:
        return False
    return True
