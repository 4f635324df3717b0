"""The files of a message: what they are, how large, and under which reference they lie there."""

from __future__ import annotations

from collections.abc import Iterator

from telegram import Message

from bot.models import Media

LARGEST_DOWNLOAD = 20 * 1024 * 1024
"""What the public Bot API server hands out, in bytes."""


def media_of(message: Message) -> tuple[Media, ...]:
    """The files that came with a message, as references to be fetched later."""
    return tuple(_found(message))


def _found(message: Message) -> Iterator[Media]:
    if message.photo:
        # The same picture in several sizes; the last one is the largest.
        largest = message.photo[-1]
        yield _media("image/jpeg", "", largest.file_id, largest.file_size)
    elif message.voice is not None:
        voice = message.voice
        yield _media(voice.mime_type or "audio/ogg", "", voice.file_id, voice.file_size)
    elif message.audio is not None:
        audio = message.audio
        name = audio.file_name or ""
        yield _media(audio.mime_type or "audio/mpeg", name, audio.file_id, audio.file_size)
    elif message.video is not None:
        video = message.video
        name = video.file_name or ""
        yield _media(video.mime_type or "video/mp4", name, video.file_id, video.file_size)
    elif message.video_note is not None:
        yield _media("video/mp4", "", message.video_note.file_id, message.video_note.file_size)
    elif message.animation is not None:
        moving = message.animation
        name = moving.file_name or ""
        yield _media(moving.mime_type or "video/mp4", name, moving.file_id, moving.file_size)
    elif message.document is not None:
        given = message.document
        media_type = given.mime_type or "application/octet-stream"
        yield _media(media_type, given.file_name or "", given.file_id, given.file_size)


def _media(media_type: str, name: str, file_id: str, size: int | None) -> Media:
    return Media(media_type, name, reference=file_id, size=size or 0)
