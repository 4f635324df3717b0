"""What a platform is answered where all is well: 200, with its headers and its text in one piece.

aiohttp's own response, which can be anything, takes as long to make and to write as the request
takes to be read. What comes out is the same, to the byte.
"""

from __future__ import annotations

import time
from email.utils import formatdate
from functools import lru_cache

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import SERVER_SOFTWARE

_BLANK = "text/plain"


def all_is_well(
    request: web.BaseRequest, text: str = "", content_type: str = _BLANK
) -> web.StreamResponse:
    """The response that says `text`, or nothing; `content_type` without its charset."""
    if request.version == HttpVersion11 and request.keep_alive:
        return _Piece(text, content_type)
    # Whether the connection is kept is then to be said as well.
    return web.Response(text=text, content_type=content_type) if text else web.Response()


class _Piece(web.StreamResponse):
    """A response that is written whole, to whoever speaks HTTP/1.1 and stays connected."""

    def __init__(self, text: str, content_type: str) -> None:
        super().__init__()
        self._text = text
        self._type = content_type
        self._written = False

    @property
    def keep_alive(self) -> bool:
        """Whether the next request may come the same way."""
        return True

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Write all of it. Raises `ConnectionError` where nobody is there any more."""
        if not self._written:
            self._written = True
            await request.writer.write_eof(_whole(self._text, self._type))
        return request.writer

    async def write_eof(self, data: bytes = b"") -> None:
        """All of it has been written already."""


def _whole(text: str, content_type: str) -> bytes:
    body = text.encode()
    typed = f"Content-Type: {content_type}; charset=utf-8\r\n" if body else ""
    head = f"{typed}Content-Length: {len(body)}\r\n{_ending(int(time.time()))}"
    return b"HTTP/1.1 200 OK\r\n" + head.encode("ascii") + body


@lru_cache(2)
def _ending(second: int) -> str:
    """The last of the headers, which are the same for all answers of a second."""
    return f"Date: {formatdate(second, usegmt=True)}\r\nServer: {SERVER_SOFTWARE}\r\n\r\n"
