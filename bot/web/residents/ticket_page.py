"""The ticket page: progress for whoever holds the link, everything for its own resident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec
from aiohttp import web
from msgspec import Meta

from bot.channels.web import WEB
from bot.clock import stamp
from bot.models import InboundMessage
from bot.store import contacts, tickets
from bot.web import Service, service_of
from bot.web.language import language_of
from bot.web.pages import page
from bot.web.problems import Problem
from bot.web.residents import subscribing
from bot.web.residents.posted import read_residents_parcel
from bot.web.residents.ticket_view import full_view, masked_view, read_dossier
from bot.web.residents.who import address_of
from bot.web.security import check_origin, client_address
from bot.wording import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.models import Ticket
    from bot.store import Transaction
    from bot.web.residents.ticket_view import Dossier

PAGE = "page"
"""The channel of what is written on a ticket page; what we answer goes to the ticket's contact."""
TOKEN_DAYS = 30
NUMBER = r"{number:\d{8}-\d{4,6}}"
_LINK = "ticket"
_TOKEN = "ticket-page"  # noqa: S105 - the name of a purpose


class Code(msgspec.Struct, frozen=True):
    """What the form sends: the query code, or nothing where the chat's identity is to count."""

    code: Annotated[str, Meta(max_length=20)] = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """What came of a query code: the ticket if it was right, else whether too many were wrong."""

    ticket: Ticket | None = None
    too_many: bool = False


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """The pages and what they call."""
    return [
        web.get("/t", lookup),
        web.get(f"/t/{NUMBER}", show),
        web.get(f"/api/tickets/{NUMBER}", state),
        web.post(f"/api/tickets/{NUMBER}/open", unlock),
        web.post(f"/api/tickets/{NUMBER}/messages", post),
    ]


async def lookup(request: web.Request) -> web.Response:
    """`GET /t`: the form for number and query code."""
    return page(request, "lookup.html", example=f"{service_of(request).clock():%Y%m%d}-0001")


async def show(request: web.Request) -> web.Response:
    """`GET /t/{number}?k=SIGNATURE`: the page; without a signature it shows nothing yet."""
    service = service_of(request)
    number = request.match_info["number"]
    signed = service.signer.check(_LINK, number, request.query.get("k", ""))
    dossier = await _dossier(service, number) if signed else None
    language = language_of(request)
    if dossier and request.query.get("lang") not in LANGUAGES:
        language = dossier.ticket.language or language
    view = masked_view(service, dossier, language, service.clock()) if dossier else None
    settings = service.settings
    subscription = subscribing.is_offered(request)
    response = page(
        request,
        "ticket.html",
        language=language,
        number=number,
        view=view,
        reopen_days=settings.conversation.reopen_days,
        limits={"megabytes": settings.uploads.max_megabytes, "files": settings.uploads.max_files},
        subscription=subscription,
    )
    if subscription:
        subscribing.allow_script(request, response)
    return response


async def state(request: web.Request) -> web.Response:
    """`GET /api/tickets/{number}`: everything, for who holds the ticket's token."""
    service = service_of(request)
    number = _authorised(request)
    dossier = await _dossier(service, number)
    if dossier is None:
        raise Problem(404, "not_found")
    return web.json_response(full_view(service, dossier, language_of(request), service.clock()))


async def unlock(request: web.Request) -> web.Response:
    """`POST /api/tickets/{number}/open`: the query code opens it, or the resident's own token."""
    check_origin(request)
    service, now = service_of(request), service_of(request).clock()
    number = request.match_info["number"]
    code = _code(await request.read())
    if not code:
        if not await _is_own(request, number):
            raise Problem(403, "code")
    elif (guess := await _guess(request, number, code)).ticket is None:
        if guess.too_many:
            raise Problem(429, "code_too_many", retry_after=3600)
        raise Problem(403, "code")
    dossier = await _dossier(service, number)
    if dossier is None:
        raise Problem(403, "code")
    token = service.signer.token(_TOKEN, number, now + timedelta(days=TOKEN_DAYS))
    view = full_view(service, dossier, language_of(request), now)
    return web.json_response({**view, "token": token})


async def post(request: web.Request) -> web.Response:
    """`POST /api/tickets/{number}/messages`: words, photos, a verdict, an objection."""
    check_origin(request)
    service = service_of(request)
    number = _authorised(request)
    ticket = await service.database.read(lambda tx: tickets.by_number(tx, number))
    if ticket is None:
        raise Problem(404, "not_found")
    parcel = await read_residents_parcel(request)
    posted = parcel.posted
    receipt = await service.intake.receive(
        InboundMessage(
            channel=PAGE,
            external_id=f"{number}:{posted.id}",
            sender=number,
            text=posted.text,
            choice=posted.choice,
            ticket=number,
            language=posted.language if posted.language in LANGUAGES else "",
            values=posted.values,
            contact_id=ticket.contact_id,
            media=parcel.media,
        )
    )
    return web.json_response(
        {
            "id": receipt.inbox_id,
            "message_id": receipt.message_id,
            "state": receipt.state.value,
            "repeated": receipt.repeated,
        }
    )


def _authorised(request: web.Request) -> str:
    """The number of the ticket, if the request holds its token. Raises `Problem` 401."""
    service = service_of(request)
    number = request.match_info["number"]
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = service.signer.read_token(_TOKEN, token.strip(), service.clock())
    if scheme.lower() != "ticket" or known != number:
        raise Problem(401, "token")
    return number


def _code(body: bytes) -> str:
    try:
        asked = msgspec.json.decode(body or b"{}", type=Code)
    except msgspec.MsgspecError as error:
        raise Problem(400, "malformed") from error
    return "".join(str(int(sign)) for sign in asked.code if sign.isdecimal())


async def _dossier(service: Service, number: str) -> Dossier | None:
    def read(tx: Transaction) -> Dossier | None:
        ticket = tickets.by_number(tx, number)
        return read_dossier(tx, ticket) if ticket else None

    return await service.database.read(read)


async def _is_own(request: web.Request, number: str) -> bool:
    service = service_of(request)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    address = address_of(service.signer, token.strip()) if scheme.lower() == "bearer" else None
    if address is None:
        return False

    def read(tx: Transaction) -> bool:
        contact, ticket = contacts.find(tx, WEB, address), tickets.by_number(tx, number)
        return contact is not None and ticket is not None and ticket.contact_id == contact.id

    return await service.database.read(read)


async def _guess(request: web.Request, number: str, code: str) -> Guess:
    """Try a query code; wrong ones count for the ticket and for the caller, by the hour.

    Both are refused above the limit though the code be right, or guessing on would pay.
    """
    service = service_of(request)
    limit = service.settings.limits.code_guesses_per_hour
    hour = stamp(service.clock())[:13]
    # The caller's address itself need not be kept.
    caller = service.signer.sign("caller", client_address(request))
    subjects = (f"code:{number}", f"code-caller:{caller}")

    def attempt(tx: Transaction) -> Guess:
        if any(contacts.counted(tx, subject, hour) >= limit for subject in subjects):
            return Guess(too_many=True)
        ticket = tickets.by_number(tx, number)
        if ticket is not None and service.signer.check_code(number, code):
            return Guess(ticket)
        for subject in subjects:
            contacts.count(tx, subject, hour)
        return Guess()

    return await service.database.transaction(attempt)
