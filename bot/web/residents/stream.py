"""The live side of a conversation: pushes what is new, and learns what the page has shown."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Annotated

import msgspec
from aiohttp import WSMsgType, web
from msgspec import Meta

from bot.channels.web import WEB
from bot.errors import StoreError
from bot.store import contacts, messages, outbox
from bot.web import Service, service_of
from bot.web.residents.chat import PAGE_OF_HISTORY, web_channel
from bot.web.residents.lines import line_json
from bot.web.residents.who import address_of
from bot.web.security import check_origin
from bot.web.sockets import open_socket

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.channels.web import Link
    from bot.signals import Wake
    from bot.store import Transaction
    from bot.store.messages import Line

log = logging.getLogger(__name__)
HELLO_SECONDS = 10.0
LOOK_AGAIN_SECONDS = 15.0
NO_TOKEN = 4401
NO_HELLO = 4400
_NEWEST = 2**62

Id = Annotated[int, Meta(ge=0, le=_NEWEST)]


class Hello(msgspec.Struct, frozen=True, tag_field="type", tag="hello"):
    """The page's first words: who it is, and the last message it shows (0: none yet)."""

    token: Annotated[str, Meta(max_length=200)]
    after: Id = 0


class Ack(msgspec.Struct, frozen=True, tag_field="type", tag="ack"):
    """The page shows everything it was sent up to this message."""

    id: Id


class Look(msgspec.Struct, frozen=True, tag_field="type", tag="look"):
    """The page has posted something, or doubts that we are there: look at once, and answer."""


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """The address of the live connection."""
    return [web.get("/api/stream", stream)]


async def stream(request: web.Request) -> web.WebSocketResponse:
    """`GET /api/stream`: a resident's live connection."""
    check_origin(request)
    service = service_of(request)
    async with open_socket(request) as socket:
        hello = await _hello(socket)
        if hello is None:
            await socket.close(code=NO_HELLO)
            return socket
        address = address_of(service.signer, hello.token)
        if address is None:
            await socket.close(code=NO_TOKEN)
            return socket
        with web_channel(service).open_page(address, lambda: None) as link:
            await Feed(service, socket, address, link, hello.after).run()
    return socket


async def _hello(socket: web.WebSocketResponse) -> Hello | None:
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            frame = await socket.receive()
    except TimeoutError:
        return None
    if frame.type is not WSMsgType.TEXT:
        return None
    try:
        return msgspec.json.decode(frame.data, type=Hello)
    except msgspec.MsgspecError:
        return None


class Feed:
    """One live connection: everything after `after`, in order, and then whatever comes.

    A message is pushed once for each connection; the page knows it by its id. What the sender
    asks for by name (`link.wanted`) is pushed though later messages went before it.
    """

    def __init__(
        self,
        service: Service,
        socket: web.WebSocketResponse,
        address: str,
        link: Link,
        after: int,
    ) -> None:
        self._service = service
        self._socket = socket
        self._address = address
        self._link = link
        self._after = after
        self._contact_id: int | None = None
        self._language = ""
        self._told_language = ""
        self._pushed: set[int] = set()
        self._unacknowledged: set[int] = set()

    async def run(self) -> None:
        """Push and listen until either side ends the connection."""
        with self._service.signals.watch() as wake:
            self._link.ring = wake.ring
            listener = asyncio.create_task(self._listen())
            # The end of the connection wakes whoever waits to write to it.
            listener.add_done_callback(lambda _: self._link.ring())
            try:
                await self._push(wake)
                await listener
            finally:
                listener.cancel()
                await asyncio.gather(listener, return_exceptions=True)

    async def _push(self, wake: Wake) -> None:
        await self._service.intake.returned(WEB, self._address)
        greeted = False
        while not self._socket.closed:
            if self._contact_id is None:
                # Whoever was followed before has gone, and their bell with them.
                self._link.ring = wake.ring
                self._contact_id = await self._find_contact()
            if self._contact_id is not None:
                await self._follow(self._contact_id, greeted=greeted)
                greeted = False
                continue
            if not greeted:
                await self._send([], more=False, reset=self._after > 0)
                self._after = 0
                greeted = True
            await wake.wait(LOOK_AGAIN_SECONDS)

    async def _follow(self, contact_id: int, *, greeted: bool) -> None:
        with self._service.signals.watch(f"contact:{contact_id}") as wake:
            self._link.ring = wake.ring
            if not greeted:
                await self._greet(contact_id)
            while not self._socket.closed:
                if await self._find_contact() != contact_id:
                    await self._begin_anew()
                    return
                await self._catch_up(contact_id)
                await self._bring_wanted(contact_id)
                if self._language != self._told_language:
                    await self._send([], more=False)
                await wake.wait(LOOK_AGAIN_SECONDS)

    async def _greet(self, contact_id: int) -> None:
        now = self._service.clock()
        newest = await self._before(contact_id, _NEWEST, PAGE_OF_HISTORY + 1, now)
        last = newest[-1].message.id if newest else 0
        # After a restored backup the page may be ahead of us: it begins anew.
        reset = self._after > last
        if self._after == 0 or reset:
            shown = newest[-PAGE_OF_HISTORY:]
            await self._send(shown, more=len(newest) > len(shown), reset=reset)
            self._after = last
        else:
            await self._send([], more=False)

    async def _begin_anew(self) -> None:
        """The resident had everything erased: their page forgets it too."""
        await self._send([], more=False, reset=True)
        self._contact_id = None
        self._after = 0

    async def _catch_up(self, contact_id: int) -> None:
        while lines := await self._next(contact_id):
            await self._send(lines, more=False)
            self._after = lines[-1].message.id

    async def _next(self, contact_id: int) -> list[Line]:
        now = self._service.clock()

        def read(tx: Transaction) -> list[Line]:
            return messages.conversation(
                tx, contact_id, after=self._after, limit=PAGE_OF_HISTORY, now=now
            )

        return await self._service.database.read(read)

    async def _bring_wanted(self, contact_id: int) -> None:
        now = self._service.clock()
        for message_id in sorted(self._link.wanted - self._pushed):
            lines = await self._before(contact_id, message_id + 1, 1, now)
            await self._send([line for line in lines if line.message.id == message_id], more=False)

    async def _before(self, contact_id: int, before: int, limit: int, now: datetime) -> list[Line]:
        def read(tx: Transaction) -> list[Line]:
            return messages.before(tx, contact_id, before=before, limit=limit, now=now)

        return await self._service.database.read(read)

    async def _find_contact(self) -> int | None:
        contact = await self._service.database.read(
            lambda tx: contacts.find(tx, WEB, self._address)
        )
        self._language = contact.language if contact else ""
        return contact.id if contact else None

    async def _send(self, lines: list[Line], *, more: bool, reset: bool = False) -> None:
        now = self._service.clock()
        fresh = [line for line in lines if line.message.id not in self._pushed]
        self._pushed.update(line.message.id for line in fresh)
        self._unacknowledged.update(line.message.id for line in fresh)
        self._told_language = self._language
        await self._socket.send_json(
            {
                "type": "messages",
                "messages": [line_json(self._service, line, now) for line in fresh],
                "more": more,
                "reset": reset,
                # The page follows the language that the resident is answered in.
                "language": self._language,
            }
        )

    async def _listen(self) -> None:
        try:
            async for frame in self._socket:
                if frame.type is WSMsgType.TEXT:
                    await self._heard(frame.data)
        finally:
            await self._socket.close()

    async def _heard(self, text: str) -> None:
        try:
            said = msgspec.json.decode(text, type=Ack | Look)
        except msgspec.MsgspecError:
            return
        if isinstance(said, Ack):
            await self._acknowledged(said.id)
            return
        self._link.ring()
        # An answer in any case: by it the page knows that the connection lives.
        await self._socket.send_json({"type": "here"})

    async def _acknowledged(self, up_to: int) -> None:
        shown = {each for each in self._unacknowledged if each <= up_to}
        self._unacknowledged -= shown
        unsettled = web_channel(self._service).acknowledge(self._link, shown)
        contact_id = self._contact_id
        if not unsettled or contact_id is None:
            return
        now = self._service.clock()
        try:
            await self._service.database.transaction(
                lambda tx: outbox.shown(tx, contact_id, WEB, unsettled, now)
            )
        except StoreError as failure:
            # The sender finds these acknowledged when it comes to them.
            log.warning("what a page has shown could not be noted: %s", failure)
