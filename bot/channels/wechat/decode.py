"""Turns a push of WeChat into a message as every channel tells it; events lie next door."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.channels.tencent import pushes
from bot.channels.tencent.pushes import Fields, identity, moment_of, text_of
from bot.channels.wechat.faces import in_signs
from bot.channels.wechat.windows import Allowances
from bot.models import InboundMessage, Media

NAME = "wechat"
_ADDRESS = re.compile(r"[A-Za-z0-9_\-]{1,64}")
_CHOICE = re.compile(r"[a-z_]{1,16}(?::[a-z0-9_]{1,24}){1,3}")


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
    chosen = bool(tapped) and _CHOICE.fullmatch(tapped) is not None
    return InboundMessage(
        channel=NAME,
        external_id=identity(fields),
        sender=sender,
        text="" if chosen else words,
        choice=tapped if chosen else "",
        values={} if kind in _WORDS else {"push": repr(dict(fields))[:10_000]},
        media=_media(kind, fields),
        sent_at=at,
        window=window,
    )


def sender_of(fields: Fields) -> str:
    """The openid that a push is from. Raises `Unreadable`."""
    return pushes.writer_of(fields, _ADDRESS)


def _text(fields: Fields) -> str:
    return in_signs(text_of(fields, "Content"))


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
    if kind == "text":
        return ()
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
