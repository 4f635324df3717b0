"""Gives what is said the form of the robot: markdown, template cards and files."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from bot.channels.tencent.markdown import harmless, link, parts
from bot.channels.tencent.offers import offers_as_before
from bot.channels.wecom_robot.cards import LONGEST_WORDS, Say
from bot.models import Attachment, Content, Outbound

LONGEST_TEXT = 20_000
"""Bytes of UTF-8; the platform takes 20,480 and cuts nothing by itself."""


@dataclass(frozen=True, slots=True)
class Words:
    """One message of markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """One template card."""

    content: Content


@dataclass(frozen=True, slots=True)
class File:
    """One file."""

    attachment: Attachment


Part = Words | Buttons | File


def encode(row: Outbound, say: Say) -> list[Part]:
    """The messages that carry a row, in order; none where nothing else can be done than before."""
    content = row.content
    if content.card.startswith("ticket:") and row.replaces:
        return _state(row, say)
    files: list[Part] = [File(each) for each in content.attachments]
    if not content.choices:
        return [*words(content, say), *files]
    if not content.card.startswith("ticket:") and len(content.text) <= LONGEST_WORDS:
        return [Buttons(content), *files]
    return [*words(replace(content, choices=()), say), *files, Buttons(content)]


def words(content: Content, say: Say) -> list[Words]:
    """What is said in words, with the page that tells more."""
    blocks = [harmless(content.text)]
    if content.link:
        blocks.append(link(say("wecom_robot.open_ticket"), content.link))
    text = "\n\n".join(block for block in blocks if block)
    return [Words(part) for part in parts(text, LONGEST_TEXT)]


def _state(row: Outbound, say: Say) -> list[Part]:
    """A ticket's newer state: its heading and buttons, without all that was said before."""
    content = row.content
    if offers_as_before(row):
        return []
    if content.choices:
        return [Buttons(content)]
    return [*words(replace(content, text=content.heading or content.text), say)]
