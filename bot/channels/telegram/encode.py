"""Gives what is said the form of Telegram: texts within the limit, buttons, files in groups."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.channels.splitting import split, utf16
from bot.channels.telegram.buttons import Sign, keyboard
from bot.models import Attachment, Choice, Content

LONGEST_TEXT = 4000
"""UTF-16 code units; the platform takes 4096, and counts in a way that is not quite known."""
LARGEST_ALBUM = 10
LARGEST_PHOTO = 10 * 1024 * 1024
_PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp"})
_LONGEST_READABLE_LABEL = 24


@dataclass(frozen=True, slots=True)
class Words:
    """One message of text, not yet escaped; the last one carries the buttons."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """One message of files: an album of photographs, or a single file of any kind."""

    attachments: tuple[Attachment, ...]

    @property
    def are_photos(self) -> bool:
        """Whether they are shown as pictures."""
        return all(is_photo(each) for each in self.attachments)


Part = Words | Files


def encode(content: Content, chat: str, sign: Sign) -> list[Part]:
    """The messages that carry this content, in order; none where there is nothing to say.

    Raises `ValueError` where a choice cannot be a button.
    """
    buttons = keyboard(content.choices, chat, sign)
    texts = split(_text(content), LONGEST_TEXT)
    if content.card and len(texts) > 1:
        # A card is one message, which is edited in place.
        texts = texts[:1]
    parts: list[Part] = [*map(Words, texts[:-1]), *(Words(text, buttons) for text in texts[-1:])]
    return [*parts, *_files(content.attachments)]


def escaped(text: str) -> str:
    """A text as it stands in a message of HTML, where it has no markup."""
    return html.escape(text, quote=False)


def is_photo(attachment: Attachment) -> bool:
    """Whether a file is shown as a picture."""
    return attachment.media_type in _PHOTOS and attachment.size <= LARGEST_PHOTO


def _text(content: Content) -> str:
    blocks = [content.text, _spelt_out(content.choices), content.link]
    return "\n\n".join(block for block in blocks if block)


def _spelt_out(choices: Sequence[Choice]) -> str:
    """Labels that a narrow screen cuts off also stand in the text, where they are whole."""
    long = any(utf16(choice.label) > _LONGEST_READABLE_LABEL for choice in choices)
    return "\n".join(choice.label for choice in choices) if long else ""


def _files(attachments: Sequence[Attachment]) -> list[Part]:
    photos = [each for each in attachments if is_photo(each)]
    others = [each for each in attachments if not is_photo(each)]
    albums = [photos[at : at + LARGEST_ALBUM] for at in range(0, len(photos), LARGEST_ALBUM)]
    return [*(Files(tuple(album)) for album in albums), *(Files((each,)) for each in others)]
