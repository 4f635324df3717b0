"""Sends files and fetches them; what was sent once is then sent by the platform's own id."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from msgspec.structs import replace
from telegram import (
    InputFile,
    InputMediaPhoto,
    Message,
    PhotoSize,
)
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.calls import RawBot
from bot.channels.telegram.encode import Files
from bot.channels.telegram.failures import facts_of, says
from bot.channels.telegram.media import LARGEST_DOWNLOAD
from bot.channels.telegram.saying import thread_of
from bot.errors import SendError
from bot.models import Attachment, Media, Outbound

REMEMBERED = 2_000
_PHOTO_REFUSED = ("photo_invalid", "image_process_failed", "wrong type of the web page")
_GONE = ("wrong file", "file_id", "file reference")

Bodies = Callable[[int, str], Awaitable[bytes | None]]
"""The bytes of a file that a message holds, by the message's id and the SHA-256."""


class Uploads:
    """The files of one bot; `bodies` gives the bytes of those that are ours."""

    def __init__(self, bot: RawBot, bodies: Bodies) -> None:
        self._bot = bot
        self._bodies = bodies
        self._ids: OrderedDict[str, str] = OrderedDict()

    async def send(self, files: Files, outbound: Outbound) -> int:
        """Send one message of a row's files; the platform's number of it, 0 where all are erased.

        Raises `TelegramError`.
        """
        message_id = outbound.message_id
        found = [
            (each, given)
            for each in files.attachments
            if (given := await self._given(each, message_id)) is not None
        ]
        if not found:
            return 0
        try:
            return await self._post(files, found, outbound)
        except BadRequest as error:
            if not says(error, *_GONE):
                raise
            # An id that is not accepted any more: the bytes are here.
            for each, _ in found:
                self._ids.pop(each.sha256, None)
            again = [(each, await self._given(each, message_id)) for each, _ in found]
            fresh = [(each, given) for each, given in again if given is not None]
            # What was erased in that very moment is sent to nobody.
            return await self._post(files, fresh, outbound) if fresh else 0

    async def fetch(self, media: Media) -> Media:
        """A resident's file with its bytes.

        Raises `SendError`: retryable where it may be had later, else it is too large or gone.
        """
        if media.size > LARGEST_DOWNLOAD:
            raise SendError("the file is too large for the platform to hand out")
        try:
            file = await self._bot.get_file(media.reference)
            body = bytes(await file.download_as_bytearray())
        except TelegramError as error:
            facts = facts_of(error)
            lasting = isinstance(error, BadRequest) and not says(error, "temporarily unavailable")
            raise SendError(str(facts), retryable=not lasting) from error
        return replace(media, body=body, size=len(body))

    async def _given(self, attachment: Attachment, message_id: int) -> str | InputFile | None:
        if known := self._ids.get(attachment.sha256):
            return known
        body = await self._bodies(message_id, attachment.sha256)
        return InputFile(body, filename=_name(attachment)) if body is not None else None

    async def _post(
        self, files: Files, found: list[tuple[Attachment, str | InputFile]], outbound: Outbound
    ) -> int:
        if not files.are_photos:
            return await self._post_file(*found[0], outbound)
        try:
            return await self._post_photos(found, outbound)
        except BadRequest as error:
            if not says(error, *_PHOTO_REFUSED):
                raise
            # A picture of odd measures still arrives as a file.
            numbers = [await self._post_file(each, given, outbound) for each, given in found]
            return numbers[0]

    async def _post_photos(
        self, found: list[tuple[Attachment, str | InputFile]], outbound: Outbound
    ) -> int:
        chat_id, thread = int(outbound.address), thread_of(outbound)
        if len(found) == 1:
            attachment, given = found[0]
            sent = await self._bot.send_photo(chat_id, given, message_thread_id=thread)
            self._remember(attachment, sent.photo)
            return sent.message_id
        group = [
            InputMediaPhoto(given if isinstance(given, str) else given.input_file_content)
            for _, given in found
        ]
        messages = await self._bot.send_media_group(chat_id, group, message_thread_id=thread)
        for (attachment, _), each in zip(found, messages, strict=False):
            self._remember(attachment, each.photo)
        return messages[0].message_id

    async def _post_file(
        self, attachment: Attachment, given: str | InputFile, outbound: Outbound
    ) -> int:
        chat_id, thread = int(outbound.address), thread_of(outbound)
        kind = attachment.media_type
        if kind in ("audio/ogg", "audio/opus"):
            sent = await self._bot.send_voice(chat_id, given, message_thread_id=thread)
        elif kind == "video/mp4":
            sent = await self._bot.send_video(chat_id, given, message_thread_id=thread)
        else:
            sent = await self._bot.send_document(chat_id, given, message_thread_id=thread)
        self._remember(attachment, _file_of(sent))
        return sent.message_id

    def _remember(self, attachment: Attachment, sent: str | tuple[PhotoSize, ...] | None) -> None:
        file_id = sent if isinstance(sent, str) else sent[-1].file_id if sent else ""
        if file_id:
            self._ids[attachment.sha256] = file_id
            while len(self._ids) > REMEMBERED:
                self._ids.popitem(last=False)


def _file_of(message: Message) -> str:
    for each in (message.voice, message.video, message.document, message.audio):
        if each is not None:
            return each.file_id
    return ""


def _name(attachment: Attachment) -> str:
    ending = attachment.media_type.rpartition("/")[2].partition("+")[0] or "bin"
    return attachment.name or f"{attachment.sha256[:12]}.{ending}"
