"""Scripts, styles and pictures, at addresses that change with their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "static"
A_YEAR = 365 * 24 * 3600
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    media_type: str
    body: bytes = field(repr=False)


@cache
def assets() -> Mapping[str, Asset]:
    """All files of bot/web/static by name; read once."""
    return {path.name: _read(path) for path in sorted(FOLDER.iterdir()) if path.is_file()}


@cache
def edition() -> str:
    """A digest over all of them: modules import each other, so they change address together."""
    total = hashlib.sha256()
    for name, each in assets().items():
        total.update(f"{name}\0{len(each.body)}\0".encode() + each.body)
    return total.hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a file; it may be kept for a year, for another content has another address.

    Raises `KeyError` for a file that is not there, so that no page links into the void.
    """
    if name not in assets():
        raise KeyError(name)
    return f"/static/{edition()}/{name}"


def asset_of(name: str) -> Asset:
    """A file by its name. Raises `KeyError` for one that is not there."""
    return assets()[name]


async def serve(request: web.Request) -> web.Response:
    """`GET /static/{edition}/{name}`."""
    known = assets().get(request.match_info["name"])
    if known is None:
        raise web.HTTPNotFound
    current = request.match_info["edition"] == edition()
    return respond(request, known, seconds=A_YEAR if current else 0)


def respond(request: web.Request, known: Asset, *, seconds: int) -> web.Response:
    """A file that may be kept for `seconds`."""
    small = "gzip" in request.headers.get("Accept-Encoding", "")
    response = web.Response(body=_compressed(known.body) if small else known.body)
    response.content_type = known.media_type
    if known.media_type.startswith("text/"):
        response.charset = "utf-8"
    if small:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    kept = f"public, max-age={seconds}" + (", immutable" if seconds == A_YEAR else "")
    response.headers["Cache-Control"] = kept if seconds else "no-cache"
    return response


def make_ready() -> None:
    """Read and compress every file, before the first page asks for it."""
    edition()
    for each in assets().values():
        _compressed(each.body)


@lru_cache(maxsize=256)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def _read(path: Path) -> Asset:
    guessed = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return Asset(guessed or "application/octet-stream", path.read_bytes())
