"""Gives what is said the form of WeChat: plain texts by the byte, menus to tap, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.splitting import split
from bot.models import Attachment, Choice, Content

LONGEST_TEXT = 2000
"""Bytes of UTF-8. The platform takes 2048, or 2047."""
MOST_PARTS = 3
LONGEST_CHOICE = 32
_MEGABYTE = 1024 * 1024
_KINDS = {
    # what it is, as what it goes, how large it may be
    "image/jpeg": ("image", 2 * _MEGABYTE),
    "image/png": ("image", 2 * _MEGABYTE),
    "image/gif": ("image", 2 * _MEGABYTE),
    "audio/amr": ("voice", 2 * _MEGABYTE),
    "audio/mpeg": ("voice", 2 * _MEGABYTE),
    "video/mp4": ("video", 10 * _MEGABYTE),
}
MEDIA = frozenset(_KINDS)


@dataclass(frozen=True, slots=True)
class Words:
    """One text."""

    text: str


@dataclass(frozen=True, slots=True)
class Menu:
    """A text with choices to tap, and the address below them.

    They are a tap's worth of window, not a message's.
    """

    text: str
    choices: tuple[Choice, ...]
    link: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """One file, as an image, a voice or a video."""

    attachment: Attachment
    kind: str


Part = Words | Menu | File


def size(text: str) -> int:
    """The length in bytes of UTF-8, as WeChat counts."""
    return len(text.encode("utf-8", "replace"))


def fits(text: str) -> bool:
    """Whether one message holds it; a character has four bytes at most."""
    return len(text) * 4 <= LONGEST_TEXT or size(text) <= LONGEST_TEXT


def encode(content: Content, page: str, files_stay: str = "") -> list[Part]:
    """The messages that carry this content, in order.

    What is too long for three messages is its beginning and `page`, where all of it stands;
    files that WeChat does not carry lie there as well, which `files_stay` says.
    """
    files = [File(each, kind) for each in content.attachments if (kind := kind_of(each))]
    tappable = all(len(choice.value.encode()) <= LONGEST_CHOICE for choice in content.choices)
    spelt_out = () if tappable else content.choices
    stay = len(files) < len(content.attachments)
    link = _link(content, page, files_stay, stay=stay)
    texts = split(_text(content.text, spelt_out, link), LONGEST_TEXT, size)
    if len(texts) > MOST_PARTS:
        texts = [beginning(_text(content.text, spelt_out, ""), page)]
    parts: list[Part] = [Words(text) for text in texts]
    if content.choices and tappable and parts:
        parts[-1] = _menu(texts[-1], content.choices, link)
    return [*parts, *files]


def _menu(text: str, choices: tuple[Choice, ...], link: str) -> Menu:
    """The last text with its choices right below what they answer, and the address below those."""
    asked = text.removesuffix(link).rstrip() if link and text.endswith(link) else ""
    return Menu(asked, choices, link) if asked else Menu(text, choices)


def whole(content: Content, page: str, *, digits: bool = True, files_stay: str = "") -> str:
    """All of a content as one text: choices by their digits, files by the page they lie on.

    `files_stay` says that they lie there. Without `digits` choices are answered in words: a bare
    digit means what was asked last.
    """
    link = _link(content, page, files_stay, stay=bool(content.attachments))
    if digits:
        return _text(content.text, content.choices, link)
    blocks = (content.text, " / ".join(choice.label for choice in content.choices), link)
    return "\n\n".join(filter(None, blocks))


def beginning(text: str, page: str) -> str:
    """As much of a text as fits into one message beside the address of all of it."""
    ending = f"……\n\n{page}"
    first = split(text, LONGEST_TEXT - size(ending), size)[:1]
    return f"{first[0] if first else ''}{ending}"


def kind_of(attachment: Attachment) -> str:
    """As what WeChat takes a file: image, voice, video; empty where it takes it not."""
    kind, largest = _KINDS.get(attachment.media_type, ("", 0))
    return kind if attachment.size <= largest else ""


def _link(content: Content, page: str, files_stay: str, *, stay: bool) -> str:
    """The address below a text; where files stay there, behind the words that say so."""
    link = content.link or (page if stay else "")
    return f"{files_stay}\n{link}" if stay and files_stay else link


def _text(text: str, choices: Sequence[Choice], link: str) -> str:
    blocks = (text, "\n".join(_numbered(choices)), link)
    return "\n\n".join(filter(None, blocks))


def _numbered(choices: Sequence[Choice]) -> list[str]:
    """Each choice behind its digit, unless its label begins with one."""
    return [
        choice.label if choice.label[:1].isdecimal() else f"{number} {choice.label}"
        for number, choice in enumerate(choices, start=1)
    ]
