"""Who is at the desk: the session's cookie, and the doors that only officials pass."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TYPE_CHECKING

from aiohttp import web

from bot.models import Official
from bot.store import people
from bot.web import service_of
from bot.web.language import language_of
from bot.web.pages import page
from bot.web.problems import wants_page
from bot.web.security import is_https

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store import Transaction

COOKIE = "wenzheng_desk"
PATH = "/desk"
WECOM = "/desk/wecom"
"""Where those are sent who open the desk within WeCom: it tells us who they are."""
FROM_WECOM = "from=wecom"
"""What an address ends with to which they were sent back, so that nobody goes round in circles."""
OFFICIAL: web.RequestKey[Official] = web.RequestKey("official", Official)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def session_of(request: web.Request) -> str:
    """The session's token that the browser sent, or empty."""
    return request.cookies.get(COOKIE, "")


def begin_session(request: web.Request, response: web.Response, session: str, hours: int) -> None:
    """Let the browser keep a session; no script can read it, no other site can use it."""
    response.set_cookie(
        COOKIE,
        session,
        max_age=hours * 3600,
        path=PATH,
        httponly=True,
        samesite="Strict",
        secure=is_https(request),
    )


def end_session(request: web.Request, response: web.Response) -> None:
    """Let the browser forget the session."""
    response.del_cookie(
        COOKIE, path=PATH, httponly=True, samesite="Strict", secure=is_https(request)
    )


def signed_in(tx: Transaction, session: str, now: datetime) -> Official | None:
    """The active official whose session this is, else None."""
    return people.official_of_session(tx, session, now) if session else None


def for_officials(handler: Handler) -> Handler:
    """Let only an active official with a living session in; all others meet a 401."""

    @wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        service = service_of(request)
        session = session_of(request)
        official = await service.database.read(lambda tx: signed_in(tx, session, service.clock()))
        if official is None:
            return turned_away(request)
        request[OFFICIAL] = official
        return await handler(request)

    return guarded


def _is_within_wecom(request: web.Request) -> bool:
    """Whether WeCom shows the page, and has not just sent them back."""
    shown = "wxwork" in request.headers.get("User-Agent", "").lower()
    ours = bool(service_of(request).settings.wecom.corp_id)
    return ours and shown and request.query_string != FROM_WECOM


def turned_away(request: web.Request) -> web.Response:
    """401: a page that says how to get in, or the sentence alone for a script."""
    if wants_page(request) and _is_within_wecom(request):
        return web.Response(status=303, headers={"Location": f"{WECOM}?to={request.path}"})
    if wants_page(request):
        return page(
            request,
            "signed_out.html",
            status=401,
            section="sign_in",
            left=False,
            wanted=request.path,
        )
    sentence = service_of(request).wording.say(language_of(request), "desk.signed_out")
    return web.json_response({"error": sentence, "code": "signed_out"}, status=401)
