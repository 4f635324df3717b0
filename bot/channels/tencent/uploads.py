"""Lays files down with the platform, each once for as long as it lies there."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.channels.tencent.calling import Api
from bot.models import Attachment

UPLOAD, DOWNLOAD = "/cgi-bin/media/upload", "/cgi-bin/media/get"
LARGEST = 20 * 1024 * 1024
KEPT_SECONDS = 2.5 * 24 * 3600
"""The platform keeps a file for three days; we rely on a little less."""
REMEMBERED = 2_000
UNKNOWN_FILE = 40007
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "audio/amr": "amr",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
}

Bodies = Callable[[int, str], Awaitable[bytes | None]]
"""The bytes of a file that a message holds, by the message's id and the SHA-256."""
NameOf = Callable[[Attachment], str]


@dataclass(frozen=True, slots=True)
class Lying:
    """A file that lies with the platform."""

    media_id: str
    until: float


def digest_name(attachment: Attachment) -> str:
    """A file's name that tells nothing of it."""
    return f"{attachment.sha256[:12]}.{_ENDINGS.get(attachment.media_type, 'bin')}"


class LaidDown:
    """The files of one account that lie with the platform; `name_of` is what they are called."""

    def __init__(
        self,
        api: Api,
        bodies: Bodies,
        clock: Callable[[], float] = time.monotonic,
        name_of: NameOf = digest_name,
    ) -> None:
        self._api = api
        self._bodies = bodies
        self._clock = clock
        self._name_of = name_of
        self._lying: OrderedDict[tuple[str, str], Lying] = OrderedDict()

    async def media_id(self, attachment: Attachment, kind: str, message_id: int) -> str:
        """The platform's id of a file; empty where it was erased here. Raises as `Api.upload`."""
        known = self._lying.get((attachment.sha256, kind))
        if known is not None and self._clock() < known.until:
            return known.media_id
        body = await self._bodies(message_id, attachment.sha256)
        if body is None:
            return ""
        name = self._name_of(attachment)
        media_id = await self._api.upload(UPLOAD, kind, name, body, attachment.media_type)
        self._lying[attachment.sha256, kind] = Lying(media_id, self._clock() + KEPT_SECONDS)
        while len(self._lying) > REMEMBERED:
            self._lying.popitem(last=False)
        return media_id

    def forget(self, attachment: Attachment) -> None:
        """The platform does not know the file any more."""
        for key in [each for each in self._lying if each[0] == attachment.sha256]:
            del self._lying[key]
