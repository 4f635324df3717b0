"""Every way in which the web server says no, as one sentence in the reader's language."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.errors import Refused, StoreError, WenzhengError
from bot.web import service_of
from bot.web.language import language_of
from bot.web.pages import page

log = logging.getLogger("wenzheng.web")

TOO_MANY = "limits.too_many"
_CODES = {400: "malformed", 401: "token", 403: "forbidden", 404: "not_found", 405: "not_found"}
_CODES |= {413: "too_large", 415: "type", 426: "malformed", 429: "too_many"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Problem(Exception):  # noqa: N818 - what the reader meets, not what broke
    """A refusal with its HTTP status; `code` names the sentence `pages.error_<code>`."""

    def __init__(
        self, status: int, code: str, /, *, retry_after: int = 0, **values: object
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.values = values


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever goes wrong into one helpful sentence: JSON for scripts, else a page."""
    try:
        return await handler(request)
    except Problem as problem:
        headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
        return _answer(request, problem.status, problem.code, problem.values, headers)
    except web.HTTPException as refusal:
        if refusal.status < 400:
            raise
        code = "origin" if refusal.reason == "origin" else _CODES.get(refusal.status, "malformed")
        allowed = {"Allow": refusal.headers["Allow"]} if "Allow" in refusal.headers else {}
        return _answer(request, refusal.status, code, {}, allowed)
    except Refused as refusal:
        return _refuse(request, refusal)
    except StoreError as failure:
        log.error("the store failed: %s", failure)
        return _answer(request, 503, "not_kept", {}, {"Retry-After": "5"})
    except (ConnectionResetError, TimeoutError):
        raise
    except Exception as failure:  # noqa: BLE001 - the last net: an apology, never a traceback
        return _answer(request, 500, "unexpected", {"reference": report(failure)}, {})


def report(failure: Exception) -> str:
    """Log where something unexpected failed; returns the reference to tell the reader.

    Only places in the code are logged: an exception's message may hold what somebody wrote.
    """
    reference = secrets.token_hex(4)
    said = f": {failure}" if isinstance(failure, WenzhengError) else ""
    places = "".join(traceback.format_tb(failure.__traceback__))
    log.error("unexpected %s%s, reference %s\n%s", type(failure).__name__, said, reference, places)
    return reference


def _refuse(request: web.Request, refusal: Refused) -> web.Response:
    if refusal.reason == TOO_MANY:
        return _answer(request, 429, "too_many", {}, {"Retry-After": "60"})
    wording = service_of(request).wording
    if not wording.has(refusal.reason):
        return _answer(request, 409, "refused", {}, {})
    sentence = wording.say(language_of(request), refusal.reason, **refusal.values)
    return _render(request, 409, refusal.reason, sentence, {})


def _answer(
    request: web.Request,
    status: int,
    code: str,
    values: Mapping[str, object],
    headers: Mapping[str, str],
) -> web.Response:
    wording = service_of(request).wording
    sentence = wording.say(language_of(request), f"pages.error_{code}", **values)
    return _render(request, status, code, sentence, headers)


def _render(
    request: web.Request, status: int, code: str, sentence: str, headers: Mapping[str, str]
) -> web.Response:
    if wants_page(request):
        response = page(request, "error.html", status=status, code=code, sentence=sentence)
    else:
        response = web.json_response({"error": sentence, "code": code}, status=status)
    response.headers.update(headers)
    return response


def wants_page(request: web.Request) -> bool:
    """Whether a person is looking (a navigation), rather than a script of ours."""
    return "/api/" not in request.path and "text/html" in request.headers.get("Accept", "")
