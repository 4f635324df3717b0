"""Gives what is said the form of WeCom: texts by the byte, cards where one can press, files."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from bot.channels.splitting import split
from bot.channels.wecom.cards import MOST_CHOICES
from bot.models import Attachment, Content

LONGEST_TEXT = 2000
"""Bytes of UTF-8. WeCom takes 2048 and silently cuts off what is more."""
_MEGABYTE = 1024 * 1024
_KINDS = {
    # what it is, as what it goes, how large it may be
    "image/jpeg": ("image", 10 * _MEGABYTE),
    "image/png": ("image", 10 * _MEGABYTE),
    "audio/amr": ("voice", 2 * _MEGABYTE),
    "video/mp4": ("video", 10 * _MEGABYTE),
}
LARGEST_FILE = 20 * _MEGABYTE
SMALLEST_FILE = 6


@dataclass(frozen=True, slots=True)
class Words:
    """One text."""

    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A card with buttons, which says all of the content or its beginning."""

    content: Content


@dataclass(frozen=True, slots=True)
class File:
    """One file, as an image, a voice, a video, or a mere file."""

    attachment: Attachment
    kind: str


Part = Words | Card | File


def size(text: str) -> int:
    """The length in bytes of UTF-8, as WeCom counts."""
    return len(text.encode("utf-8", "replace"))


def encode(
    content: Content, *, fits_card: bool, again: bool = False, elsewhere: str = ""
) -> list[Part]:
    """The messages that carry this content, in order.

    What does not fit a card stands in texts before it, unless it was said there before (`again`).
    Where files are too large for WeCom, `elsewhere` says where they lie.
    """
    files = [File(each, kind) for each in content.attachments if (kind := kind_of(each))]
    in_words = not content.choices or not (fits_card or again)
    link = "" if content.choices else content.link
    if len(files) < len(content.attachments):
        link = "\n".join(part for part in (elsewhere, link) if part)
    texts = split(_text(content.text, link), LONGEST_TEXT, size) if in_words else []
    several = range(0, len(content.choices), MOST_CHOICES)
    shown = (content.choices[at : at + MOST_CHOICES] for at in several)
    cards = (Card(replace(content, choices=choices)) for choices in shown)
    return [*map(Words, texts), *cards, *files]


def kind_of(attachment: Attachment) -> str:
    """As what WeCom takes a file; empty where it takes it not."""
    kind, largest = _KINDS.get(attachment.media_type, ("file", LARGEST_FILE))
    if attachment.size > largest:
        kind = "file"
    return kind if SMALLEST_FILE <= attachment.size <= LARGEST_FILE else ""


def harmless(text: str) -> str:
    """A text in which nobody's words become a link: WeCom reads `<a href=…>` in texts."""
    return text.replace("<", "＜") if "<a" in text.casefold() else text


def _text(text: str, link: str) -> str:
    return "\n\n".join(block for block in (harmless(text), link) if block)
