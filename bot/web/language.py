"""Which of our languages a browser's request asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.web import service_of
from bot.wording import LANGUAGES

if TYPE_CHECKING:
    from aiohttp import web

_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


def language_of(request: web.Request) -> str:
    """The language of a page or a sentence for this request.

    What was chosen (`?lang=`) comes first, then the browser's preferences in their order, then
    the city's own language.
    """
    chosen = request.query.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    for preferred in _preferences(request.headers.get("Accept-Language", "")):
        if known := known_language(preferred):
            return known
    return service_of(request).wording.default


def known_language(tag: str) -> str:
    """Our name of the language that a browser calls `tag` (zh-TW, en-GB), or empty."""
    parts = tag.strip().lower().replace("_", "-").split("-")
    if parts[0] == "zh":
        return "zh-Hant" if _TRADITIONAL.intersection(parts) and "hans" not in parts else "zh-Hans"
    return "en" if parts[0] == "en" else ""


def _preferences(header: str) -> list[str]:
    weighed: list[tuple[float, str]] = []
    for part in header[:500].split(","):
        tag, _, weight = part.partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag))
        except ValueError:
            continue
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0])]
