"""Lays files down with WeCom under their own names, and takes officials' files over in time."""

from __future__ import annotations

import re

from msgspec.structs import replace

from bot.channels.tencent.calling import Api
from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
from bot.channels.tencent.uploads import DOWNLOAD, LARGEST, UNKNOWN_FILE, digest_name
from bot.channels.wecom.failures import facts_of
from bot.errors import SendError
from bot.models import Attachment, Media

LONGEST_NAME = 60
_TOO_LARGE = 45001
_UNFIT = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|]')
"""What a file's name must not hold: it stands in a header, and on somebody's disk."""


def name_of(attachment: Attachment) -> str:
    """A file's own name, made fit; an official looks for it by it."""
    name = _UNFIT.sub("_", attachment.name).strip(" .")
    return name[-LONGEST_NAME:] if name else digest_name(attachment)


async def fetch(api: Api, media: Media) -> Media:
    """An official's file with its bytes.

    Raises `SendError`: retryable where it may be had later, else it is gone for good.
    """
    try:
        found = await api.download(DOWNLOAD, media.reference, LARGEST)
    except (ApiError, NotSent, NoAnswer) as error:
        gone = isinstance(error, ApiError) and error.code in (UNKNOWN_FILE, _TOO_LARGE)
        raise SendError(str(facts_of(error)), retryable=not gone) from error
    if not isinstance(found, bytes):
        raise SendError("the platform gives no file")
    return replace(media, body=found, size=len(found))
