"""Voices as words: whoever can write down what a recording says, where the city has such a service.

A voice is never refused: without a transcriber, or where it fails, the recording is the message.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Protocol

import aiohttp
import msgspec
from msgspec.structs import replace

from bot.models import Attachment, InboundMessage
from bot.settings.shape import Transcription

log = logging.getLogger(__name__)
PATH = "/v1/audio/transcriptions"
SECONDS = 30.0
LONGEST = 4_000
_ENDINGS = {"audio/amr": "amr", "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/mp4": "m4a"}


class Transcriber(Protocol):
    """Who can write down what a recording says."""

    async def transcribe(self, body: bytes, media_type: str) -> str:
        """The words; empty where there are none.

        Raises `TimeoutError` or `aiohttp.ClientError` where they cannot be had.
        """


class SpeechServer:
    """A server with the interface of OpenAI's, on the city's own network or elsewhere."""

    def __init__(self, settings: Transcription) -> None:
        self._settings = settings

    async def transcribe(self, body: bytes, media_type: str) -> str:
        """The words of a recording. Raises `TimeoutError` or `aiohttp.ClientError`."""
        form = aiohttp.FormData()
        name = f"voice.{_ENDINGS.get(media_type, 'bin')}"
        form.add_field("file", body, filename=name, content_type=media_type)
        form.add_field("model", self._settings.model)
        key = self._settings.key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as http,
            http.post(
                f"{self._settings.url}{PATH}", data=form, headers=headers, raise_for_status=True
            ) as response,
        ):
            answer = await response.read()
        return _Answer.text_of(answer)


class _Answer(msgspec.Struct):
    text: str = ""

    @staticmethod
    def text_of(body: bytes) -> str:
        try:
            return msgspec.json.decode(body, type=_Answer).text.strip()[:LONGEST]
        except msgspec.MsgspecError:
            raise aiohttp.ClientPayloadError("no transcript in the answer") from None


async def heard(
    message: InboundMessage, bodies: Mapping[str, bytes], transcriber: Transcriber | None
) -> InboundMessage:
    """The message with the words of its recordings, where it has none of its own."""
    voices = [each for each in message.attachments if each.media_type.startswith("audio/")]
    if message.text.strip() or transcriber is None or not voices:
        return message
    words = [await _words(each, bodies, transcriber) for each in voices]
    text = "\n".join(each for each in words if each)
    if not text:
        return message
    return replace(message, text=text, heard=True)


async def _words(voice: Attachment, bodies: Mapping[str, bytes], transcriber: Transcriber) -> str:
    body = bodies.get(voice.sha256)
    if body is None:
        return ""
    try:
        return await transcriber.transcribe(body, voice.media_type)
    except (TimeoutError, aiohttp.ClientError) as error:
        log.warning("a recording could not be written down: %s", type(error).__name__)
        return ""
