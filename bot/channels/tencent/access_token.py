"""The token behind each call: fetched by one, used by all, thrown away only by who saw it fail."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.tencent.errors import ApiError
from bot.clock import Clock

log = logging.getLogger(__name__)
MARGIN = timedelta(seconds=300)
"""The platform replaces a token when so much of its time is left (getStableAccessToken)."""
SHORTEST = timedelta(seconds=60)
WRONG_SECRET_SECONDS = 30
WRONG_ADDRESS_SECONDS = 300
GIVEN_UP_SECONDS = 3600
_WRONG_SECRET = frozenset({40001, 40013, 40125})
_WRONG_ADDRESS = frozenset({40164, 61004, 60020, 89503})
_SOON_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Token:
    """A token, and until when it is used."""

    value: str = field(repr=False)
    until: datetime


class Shelf(Protocol):
    """Where the processes of one installation share their tokens."""

    async def look(self, name: str) -> Token | None:
        """The token that lies there."""

    async def put(self, name: str, token: Token) -> None:
        """Lay a token there for all."""

    async def drop(self, name: str, value: str) -> None:
        """Take this very token away, and no newer one."""


class NoShelf:
    """A token of one's own, for a command; the platform gives the same one to all who ask."""

    async def look(self, name: str) -> Token | None:
        """Nothing lies there."""
        return None

    async def put(self, name: str, token: Token) -> None:
        """It is used once."""

    async def drop(self, name: str, value: str) -> None:
        """Nothing lies there."""


Fetch = Callable[[], Awaitable[tuple[str, float]]]
"""Asks the platform: the token, and for how many seconds it is good. Raises `ApiError`."""


class TokenKeeper:
    """Holds the token of one account.

    After a refusal the platform is asked again only after a pause, however many call meanwhile:
    a wrong secret must not become a storm. Where the platform shuts out an address that keeps
    giving wrong ones, it is given at most `tries` times in an hour.
    """

    def __init__(
        self,
        name: str,
        fetch: Fetch,
        shelf: Shelf,
        clock: Clock,
        *,
        tries: int | None = None,
        account: str = "AppID",
    ) -> None:
        self._name = name
        self._fetch = fetch
        self._shelf = shelf
        self._clock = clock
        self._token: Token | None = None
        self._failed = ""
        self._one_at_a_time = asyncio.Lock()
        self._tries = tries
        self._account = account
        self._wrong = 0
        self._refusal: ApiError | None = None
        self._again_at = datetime.min.replace(tzinfo=clock().tzinfo)

    async def get(self) -> str:
        """A token that is good as far as we know.

        Raises `ApiError` where the platform gives none, `NotSent` or `NoAnswer` where it is not
        to be reached.
        """
        if held := self._good(self._token):
            return held
        async with self._one_at_a_time:
            if held := self._good(self._token):
                return held
            self._token = await self._shelf.look(self._name)
            if (held := self._good(self._token)) and held != self._failed:
                return held
            self._token = await self._fetched()
            await self._shelf.put(self._name, self._token)
            return self._token.value

    async def expire(self, failed: str) -> None:
        """The platform did not take this token; a newer one, of whoever was quicker, stays."""
        if self._token is not None and self._token.value == failed:
            self._token = None
            self._failed = failed
            await self._shelf.drop(self._name, failed)

    async def _fetched(self) -> Token:
        now = self._clock()
        if self._refusal is not None and now < self._again_at:
            raise self._refusal
        try:
            value, seconds = await self._fetch()
        except ApiError as error:
            self._refusal = error
            self._again_at = now + timedelta(seconds=self._pause_after(error))
            log.error("%s: no access token: %s", self._name, advice(error, self._account))
            raise
        self._refusal, self._wrong = None, 0
        return Token(value, now + max(timedelta(seconds=seconds) - MARGIN, SHORTEST))

    def _pause_after(self, error: ApiError) -> int:
        self._wrong = self._wrong + 1 if error.code in _WRONG_SECRET else 0
        given_up = self._tries is not None and self._wrong >= self._tries
        return GIVEN_UP_SECONDS if given_up else pause_after(error)

    def _good(self, token: Token | None) -> str:
        return token.value if token is not None and self._clock() < token.until else ""


def is_wrong_address(error: ApiError) -> bool:
    """Whether the platform does not take calls from this machine's address."""
    return error.code in _WRONG_ADDRESS


def is_wrong_secret(error: ApiError) -> bool:
    """Whether account and secret do not belong together."""
    return error.code in _WRONG_SECRET


def pause_after(error: ApiError) -> int:
    """Seconds after which it makes sense to ask for a token again."""
    if is_wrong_address(error):
        return WRONG_ADDRESS_SECONDS
    return _SOON_SECONDS if error.code == -1 else WRONG_SECRET_SECONDS


def advice(error: ApiError, account: str = "AppID") -> str:
    """What went wrong with a token, and what to do about it, in one sentence.

    `account` is what the platform calls the account's id.
    """
    if is_wrong_address(error):
        address = error.address or "of this server"
        return f"add the IP address {address} to the account's IP allow list ({error})"
    if is_wrong_secret(error):
        return f"{account} and secret do not belong together, copy them anew ({error})"
    if error.code == 40243:
        return f"the secret is frozen, thaw it in the console ({error})"
    return str(error)
