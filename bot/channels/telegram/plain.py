"""The commonest update by far, a person's words in a private chat, read without the library.

The library makes some hundred attributes of each message. Whatever is more than plain words (a
reply, a mark in the text, a file, a command, a field that is not known here) is left to it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import msgspec

from bot.channels.telegram.decode import (
    ANONYMOUS_ADMIN,
    NAME,
    external_id,
    language_called,
    whole,
)
from bot.models import InboundMessage


class _Person(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    is_bot: Literal[False]
    first_name: str = ""
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_premium: bool = False


class _Chat(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    type: Literal["private"]
    first_name: str = ""
    last_name: str = ""
    username: str = ""


class _Words(msgspec.Struct, forbid_unknown_fields=True, rename={"user": "from"}):
    message_id: int
    user: _Person
    chat: _Chat
    date: int
    text: str


class _Update(msgspec.Struct, forbid_unknown_fields=True):
    update_id: int
    message: _Words


_decode = msgspec.json.Decoder(_Update).decode


def plain_words(raw: object) -> InboundMessage | None:
    """The message that an update is, where it is plain words and nothing else; else None."""
    try:
        said = msgspec.convert(raw, _Update).message
        return _told(said, whole(said.text))
    except (ValueError, OverflowError, OSError):
        return None


def plain_words_in(body: bytes) -> InboundMessage | None:
    """As `plain_words`, of an update as it came over the line: nothing but its words is made.

    None too for what is no JSON, or holds half a character.
    """
    try:
        said = _decode(body).message
        return _told(said, said.text)
    except (ValueError, OverflowError, OSError):
        return None


def _told(said: _Words, text: str) -> InboundMessage | None:
    if not text or text.startswith("/") or said.user.id == ANONYMOUS_ADMIN:
        return None
    return InboundMessage(
        channel=NAME,
        external_id=external_id(said.chat.id, said.message_id),
        sender=str(said.chat.id),
        text=text,
        language=language_called(said.user.language_code),
        sent_at=datetime.fromtimestamp(said.date, UTC),
        account=str(said.user.id),
    )
