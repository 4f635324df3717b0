"""Officials' files, fetched and opened within their five minutes; ours, laid down in chunks."""

from __future__ import annotations

import base64
import binascii
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msgspec.structs import replace

from bot.channels.tencent.crypto import key_of, unpad
from bot.channels.wecom_robot.decode import Locked
from bot.channels.wecom_robot.lent import Bodies
from bot.errors import SendError
from bot.models import Attachment, Media

LARGEST = 20 * 1024 * 1024
CHUNK = 512 * 1024
MOST_CHUNKS = 100
FETCH_SECONDS = 20.0
KEPT_SECONDS = 2.5 * 24 * 3600
"""The platform keeps a file for three days; we rely on a little less."""
REMEMBERED = 2_000
_LARGEST_IMAGE, _LARGEST_VOICE, _LARGEST_VIDEO = 2 << 20, 2 << 20, 10 << 20
_SIGNS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png", b"GIF8": "image/gif"}

Ask = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
"""Sends one frame and gives the body of its answer. Raises as `Line.ask`."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A file that lies with the platform."""

    media_id: str
    until: float


class Files:
    """The files of one robot. `encoding_key` opens those that bring no key of their own.

    `plain_http` is for a platform on this machine: elsewhere files come by https only.
    """

    def __init__(
        self,
        ask: Ask,
        bodies: Bodies,
        encoding_key: str,
        *,
        plain_http: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._bodies = bodies
        self._encoding_key = encoding_key
        self._schemes = ("https", "http") if plain_http else ("https",)
        self._clock = clock
        self._lying: OrderedDict[str, Lying] = OrderedDict()

    async def fetch(self, media: Media) -> Media:
        """An official's file with its bytes.

        Raises `SendError`: retryable where it may be had later, else it is gone for good.
        """
        try:
            locked = Locked.read(media.reference)
            key = _key(locked.key, self._encoding_key)
        except (ValueError, binascii.Error):
            raise SendError("the file's key cannot be read") from None
        if urlsplit(locked.url).scheme not in self._schemes:
            raise SendError("the file lies at no address of the platform")
        cipher, name = await _downloaded(locked.url)
        body = opened(cipher, key)
        if body is None:
            raise SendError("the file cannot be opened with its key")
        media_type = _type_of(body, media.media_type)
        return replace(
            media, body=body, size=len(body), media_type=media_type, name=media.name or name
        )

    async def media_id(self, attachment: Attachment, message_id: int) -> str:
        """The platform's id of a file of ours; empty where it was erased here.

        Raises as `Line.ask`, and `SendError` for what is too large.
        """
        known = self._lying.get(attachment.sha256)
        if known is not None and self._clock() < known.until:
            return known.media_id
        body = await self._bodies(message_id, attachment.sha256)
        if body is None:
            return ""
        if len(body) > min(LARGEST, CHUNK * MOST_CHUNKS):
            raise SendError("the file is too large for the platform")
        media_id = await self._lay_down(attachment, body)
        self._lying[attachment.sha256] = Lying(media_id, self._clock() + KEPT_SECONDS)
        while len(self._lying) > REMEMBERED:
            self._lying.popitem(last=False)
        return media_id

    async def _lay_down(self, attachment: Attachment, body: bytes) -> str:
        chunks = [body[at : at + CHUNK] for at in range(0, len(body), CHUNK)]
        begun = await self._ask(
            "aibot_upload_media_init",
            {
                "type": kind_of(attachment),
                "filename": name_of(attachment),
                "total_size": len(body),
                "total_chunks": len(chunks),
                "md5": hashlib.md5(body, usedforsecurity=False).hexdigest(),
            },
        )
        upload = {"upload_id": str(begun.get("upload_id") or "")}
        for at, chunk in enumerate(chunks):
            data = base64.b64encode(chunk).decode()
            await self._ask(
                "aibot_upload_media_chunk", {**upload, "chunk_index": at, "base64_data": data}
            )
        done = await self._ask("aibot_upload_media_finish", upload)
        return str(done.get("media_id") or "")


def kind_of(attachment: Attachment) -> str:
    """As what a file is shown; what is too large to be looked at goes as a file."""
    kind, size = attachment.media_type, attachment.size
    if kind in ("image/jpeg", "image/png") and size <= _LARGEST_IMAGE:
        return "image"
    if kind == "audio/amr" and size <= _LARGEST_VOICE:
        return "voice"
    return "video" if kind == "video/mp4" and size <= _LARGEST_VIDEO else "file"


def name_of(attachment: Attachment) -> str:
    """The name under which a file is laid down."""
    ending = attachment.media_type.rpartition("/")[2].partition("+")[0] or "bin"
    return attachment.name or f"{attachment.sha256[:12]}.{ending}"


def opened(cipher: bytes, key: bytes) -> bytes | None:
    """A file as it was before the platform locked it; None where the key does not fit.

    AES-256-CBC, the IV being the key's first 16 bytes, padded to 32 bytes (document 100719).
    """
    if not cipher or len(cipher) % 16:
        return None
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    return unpad(decryptor.update(cipher) + decryptor.finalize())


def _key(given: str, encoding_key: str) -> bytes:
    if not given:
        return key_of(encoding_key)
    # Base64 that comes without its last signs is base64 all the same.
    key = base64.b64decode(given + "=" * (-len(given) % 4))
    if len(key) != 32:
        raise ValueError("a key has 32 bytes")
    return key


async def _downloaded(url: str) -> tuple[bytes, str]:
    """The bytes and the name. Raises `SendError` that tells no address: it opens the file."""
    timeout = aiohttp.ClientTimeout(total=FETCH_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(trust_env=True, timeout=timeout) as session,
            session.get(url, allow_redirects=False) as response,
        ):
            if response.status != 200:
                gone = 400 <= response.status < 500
                raise SendError(f"the file's place says {response.status}", retryable=not gone)
            body = await response.content.read(LARGEST + 64)
            while len(body) <= LARGEST + 32 and (more := await response.content.read(1 << 16)):
                body += more
            disposition = response.content_disposition
            name = unquote(disposition.filename or "") if disposition else ""
    except (aiohttp.ClientError, TimeoutError, ValueError):
        raise SendError("the file's place does not answer", retryable=True) from None
    if len(body) > LARGEST + 32:
        raise SendError("the file is too large")
    return body, name


def _type_of(body: bytes, said: str) -> str:
    found = next((kind for sign, kind in _SIGNS.items() if body.startswith(sign)), "")
    if found:
        return found
    return "application/octet-stream" if said.endswith("/*") else said
