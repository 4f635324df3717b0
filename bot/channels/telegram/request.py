"""Carries the library's calls over aiohttp, in a fraction of the time that its own way takes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.connections import Connections

NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""What keeps a call from being sent at all; after any other failure it may have arrived."""
LONGEST = 86_400.0
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds of one call: to be connected, to be written (with files: `media`), to be answered."""

    connect: float
    write: float
    media: float
    read: float


class AiohttpRequest(BaseRequest):
    """At most so many `connections` at a time, opened with the first call.

    Nothing follows a redirection or keeps a cookie; the variables `HTTPS_PROXY` and `NO_PROXY`
    are heeded, as by the library's own.
    """

    __slots__ = ("_connections", "_patience")

    def __init__(self, connections: int, patience: Patience) -> None:
        self._connections = Connections(partial(self._session, connections))
        self._patience = patience

    @property
    def read_timeout(self) -> float:
        """How long an answer may take, where a call does not say so itself."""
        return self._patience.read

    async def initialize(self) -> None:
        """Nothing is opened before it is needed."""

    async def shutdown(self) -> None:
        """Close all connections; nothing can be called any more."""
        await self._connections.hang_up()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and the body of an answer.

        Raises `TimedOut` or `NetworkError`, whose cause is one of `NOT_SENT` where the call never
        left. None of them quotes the address, which holds the token.
        """
        body, headers = _written(request_data)
        patience = self._patience
        usual = patience.media if isinstance(body, aiohttp.FormData) else patience.write
        connect = _seconds(connect_timeout, patience.connect)
        read = _seconds(read_timeout, patience.read)
        total = connect + _seconds(write_timeout, usual) + read
        timeout = aiohttp.ClientTimeout(total=total, connect=connect, sock_read=read)
        try:
            async with self._connections.opened().request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error

    def _session(self, connections: int) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
            trust_env=True,
        )


def _written(asked: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    if asked is None:
        return None, {}
    if not asked.contains_files:
        return asked.url_encoded_parameters().encode(), {"Content-Type": _FORM}
    # The platform reads a file's name as it stands, not in percent signs.
    form = aiohttp.FormData(quote_fields=False)
    for name, text in asked.json_parameters.items():
        form.add_field(name, text)
    for name, (filename, content, media_type) in asked.multipart_data.items():
        held = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, held, filename=filename, content_type=media_type)
    return form, {}


def _seconds(asked: object, usual: float) -> float:
    """What a call says, None being for ever; what is usual where it says nothing."""
    if isinstance(asked, int | float):
        return asked
    return LONGEST if asked is None else usual
