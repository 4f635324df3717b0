"""The one script tag by which the city's own site shows the conversation in a corner."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
from aiohttp import web

from bot.web import Service, service_of
from bot.web.static import Asset, asset_of, respond
from bot.wording import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.wording import Wording

_PLACE = b'"__WORDS__"'
_PREFIX = "widget_"
_SECONDS = 300


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """The script's address, which stands in other people's pages and never changes."""
    return [web.get("/widget.js", show)]


async def show(request: web.Request) -> web.Response:
    """`GET /widget.js`: makes the button and the frame; the frame's policy decides who may."""
    response = respond(request, script(service_of(request).wording), seconds=_SECONDS)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def script(wording: Wording) -> Asset:
    """The script with its words in every language."""
    words = {language: _words(wording, language) for language in LANGUAGES}
    plain = asset_of("widget.js")
    return replace(plain, body=plain.body.replace(_PLACE, msgspec.json.encode(words)))


def _words(wording: Wording, language: str) -> dict[str, str]:
    return {
        name.removeprefix(_PREFIX): text
        for name, text in wording.section(language, "pages").items()
        if name.startswith(_PREFIX)
    }
