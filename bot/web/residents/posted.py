"""A message as a page posts it: JSON, or a form with that JSON and files."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import msgspec
from aiohttp import BodyPartReader, web
from msgspec import Meta

from bot.web import service_of
from bot.web.problems import Problem
from bot.web.residents.uploads import clean_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.models import Media
    from bot.settings.shape import Uploads

_CHUNK = 64 * 1024
_LARGEST_JSON = 512 * 1024
_pictures = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pictures")
"""Opening pictures takes the processor; more at once would only take memory."""

Short = Annotated[str, Meta(max_length=200)]


class Posted(msgspec.Struct, frozen=True):
    """What a page says; `id` is its own identity of the message, the same one when it repeats."""

    id: Annotated[str, Meta(pattern=r"^[0-9a-fA-F-]{16,36}$")]
    text: Annotated[str, Meta(max_length=100_000)] = ""
    choice: Short = ""
    ticket: Short = ""
    reply_to: Short = ""
    language: Short = ""
    values: dict[Short, Annotated[str, Meta(max_length=2_000)]] = {}


@dataclass(frozen=True, slots=True)
class Parcel:
    """A posted message with its files, checked and cleaned."""

    posted: Posted
    media: tuple[Media, ...] = field(default=())


async def read_parcel(
    request: web.Request, clean: Callable[[bytes, str], Media] = clean_picture
) -> Parcel:
    """Read a posted message and its files, each as `clean` makes it of its bytes and its name.

    Raises `Problem` 400 (not such a message), 413 (too large, too many), 415 (no such file).
    """
    kind = request.content_type
    if kind == "application/json":
        return Parcel(_decode(await request.read()))
    if kind == "multipart/form-data":
        return await _read_form(request, clean)
    raise Problem(415, "malformed")


async def read_residents_parcel(request: web.Request) -> Parcel:
    """What a resident posted; raises as `read_parcel`, and `Problem` 413 for too many words."""
    parcel = await read_parcel(request)
    longest = service_of(request).settings.conversation.longest_message
    if len(parcel.posted.text) > longest:
        raise Problem(413, "too_long", count=longest)
    return parcel


async def _read_form(request: web.Request, clean: Callable[[bytes, str], Media]) -> Parcel:
    uploads = service_of(request).settings.uploads
    if (request.content_length or 0) > _largest(uploads) * uploads.max_files + _LARGEST_JSON:
        raise Problem(413, "too_large", megabytes=uploads.max_megabytes)
    posted: Posted | None = None
    media: list[Media] = []
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name not in ("message", "file"):
                raise Problem(400, "malformed")
            if part.name == "message":
                posted = _decode(await _read_part(part, _LARGEST_JSON, uploads))
            elif len(media) == uploads.max_files:
                raise Problem(413, "too_many_files", count=uploads.max_files)
            else:
                media.append(await _read_file(part, uploads, clean))
    except (ValueError, AssertionError) as error:  # aiohttp's, for a form that is none
        raise Problem(400, "malformed") from error
    if posted is None:
        raise Problem(400, "malformed")
    return Parcel(posted, tuple(media))


async def _read_file(
    part: BodyPartReader, uploads: Uploads, clean: Callable[[bytes, str], Media]
) -> Media:
    body = await _read_part(part, _largest(uploads), uploads)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_pictures, clean, body, part.filename or "")


def _largest(uploads: Uploads) -> int:
    return uploads.max_megabytes * 1024 * 1024


async def _read_part(part: BodyPartReader, largest: int, uploads: Uploads) -> bytes:
    body = bytearray()
    while chunk := await part.read_chunk(_CHUNK):
        body += chunk
        if len(body) > largest:
            raise Problem(413, "too_large", megabytes=uploads.max_megabytes)
    return bytes(body)


def _decode(body: bytes) -> Posted:
    try:
        posted = msgspec.json.decode(body, type=Posted)
        posted.text.encode()
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise Problem(400, "malformed") from error
    # A NUL is no text to PostgreSQL, and nobody means it.
    return msgspec.structs.replace(posted, text=posted.text.replace("\0", ""))
