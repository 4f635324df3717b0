"""Makes a message whole before it is handled: its files by their bytes, an album as one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from bot.channels import Fetching
from bot.errors import SendError
from bot.models import Attachment, Content, InboundMessage, Media
from bot.store.inbox import Arrival
from bot.wording import Wording

ALBUM_QUIET = timedelta(seconds=1.5)
"""How long after its last part an album counts as whole; no platform tells its end."""
_MEGABYTE = 1024 * 1024


def unpack(message: InboundMessage) -> tuple[InboundMessage, dict[str, bytes]]:
    """The message with its files as attachments, and their bytes by SHA-256."""
    if not message.media:
        return message, {}
    bodies: dict[str, bytes] = {}
    attachments = list(message.attachments)
    to_fetch: list[Media] = []
    for media in message.media:
        if media.body is None:
            to_fetch.append(media)
            continue
        sha256 = hashlib.sha256(media.body).hexdigest()
        bodies[sha256] = media.body
        attachments.append(Attachment(sha256, media.media_type, len(media.body), media.name))
    return replace(message, media=tuple(to_fetch), attachments=tuple(attachments)), bodies


def one_of(parts: Sequence[Arrival]) -> InboundMessage:
    """The parts of an album as one message: all their words and all their files."""
    messages = [part.message for part in parts]
    return replace(
        messages[0],
        text="\n".join(each.text for each in messages if each.text),
        media=tuple(media for each in messages for media in each.media),
        attachments=tuple(kept for each in messages for kept in each.attachments),
    )


async def fetch_all(
    message: InboundMessage, channel: Fetching, *, last_try: bool
) -> tuple[InboundMessage, dict[str, bytes]]:
    """The message with every file that can be had, and the bytes by SHA-256.

    A file that never can be had stays behind as a reference. Raises `SendError` where one may be
    had later, unless this is the last try.
    """
    fetched: list[Media] = []
    for media in message.media:
        try:
            fetched.append(await channel.fetch(media))
        except SendError as error:
            if error.retryable and not last_try:
                raise
            fetched.append(media)
    return unpack(replace(message, media=tuple(fetched)))


def told_of_files(message: InboundMessage, wording: Wording) -> Content:
    """What officials see of a message: also which files could not be taken over."""
    lost = [
        wording.say(wording.default, "files.left_behind", **facts(each)) for each in message.media
    ]
    said = message.text
    if said and message.heard:
        said = wording.say(wording.default, "files.heard", text=said)
    return Content(
        "\n".join(part for part in (said, *lost) if part), attachments=message.attachments
    )


def facts(media: Media) -> dict[str, object]:
    """Name and size of a file, as the catalogue's sentences want them."""
    return {"name": media.name, "megabytes": round(media.size / _MEGABYTE, 1)}
