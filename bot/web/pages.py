"""Puts a page together: jinja2 layout from bot/templates, words from the catalogue."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.web import service_of
from bot.web.language import language_of
from bot.web.static import asset
from bot.wording import LANGUAGES, Wording

TEMPLATES = Path(__file__).parent.parent / "templates"


def page(
    request: web.Request,
    template: str,
    /,
    *,
    status: int = 200,
    section: str = "pages",
    language: str = "",
    **values: object,
) -> web.Response:
    """A page in `language` (default: what the request asks for).

    In the template `t("send")` is a sentence of `section`, `t("pages.send")` one of another;
    `words` is the whole section, for the page's script; `asset("chat.js")` a file's address.
    """
    service = service_of(request)
    spoken = language or language_of(request)
    text = (
        environment()
        .get_template(template)
        .render(
            t=partial(_say, service.wording, spoken, section),
            words=service.wording.section(spoken, section),
            language=spoken,
            languages=LANGUAGES,
            city=service.settings.city_in(spoken),
            zone=service.settings.timezone,
            asset=asset,
            day=service.wording.day,
            time=service.wording.time,
            **values,
        )
    )
    response = web.Response(text=text, content_type="text/html", charset="utf-8", status=status)
    response.headers["Content-Language"] = spoken
    response.headers["Vary"] = "Accept-Language, Accept-Encoding"
    response.enable_compression()
    return response


@cache
def environment() -> Environment:
    """The layouts; what they print is escaped, and a missing value is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def make_ready() -> None:
    """Compile every layout, which takes a tenth of a second in all; nobody's first page waits."""
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)


def _say(wording: Wording, language: str, section: str, name: str, /, **values: object) -> str:
    return wording.say(language, name if "." in name else f"{section}.{name}", **values)
