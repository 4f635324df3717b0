"""Says one message of words: sent, or edited in place where it is the newer state of a card."""

from __future__ import annotations

from telegram import ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.channels.telegram.calls import NO_PREVIEW, RawBot
from bot.channels.telegram.encode import Words, escaped
from bot.channels.telegram.failures import says
from bot.channels.telegram.pacing import is_group
from bot.models import Outbound

_SAME = ("message is not modified",)
_CANNOT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")
_UNREADABLE = ("can't parse entities",)


class Voice:
    """What a bot says in words."""

    def __init__(self, bot: RawBot) -> None:
        self._bot = bot

    async def say(self, words: Words, outbound: Outbound) -> int:
        """Say it; the platform's number of the message. Raises `TelegramError`."""
        number = _number(outbound.replaces, outbound.address)
        if number and await self._edit(words, outbound, number):
            return number
        return await self._post(words, outbound)

    async def _edit(self, words: Words, outbound: Outbound, number: int) -> bool:
        """Replace the older state; False where it is not there any more."""
        try:
            await self._bot.raw(
                "editMessageText",
                {
                    "chat_id": int(outbound.address),
                    "message_id": number,
                    "text": escaped(words.text),
                    "parse_mode": ParseMode.HTML,
                    "reply_markup": words.keyboard,
                    "link_preview_options": NO_PREVIEW,
                },
            )
        except BadRequest as error:
            if says(error, *_SAME):
                return True
            if says(error, *_CANNOT_EDIT):
                return False
            raise
        return True

    async def _post(self, words: Words, outbound: Outbound) -> int:
        said = {
            "chat_id": int(outbound.address),
            "reply_markup": words.keyboard,
            "link_preview_options": NO_PREVIEW,
            "message_thread_id": thread_of(outbound),
        }
        marked = {"text": escaped(words.text), "parse_mode": ParseMode.HTML}
        try:
            sent = await self._bot.raw(
                "sendMessage", {**said, **marked, "reply_parameters": _reply(outbound)}
            )
        except BadRequest as error:
            if not says(error, *_UNREADABLE, "replied not found"):
                raise
            # Plain words always arrive.
            sent = await self._bot.raw("sendMessage", {**said, "text": words.text})
        return int(sent.get("message_id") or 0)


def thread_of(outbound: Outbound) -> int | None:
    """The topic that a row goes into; None for the general one, which has no number."""
    return int(outbound.topic) if outbound.topic.isdecimal() else None


def _reply(outbound: Outbound) -> ReplyParameters | None:
    """In a group an answer hangs at its question; between two it is plain without."""
    number = _number(outbound.reply_to, outbound.address)
    if not is_group(outbound.address) or not number:
        return None
    return ReplyParameters(number, allow_sending_without_reply=True)


def _number(platform_id: str, address: str) -> int:
    """The number that a message has in this chat; 0 for a message of another chat, or of none."""
    chat, _, number = platform_id.rpartition(":")
    return int(number) if chat == address and number.isdecimal() else 0
