"""Into the desk from within WeCom: the phone proves who holds it; only known officials get in."""

from __future__ import annotations

import hmac
import logging
import re
import secrets
from typing import TYPE_CHECKING

from aiohttp import web

from bot.channels.tencent.errors import BUSY, ApiError, NoAnswer, NotSent
from bot.channels.wecom import NAME, WecomChannel
from bot.channels.wecom.failures import is_about_us
from bot.errors import Refused
from bot.store import people
from bot.web import service_of
from bot.web.desk.session import FROM_WECOM, PATH, WECOM, begin_session
from bot.web.language import language_of
from bot.web.pages import page
from bot.web.problems import Problem
from bot.web.security import is_https

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.store import Transaction
    from bot.web import Service

log = logging.getLogger(__name__)
BACK = f"{WECOM}/back"
COOKIE = "wenzheng_wecom"
MINUTES = 5
UNKNOWN = "sign_in.wecom_unknown"
_WANTED = re.compile(r"/desk(?:/tickets/[0-9-]{1,32})?")


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """The way out to WeCom, and back."""
    if service.settings.wecom.corp_id:
        return (web.get(WECOM, leave), web.get(BACK, come_back))
    return ()


async def leave(request: web.Request) -> web.Response:
    """`GET /desk/wecom?to=…`: send the phone to WeCom, which sends it back with a code.

    What comes back counts only in the browser that left: its cookie holds the same state.
    """
    service = service_of(request)
    wanted = request.query.get("to", "")
    state = secrets.token_hex(16)
    back = f"{service.settings.public_url}{BACK}"
    response = _see(_channel(service).oauth.address(back, state))
    # The phone comes back from another site, which SameSite=Strict would not let through.
    response.set_cookie(
        COOKIE,
        f"{state}{wanted if _WANTED.fullmatch(wanted) else PATH}",
        max_age=MINUTES * 60,
        path=WECOM,
        httponly=True,
        samesite="Lax",
        secure=is_https(request),
    )
    return response


async def come_back(request: web.Request) -> web.Response:
    """`GET /desk/wecom/back?code=…&state=…`: a session for the official whose code it is."""
    service = service_of(request)
    hours, now = service.settings.desk.session_hours, service.clock()
    try:
        wanted = _wanted(request)
        member = await _member(service, request.query.get("code", ""))
        session = await service.database.transaction(lambda tx: _begin(tx, member, now, hours))
    except Refused as refusal:
        return _refused(request, refusal)
    response = page(request, "entering.html", section="sign_in", wanted=f"{wanted}?{FROM_WECOM}")
    begin_session(request, response, session, hours)
    response.del_cookie(COOKIE, path=WECOM)
    return response


def _wanted(request: web.Request) -> str:
    """Where the browser wanted to go when it left. Raises `Refused` for one that did not leave."""
    kept, state = request.cookies.get(COOKIE, ""), request.query.get("state", "")
    left, wanted = kept[:32], kept[32:]
    same = hmac.compare_digest(left.encode("utf-8", "replace"), state.encode("utf-8", "replace"))
    if not (same and len(left) == 32 and _WANTED.fullmatch(wanted)):
        raise Refused("sign_in.wecom_again")
    return wanted


async def _member(service: Service, code: str) -> str:
    if not 0 < len(code) <= 512:
        raise Refused("sign_in.wecom_again")
    try:
        return await _channel(service).oauth.member(code)
    except ApiError as error:
        log.warning("WeCom does not tell whose a code is: %s", error)
        # What is amiss between us and WeCom is not mended by another tap.
        ours = error.code == BUSY or is_about_us(error)
        raise Refused("sign_in.wecom_away" if ours else "sign_in.wecom_again") from error
    except (NotSent, NoAnswer) as error:
        raise Refused("sign_in.wecom_away") from error


def _begin(tx: Transaction, member: str, now: datetime, hours: int) -> str:
    official = people.official_by_account(tx, NAME, member) if member else None
    if official is None:
        raise Refused(UNKNOWN)
    return people.begin_session(tx, official.id, now, hours)


def _refused(request: web.Request, refusal: Refused) -> web.Response:
    sentence = service_of(request).wording.say(language_of(request), refusal.reason)
    return page(
        request,
        "sign_in.html",
        status=403,
        section="sign_in",
        refusal=sentence,
        unknown=refusal.reason == UNKNOWN,
    )


def _channel(service: Service) -> WecomChannel:
    found = service.channels.get(NAME)
    if not isinstance(found, WecomChannel):
        raise Problem(404, "not_found")
    return found


def _see(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})
