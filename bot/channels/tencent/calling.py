"""Calls the platforms' API: raw UTF-8 JSON, one more try with a new token, nothing in a log."""

from __future__ import annotations

import io
import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

import aiohttp

from bot.channels.connections import Connections, HungUp
from bot.channels.tencent.access_token import TokenKeeper
from bot.channels.tencent.errors import BUSY, ApiError, NoAnswer, NotSent

SECONDS = 15.0
CONNECT_SECONDS = 5.0
MEDIA_SECONDS = 22.0
_EXPIRED = frozenset({40001, 40014, 42001})
_JSON = {"Content-Type": "application/json; charset=utf-8"}

T = TypeVar("T")
Answer = dict[str, Any]


class Caller:
    """One HTTP session towards one API server such as https://api.weixin.qq.com."""

    def __init__(self, base_url: str) -> None:
        self._base = base_url.rstrip("/")
        self._connections = Connections(partial(aiohttp.ClientSession, trust_env=True))

    async def hang_up(self) -> None:
        """Close all connections; what is still to be sent then is not."""
        await self._connections.hang_up()

    async def get(self, path: str, query: dict[str, str]) -> Answer:
        """Ask without a token. Raises `ApiError`, `NotSent` or `NoAnswer`."""
        return answer_of(*await self.request("GET", path, query))

    async def post(self, path: str, body: object, query: dict[str, str] | None = None) -> Answer:
        """Post JSON. Raises `ApiError`, `NotSent` or `NoAnswer`."""
        # The platform shows \\u escapes as they are, or refuses them (40033).
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        found = await self.request("POST", path, query or {}, data=data, headers=_JSON)
        return answer_of(*found)

    async def request(
        self,
        method: str,
        path: str,
        query: dict[str, str],
        *,
        seconds: float = SECONDS,
        most: int = 1 << 20,
        **more: Any,  # noqa: ANN401 - aiohttp's own
    ) -> tuple[int, bytes]:
        """Status and body, of which at most `most` bytes are taken.

        Raises `NotSent` or `NoAnswer`. `path` may be a whole address. The exceptions of the
        library hold the address, and so the token: none of them is passed on.
        """
        url = path if "://" in path else f"{self._base}{path}"
        timeout = aiohttp.ClientTimeout(total=seconds, connect=CONNECT_SECONDS)
        try:
            async with self._connections.opened().request(
                method, url, params=query, timeout=timeout, **more
            ) as response:
                body = await response.content.read(most + 1)
                while len(body) <= most and (chunk := await response.content.read(most)):
                    body += chunk
                return response.status, body
        except HungUp:
            raise NotSent("the service stops") from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise NotSent("the platform cannot be reached") from None
        except (aiohttp.ClientError, TimeoutError, ValueError):
            raise NoAnswer("no answer in time") from None


class Api:
    """Calls that need a token; one that has run out is replaced, and the call made once more."""

    def __init__(self, caller: Caller, keeper: TokenKeeper) -> None:
        self.caller = caller
        self._keeper = keeper

    async def post(self, path: str, body: object) -> Answer:
        """Post JSON. Raises `ApiError`, `NotSent` or `NoAnswer`."""
        return await self._with_token(
            lambda token: self.caller.post(path, body, {"access_token": token})
        )

    async def get(self, path: str, **query: str) -> Answer:
        """Ask. Raises `ApiError`, `NotSent` or `NoAnswer`."""
        return await self._with_token(
            lambda token: self.caller.get(path, {"access_token": token, **query})
        )

    async def upload(self, path: str, kind: str, name: str, body: bytes, media_type: str) -> str:
        """Lay a file down with the platform; its media id. Raises as `post`."""

        async def send(token: str) -> Answer:
            # Names in Chinese go as they are: the platform reads no escapes there.
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("media", io.BytesIO(body), filename=name, content_type=media_type)
            query = {"access_token": token, "type": kind}
            return answer_of(
                *await self.caller.request("POST", path, query, seconds=MEDIA_SECONDS, data=form)
            )

        answer = await self._with_token(send)
        return str(answer.get("media_id", ""))

    async def download(self, path: str, media_id: str, most: int) -> bytes | Answer:
        """A file's bytes, or what the platform says instead (the address of a video).

        Raises as `post`, and `ApiError` 45001 for a file of more than `most` bytes.
        """

        async def fetch(token: str) -> bytes | Answer:
            query = {"access_token": token, "media_id": media_id}
            status, body = await self.caller.request(
                "GET", path, query, seconds=MEDIA_SECONDS, most=most
            )
            # Refusals come as text, whatever the content type says.
            if status != 200 or body.lstrip()[:1] == b"{":
                return answer_of(status, body)
            if len(body) > most:
                raise ApiError(45001)
            return body

        return await self._with_token(fetch)

    async def _with_token(self, call: Callable[[str], Awaitable[T]]) -> T:
        token = await self._keeper.get()
        try:
            return await call(token)
        except ApiError as error:
            if error.code not in _EXPIRED:
                raise
        await self._keeper.expire(token)
        return await call(await self._keeper.get())


def answer_of(status: int, body: bytes) -> Answer:
    """The answer in a body. Raises `ApiError`; what is no JSON is a platform out of order."""
    try:
        # Names may hold control characters, and half of a character.
        answer = json.loads(body.decode("utf-8", "ignore"), strict=False)
    except (ValueError, RecursionError):
        raise ApiError(BUSY, f"status {status}") from None
    if status >= 500 or not isinstance(answer, dict):
        raise ApiError(BUSY, f"status {status}")
    code = answer.get("errcode", 0)
    if code != 0:
        number = code if isinstance(code, int) else BUSY
        raise ApiError(number, str(answer.get("errmsg", ""))[:300])
    return answer
