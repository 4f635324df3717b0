"""The residents' conversation page: the page itself, its widget, and what it posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.channels.web import WEB, WebChannel
from bot.models import InboundMessage
from bot.store import contacts, messages
from bot.web import Service, service_of
from bot.web.brake import Brake
from bot.web.pages import page
from bot.web.problems import Problem
from bot.web.residents.lines import line_json
from bot.web.residents.posted import Parcel, read_residents_parcel
from bot.web.residents.who import mint, resident_of
from bot.web.security import check_origin, client_address, is_loopback
from bot.wording import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.store import Transaction
    from bot.store.messages import Line

PAGE_OF_HISTORY = 50
EXAMPLES = tuple(f"example_{n}" for n in range(1, 6))
_NEW_IDENTITIES = 60
_WITHIN_SECONDS = 60


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """The page and the addresses that it calls."""
    return [
        web.get("/", show),
        web.post("/api/session", Sessions(Brake(_NEW_IDENTITIES, _WITHIN_SECONDS)).begin),
        web.post("/api/messages", post),
        web.get("/api/history", history),
    ]


def web_channel(service: Service) -> WebChannel:
    """The channel that this page belongs to. Raises `LookupError` where there is none."""
    channel = service.channels.get(WEB)
    if not isinstance(channel, WebChannel):
        raise LookupError("the service runs without the channel `web`")
    return channel


async def show(request: web.Request) -> web.Response:
    """`GET /`: the conversation; `?embed=1` where it stands in a frame of the city's site."""
    settings = service_of(request).settings
    return page(
        request,
        "chat.html",
        embedded=request.query.get("embed") == "1",
        examples=EXAMPLES,
        hours=settings.promises.first_reply_hours,
        limits={
            "megabytes": settings.uploads.max_megabytes,
            "files": settings.uploads.max_files,
            "text": settings.conversation.longest_message,
        },
    )


class Sessions:
    """Gives out anonymous identities, not too many at once to one caller."""

    def __init__(self, brake: Brake) -> None:
        self._brake = brake

    async def begin(self, request: web.Request) -> web.Response:
        """`POST /api/session`: a new anonymous identity for this browser."""
        check_origin(request)
        service = service_of(request)
        caller = client_address(request)
        # This machine itself is no stranger, and behind a proxy that is not named in
        # `trusted_proxies` everybody looks like it.
        if not is_loopback(caller) and (wait := self._brake.wait(caller, service.clock())):
            raise Problem(429, "too_many", retry_after=wait)
        return web.json_response({"token": mint(service.signer)})


async def post(request: web.Request) -> web.Response:
    """`POST /api/messages`: keep a message; answers only once it is safely kept."""
    check_origin(request)
    service = service_of(request)
    address = resident_of(request)
    parcel = await read_residents_parcel(request)
    receipt = await service.intake.receive(inbound(parcel, address))
    web_channel(service).ring(address)
    return web.json_response(
        {
            "id": receipt.inbox_id,
            "message_id": receipt.message_id,
            "state": receipt.state.value,
            "repeated": receipt.repeated,
        }
    )


def inbound(parcel: Parcel, address: str) -> InboundMessage:
    """What a resident's page posted, as every channel tells it."""
    posted = parcel.posted
    return InboundMessage(
        channel=WEB,
        # With the sender before it, nobody can use up an id that another's page has made.
        external_id=f"{address[:16]}:{posted.id}",
        sender=address,
        text=posted.text,
        choice=posted.choice,
        ticket=posted.ticket,
        reply_to=posted.reply_to,
        language=posted.language if posted.language in LANGUAGES else "",
        values=posted.values,
        media=parcel.media,
        # Many a page posts without a line that could show anything; one that opens says so.
        opens_window=False,
    )


async def history(request: web.Request) -> web.Response:
    """`GET /api/history?before=ID`: what was said before a message, 50 lines at a time."""
    service = service_of(request)
    address = resident_of(request)
    before = request.query.get("before", "")
    if not before.isdecimal() or len(before) > 18:
        raise Problem(400, "malformed")
    now = service.clock()

    def read(tx: Transaction) -> list[Line]:
        contact = contacts.find(tx, WEB, address)
        if contact is None:
            return []
        return messages.before(
            tx, contact.id, before=int(before), limit=PAGE_OF_HISTORY + 1, now=now
        )

    lines = await service.database.read(read)
    newest = lines[-PAGE_OF_HISTORY:]
    return web.json_response(
        {
            "messages": [line_json(service, line, now) for line in newest],
            "more": len(lines) > len(newest),
        }
    )
