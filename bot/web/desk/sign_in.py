"""In and out of the desk: a one-time link, one press of a button, a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from bot.errors import Refused
from bot.store import people
from bot.web import service_of
from bot.web.desk.session import begin_session, end_session, session_of
from bot.web.language import language_of
from bot.web.pages import page
from bot.web.security import check_origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.web import Service

LINK = "/desk/sign-in/{token}"
OUT = "/desk/sign-out"


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """The addresses of this room."""
    return (
        web.get(LINK, show),
        web.post(LINK, sign_in),
        web.get(OUT, left),
        web.post(OUT, sign_out),
    )


async def show(request: web.Request) -> web.Response:
    """The page with the button. Nothing is used up: chats fetch addresses for their previews."""
    return _page(request)


async def sign_in(request: web.Request) -> web.Response:
    """Use the link up and begin a session."""
    check_origin(request, strict=True)
    service = service_of(request)
    token, now = request.match_info["token"], service.clock()
    hours = service.settings.desk.session_hours
    try:
        _, session = await service.database.transaction(
            lambda tx: people.sign_in(tx, token, now, hours)
        )
    except Refused as refusal:
        return _page(request, refusal.reason)
    response = _see("/desk")
    begin_session(request, response, session, hours)
    return response


async def sign_out(request: web.Request) -> web.Response:
    """End the session here and in the browser."""
    check_origin(request, strict=True)
    service = service_of(request)
    session, now = session_of(request), service.clock()
    if session:
        await service.database.transaction(lambda tx: people.sign_out(tx, session, now))
        service.signals.notify("tickets")
    response = _see(OUT)
    end_session(request, response)
    return response


async def left(request: web.Request) -> web.Response:
    """Says that one is out."""
    return page(request, "signed_out.html", section="sign_in", left=True, wanted="/desk")


def _page(request: web.Request, refusal: str = "") -> web.Response:
    service = service_of(request)
    language = language_of(request)
    return page(
        request,
        "sign_in.html",
        status=410 if refusal else 200,
        section="sign_in",
        # The page that answers must not turn to another language by itself: it would be fetched
        # anew, and what it says about the link would be lost.
        action=f"{request.path}?lang={language}",
        hours=service.settings.desk.session_hours,
        refusal=service.wording.say(language, refusal) if refusal else "",
        unknown=False,
    )


def _see(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})
