"""Turns a push of WeChat into a message as every channel tells it; events lie next door."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.channels.wechat.windows import Allowances
from bot.models import InboundMessage, Media

NAME = "wechat"
LONGEST_ID = 128
"""Characters of a push's identity that are kept as they are; longer ones by their digest."""
_ADDRESS = re.compile(r"[A-Za-z0-9_\-]{1,64}")
_CHOICE = re.compile(r"[a-z_]{1,16}(?::[a-z0-9_]{1,24}){1,3}")
_LATEST = 4_102_444_800  # the year 2100

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Unreadable(Exception):  # noqa: N818 - what it is
    """A push that names nobody: there is nothing to be kept, and nobody to answer."""


def message_of(fields: Fields, allowances: Allowances) -> InboundMessage:
    """What a resident sent. Raises `Unreadable`.

    What we do not know yet is kept with all it holds, and answered as a message without words.
    """
    sender, at = sender_of(fields), moment_of(fields)
    kind = text_of(fields, "MsgType").lower()
    words = _WORDS.get(kind, _nothing)(fields)
    tapped = text_of(fields, "bizmsgmenuid")
    # A tap on a menu in the chat comes as text, but opens only the short window of a tap.
    window = allowances.after_tap(at) if tapped else allowances.after_message(at)
    return InboundMessage(
        channel=NAME,
        external_id=identity(fields),
        sender=sender,
        text="" if _CHOICE.fullmatch(tapped) else words,
        choice=tapped if _CHOICE.fullmatch(tapped) else "",
        values={} if kind in _WORDS else {"push": repr(dict(fields))[:10_000]},
        media=_media(kind, fields),
        sent_at=at,
        window=window,
    )


def sender_of(fields: Fields) -> str:
    """The openid that a push is from. Raises `Unreadable`."""
    sender = text_of(fields, "FromUserName")
    if not _ADDRESS.fullmatch(sender):
        raise Unreadable
    return sender


def moment_of(fields: Fields) -> datetime:
    """When the platform says it was. Raises `Unreadable`."""
    stamp = text_of(fields, "CreateTime")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 10 and int(stamp) < _LATEST):
        raise Unreadable
    return datetime.fromtimestamp(int(stamp), UTC)


def identity(fields: Fields) -> str:
    """What a retry has in common with the first: the number, or who, when and which event.

    Who and when alone are the same for two events of one second.
    """
    number = text_of(fields, "MsgId")
    parts = ("FromUserName", "CreateTime", "MsgType", "Event", "EventKey")
    known = number or "|".join(text_of(fields, part) for part in parts)
    if len(known) <= LONGEST_ID:
        return known
    return hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()


def text_of(fields: Fields, name: str) -> str:
    """A field that is text; empty where it is absent or something else."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def _text(fields: Fields) -> str:
    return text_of(fields, "Content")


def _voice(fields: Fields) -> str:
    # What the platform heard; nowadays it nearly always says nothing.
    return text_of(fields, "Recognition")


def _location(fields: Fields) -> str:
    place = f"{text_of(fields, 'Location_X')}, {text_of(fields, 'Location_Y')}"
    label = text_of(fields, "Label")
    return f"📍 {label} ({place})" if label else f"📍 {place}"


def _link(fields: Fields) -> str:
    told = (text_of(fields, name) for name in ("Title", "Description", "Url"))
    return "\n".join(part for part in told if part)


def _card(fields: Fields) -> str:
    return text_of(fields, "Title")


def _nothing(_: Fields) -> str:
    return ""


_WORDS: dict[str, Callable[[Fields], str]] = {
    "text": _text,
    "image": _nothing,
    "voice": _voice,
    "video": _nothing,
    "shortvideo": _nothing,
    "location": _location,
    "link": _link,
    "miniprogrampage": _card,
}


def _media(kind: str, fields: Fields) -> tuple[Media, ...]:
    media_id = text_of(fields, "MediaId")
    if kind == "image":
        reference = f"{media_id} {text_of(fields, 'PicUrl')}"
        return (Media("image/jpeg", reference=reference.strip()),)
    if kind == "voice":
        # The better recording where the platform has one; both last three days.
        return (Media("audio/amr", reference=text_of(fields, "MediaId16K") or media_id),)
    if kind in ("video", "shortvideo"):
        return (Media("video/mp4", reference=media_id),)
    return ()
