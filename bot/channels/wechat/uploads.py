"""Lays files down with the platform, and takes residents' files over before they run out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from msgspec.structs import replace

from bot.channels.tencent.calling import MEDIA_SECONDS, Api
from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
from bot.channels.tencent.uploads import DOWNLOAD, LARGEST, UNKNOWN_FILE, Bodies, LaidDown
from bot.channels.wechat.failures import NOT_AUTHORISED, facts_of
from bot.clock import Clock
from bot.errors import SendError
from bot.models import Attachment, Media

_GONE = frozenset({UNKNOWN_FILE, NOT_AUTHORISED, 45001})


class Uploads:
    """The files of one account. `hosts` are those from which an address may be fetched."""

    def __init__(
        self,
        api: Api,
        bodies: Bodies,
        hosts: Sequence[str],
        now: Clock,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._api = api
        self._hosts = tuple(hosts)
        self._now = now
        self._laid_down = LaidDown(api, bodies, clock)

    async def media_id(self, attachment: Attachment, kind: str, message_id: int) -> str:
        """The platform's id of a file; empty where it was erased here. Raises as `Api.upload`."""
        return await self._laid_down.media_id(attachment, kind, message_id)

    def forget(self, attachment: Attachment) -> None:
        """The platform does not know the file any more."""
        self._laid_down.forget(attachment)

    async def fetch(self, media: Media) -> Media:
        """A resident's file with its bytes.

        Raises `SendError`: retryable where it may be had later, else it is gone for good.
        """
        media_id, _, address = media.reference.partition(" ")
        try:
            body = await self._fetched(media_id, address)
        except (ApiError, NotSent, NoAnswer) as error:
            gone = isinstance(error, ApiError) and error.code in _GONE
            facts = facts_of(error, self._now)
            raise SendError(str(facts), retryable=not gone) from error
        return replace(media, body=body, size=len(body))

    async def _fetched(self, media_id: str, address: str) -> bytes:
        try:
            found = await self._api.download(DOWNLOAD, media_id, LARGEST)
        except ApiError:
            # A picture also has an address of its own, for accounts without the right as well.
            if not address:
                raise
            return await self._from(address)
        if isinstance(found, bytes):
            return found
        return await self._from(str(found.get("video_url", "")))

    async def _from(self, address: str) -> bytes:
        host = (urlsplit(address).hostname or "").lower()
        if not any(host == each or host.endswith(f".{each}") for each in self._hosts):
            # In plain mode anybody who saw one push can make others up.
            raise ApiError(UNKNOWN_FILE, "the file lies with a stranger")
        status, body = await self._api.caller.request(
            "GET", address, {}, seconds=MEDIA_SECONDS, most=LARGEST, allow_redirects=False
        )
        if status != 200:
            raise ApiError(-1 if status >= 500 else UNKNOWN_FILE)
        if len(body) > LARGEST:
            raise ApiError(45001)
        return body
