"""The desk's live line: tells an open page which tickets changed, and brings it late replies."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec
from aiohttp import WSMsgType, web
from msgspec import Meta

from bot.channels.desk import NAME, DeskChannel
from bot.store import worklist
from bot.web import service_of
from bot.web.desk.session import OFFICIAL, for_officials, session_of, signed_in
from bot.web.security import check_origin
from bot.web.sockets import open_socket

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.models import Official
    from bot.signals import Wake
    from bot.store import Transaction
    from bot.web import Service

LOOK_AGAIN_SECONDS = 10.0
GATHER_SECONDS = 0.2
"""Many changes in a moment cost each page one look."""
OVERLAP = timedelta(seconds=60)
"""A change may be committed after a later one, or by a machine whose clock is behind."""
SIGNED_OUT = 4401


class Watch(msgspec.Struct, frozen=True, tag_field="type", tag="watch"):
    """The page shows this ticket (empty: none): tell also what happens to its messages.

    `pulse` is what the page was told of it, so that nothing is missed in between.
    """

    number: Annotated[str, Meta(max_length=32)]
    pulse: Annotated[str, Meta(max_length=200)] = ""


class Ack(msgspec.Struct, frozen=True, tag_field="type", tag="ack"):
    """The page has shown this reply."""

    id: int


class Look(msgspec.Struct, frozen=True, tag_field="type", tag="look"):
    """The page doubts that we are there: answer, in any case."""


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """The address of the live line."""
    return (web.get("/desk/stream", stream),)


@for_officials
async def stream(request: web.Request) -> web.StreamResponse:
    """`GET /desk/stream`: one page's line, open until either side hangs up."""
    check_origin(request, strict=True)
    service = service_of(request)
    channel = service.channels[NAME]
    if not isinstance(channel, DeskChannel):
        raise web.HTTPNotFound
    async with open_socket(request) as socket:
        line = DeskLine(service, channel, socket, request[OFFICIAL], session_of(request))
        await line.run()
    return socket


class DeskLine:
    """One open page of one official."""

    def __init__(
        self,
        service: Service,
        channel: DeskChannel,
        socket: web.WebSocketResponse,
        official: Official,
        session: str,
    ) -> None:
        self._service = service
        self._channel = channel
        self._socket = socket
        self._official = official
        self._session = session
        self._address = str(official.id)
        self._watched = ""
        self._pulse = ""
        self._since: datetime = service.clock()
        self._opened_at = self._since
        self._known: dict[str, int] = {}
        self._announced: set[str] = set()

    async def run(self) -> None:
        """Tell what changes until the page hangs up or the session ends."""
        with (
            self._channel.page(self._address, self._socket.send_json),
            self._service.signals.watch("tickets") as wake,
        ):
            await self._look(silently=True)
            await self._socket.send_json({"type": "hello"})
            await self._channel.opened(self._address)
            listener = asyncio.create_task(self._listen(wake))
            try:
                while not self._socket.closed and await self._look():
                    await asyncio.sleep(GATHER_SECONDS)
                    await wake.wait(LOOK_AGAIN_SECONDS)
            finally:
                listener.cancel()
                await asyncio.gather(listener, return_exceptions=True)

    async def _listen(self, wake: Wake) -> None:
        async for frame in self._socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            try:
                said = msgspec.json.decode(frame.data, type=Watch | Ack | Look)
            except msgspec.MsgspecError:
                continue
            if isinstance(said, Watch):
                self._watched, self._pulse = said.number, said.pulse
            elif isinstance(said, Ack):
                self._channel.acknowledged(self._address, said.id)
            else:
                # By it the page knows that the line lives.
                await self._socket.send_json({"type": "here"})
            wake.ring()
        wake.ring()

    async def _look(self, *, silently: bool = False) -> bool:
        """Tell what changed since the last look; False (and hung up) once the session is over."""
        now, watched = self._service.clock(), self._watched

        def read(
            tx: Transaction,
        ) -> tuple[Official | None, list[worklist.Change], str]:
            official = signed_in(tx, self._session, now)
            if official is None:
                return None, [], ""
            changes = worklist.changed(tx, official, self._since - OVERLAP)
            pulse = worklist.pulse(tx, official, watched) if watched else ""
            return official, changes, pulse

        official, changes, pulse = await self._service.database.read(read)
        if official is None:
            await self._socket.close(code=SIGNED_OUT)
            return False
        self._official, self._since = official, now
        before, self._known = self._known, {each.number: each.version for each in changes}
        news = [each for each in changes if before.get(each.number) != each.version]
        for change in [] if silently else news:
            await self._tell(change.number, new=self._is_new(change))
        await self._tell_pulse(watched, pulse, {change.number for change in news})
        return True

    def _is_new(self, change: worklist.Change) -> bool:
        if change.created_at <= self._opened_at or change.number in self._announced:
            return False
        self._announced.add(change.number)
        return True

    async def _tell_pulse(self, watched: str, pulse: str, told: set[str]) -> None:
        if watched != self._watched or pulse == self._pulse:
            return
        self._pulse = pulse
        if watched not in told:
            await self._tell(watched)

    async def _tell(self, number: str, *, new: bool = False) -> None:
        await self._socket.send_json({"type": "ticket", "number": number, "new": new})
