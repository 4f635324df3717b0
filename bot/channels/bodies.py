"""Reads the body of what a platform posts, as far as it may be large."""

from __future__ import annotations

from aiohttp import web


async def body_of(request: web.BaseRequest, largest: int) -> bytes | None:
    """The body; None where it has more than `largest` bytes, of which no more are read then."""
    if (request.content_length or 0) > largest:
        return None
    pieces, size, content = [], 0, request.content
    # Mostly all of it has come at once. `request.read` looks once more then, which takes longer.
    while not content.at_eof():
        pieces.append(await content.readany())
        size += len(pieces[-1])
        if size > largest:
            return None
    return b"".join(pieces)
