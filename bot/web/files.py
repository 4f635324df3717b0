"""Files of a conversation: at signed addresses that expire, never executable from our origin."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from bot.channels.web import PICTURES
from bot.store import messages
from bot.web import Service, service_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_PURPOSE = "file"
_DAYS = 2
_SUFFIX = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
}


def routes(service: Service) -> Iterable[web.AbstractRouteDef]:
    """The address of every file."""
    return [web.get(r"/files/{sha256:[0-9a-f]{64}}", show)]


def file_link(service: Service, sha256: str, message_id: int, now: datetime) -> str:
    """The address of a file of a message, good for one to two days.

    It changes once a day only, so that a browser need not fetch a picture twice.
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    expires = int((midnight + timedelta(days=_DAYS)).timestamp())
    signature = service.signer.sign(_PURPOSE, f"{sha256}:{message_id}:{expires}")
    return f"/files/{sha256}?m={message_id}&e={expires}&s={signature}"


async def show(request: web.Request) -> web.Response:
    """`GET /files/{sha256}?m=MESSAGE&e=EXPIRY&s=SIGNATURE`."""
    service = service_of(request)
    sha256 = request.match_info["sha256"]
    message_id, expires = (request.query.get(name, "") for name in ("m", "e"))
    signed = f"{sha256}:{message_id}:{expires}"
    if not service.signer.check(_PURPOSE, signed, request.query.get("s", "")):
        raise web.HTTPNotFound
    if int(expires) <= service.clock().timestamp():
        raise web.HTTPNotFound
    found = await service.database.read(lambda tx: messages.attachment(tx, int(message_id), sha256))
    if found is None:
        raise web.HTTPNotFound
    return _response(sha256, *found)


def _response(sha256: str, media_type: str, body: bytes) -> web.Response:
    shown = media_type in PICTURES
    how = "inline" if shown else "attachment"
    name = sha256[:12] + _SUFFIX.get(media_type, ".bin")
    known = media_type in _SUFFIX
    return web.Response(
        body=body,
        headers={
            "Content-Type": media_type if known else "application/octet-stream",
            "Content-Disposition": f'{how}; filename="{name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, max-age=86400, immutable",
        },
    )
