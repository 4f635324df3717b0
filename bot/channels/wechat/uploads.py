"""Lays files down with the platform, and takes residents' files over before they run out."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bot.channels.tencent.calling import MEDIA_SECONDS, Api
from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
from bot.channels.wechat.failures import NOT_AUTHORISED, facts_of
from bot.channels.wechat.lent import Bodies
from bot.clock import Clock
from bot.errors import SendError
from bot.models import Attachment, Media

UPLOAD, DOWNLOAD = "/cgi-bin/media/upload", "/cgi-bin/media/get"
LARGEST = 20 * 1024 * 1024
KEPT_SECONDS = 2.5 * 24 * 3600
"""The platform keeps a file for three days; we rely on a little less."""
REMEMBERED = 2_000
_GONE = 40007
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "audio/amr": "amr",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
}


@dataclass(frozen=True, slots=True)
class Lying:
    """A file that lies with the platform."""

    media_id: str
    until: float


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
        self._bodies = bodies
        self._hosts = tuple(hosts)
        self._now = now
        self._clock = clock
        self._lying: OrderedDict[str, Lying] = OrderedDict()

    async def media_id(self, attachment: Attachment, kind: str, message_id: int) -> str:
        """The platform's id of a file; empty where it was erased here. Raises as `Api.upload`."""
        known = self._lying.get(attachment.sha256)
        if known is not None and self._clock() < known.until:
            return known.media_id
        body = await self._bodies(message_id, attachment.sha256)
        if body is None:
            return ""
        ending = _ENDINGS.get(attachment.media_type, "bin")
        media_id = await self._api.upload(
            UPLOAD, kind, f"{attachment.sha256[:12]}.{ending}", body, attachment.media_type
        )
        self._lying[attachment.sha256] = Lying(media_id, self._clock() + KEPT_SECONDS)
        while len(self._lying) > REMEMBERED:
            self._lying.popitem(last=False)
        return media_id

    def forget(self, attachment: Attachment) -> None:
        """The platform does not know the file any more."""
        self._lying.pop(attachment.sha256, None)

    async def fetch(self, media: Media) -> Media:
        """A resident's file with its bytes.

        Raises `SendError`: retryable where it may be had later, else it is gone for good.
        """
        media_id, _, address = media.reference.partition(" ")
        try:
            body = await self._fetched(media_id, address)
        except (ApiError, NotSent, NoAnswer) as error:
            gone = isinstance(error, ApiError) and error.code in (_GONE, NOT_AUTHORISED, 45001)
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
            raise ApiError(_GONE, "the file lies with a stranger")
        status, body = await self._api.caller.request(
            "GET", address, {}, seconds=MEDIA_SECONDS, most=LARGEST, allow_redirects=False
        )
        if status != 200:
            raise ApiError(-1 if status >= 500 else _GONE)
        if len(body) > LARGEST:
            raise ApiError(45001)
        return body
