"""Turns a push of WeCom to our app into what an official said, pressed, or what became of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from bot.channels.tencent import pushes
from bot.channels.tencent.pushes import Fields, identity, moment_of, text_of
from bot.channels.wecom.buttons import chosen
from bot.models import InboundMessage, Media, Side

NAME = "wecom"
_USER_ID = re.compile(r"[A-Za-z0-9_\-@.]{1,64}")
_LONGEST_PUSH = 10_000


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed a button of a card: what that means, and the code it gives us."""

    message: InboundMessage
    task: str
    code: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody came into the app's sight (可见范围), or left it: then nothing can be sent."""

    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Aside:
    """What this version does not know: kept, so that it can be looked at."""

    message: InboundMessage
    why: str


Meaning = InboundMessage | Press | Presence | Aside


def meaning_of(fields: Fields) -> Meaning | None:
    """What a push means for us; None for most events.

    Raises `Unreadable` where it names nobody, or no time.
    """
    if text_of(fields, "MsgType").lower() != "event":
        return _message(fields)
    name = text_of(fields, "Event").lower()
    if name in _NOTHING_TO_US:
        return None
    found = _EVENTS.get(name)
    return found(fields) if found else _aside(fields, f"an event: {name[:40] or 'without a name'}")


def _message(fields: Fields) -> Meaning:
    kind = text_of(fields, "MsgType").lower()
    if kind not in _WORDS:
        # A file, or a kind of tomorrow: whoever sent it is told that it went nowhere.
        return replace(_said(fields), values=_pushed(fields))
    return _said(fields, text=_WORDS[kind](fields), media=_media(kind, fields))


def _said(
    fields: Fields, *, text: str = "", choice: str = "", media: tuple[Media, ...] = ()
) -> InboundMessage:
    """What an official says. Whether they are one, the store decides: the corp has many members."""
    sender = pushes.writer_of(fields, _USER_ID)
    return InboundMessage(
        channel=NAME,
        external_id=identity(fields, "TaskId", "AgentID"),
        sender=sender,
        side=Side.OFFICIAL,
        text=text,
        choice=choice,
        media=media,
        sent_at=moment_of(fields),
        account=sender,
        by_number=True,
        circle=True,
    )


def _press(fields: Fields) -> Press:
    choice = chosen(text_of(fields, "EventKey"), fields.get("SelectedItems"))
    task, code = text_of(fields, "TaskId"), text_of(fields, "ResponseCode")
    return Press(_said(fields, choice=choice), task, code)


def _tap(fields: Fields) -> InboundMessage:
    """A key of the app's menu is a command as it would be written."""
    return _said(fields, text=text_of(fields, "EventKey"))


def _presence(*, here: bool) -> Callable[[Fields], Presence]:
    def found(fields: Fields) -> Presence:
        return Presence(pushes.writer_of(fields, _USER_ID), here)

    return found


def _aside(fields: Fields, what: str) -> Aside:
    kept = InboundMessage(
        channel=NAME,
        external_id=identity(fields, "TaskId", "AgentID", "ChangeType"),
        sender=pushes.writer_of(fields, _USER_ID),
        side=Side.OFFICIAL,
        values=_pushed(fields),
        account=text_of(fields, "FromUserName"),
        opens_window=False,
    )
    return Aside(kept, f"{what} that is not known here")


def _pushed(fields: Fields) -> dict[str, str]:
    """All that a push holds, as it is kept of what is not known here."""
    return {"push": repr(dict(fields))[:_LONGEST_PUSH]}


def _location(fields: Fields) -> str:
    place = f"{text_of(fields, 'Location_X')}, {text_of(fields, 'Location_Y')}"
    label = text_of(fields, "Label")
    return f"📍 {label} ({place})" if label else f"📍 {place}"


def _link(fields: Fields) -> str:
    told = (text_of(fields, name) for name in ("Title", "Description", "Url"))
    return "\n".join(part for part in told if part)


def _nothing(_: Fields) -> str:
    return ""


_WORDS: Mapping[str, Callable[[Fields], str]] = {
    "text": lambda fields: text_of(fields, "Content"),
    "image": _nothing,
    "voice": _nothing,
    "video": _nothing,
    "location": _location,
    "link": _link,
}
_MEDIA = {"image": "image/jpeg", "voice": "audio/amr", "video": "video/mp4"}


def _media(kind: str, fields: Fields) -> tuple[Media, ...]:
    if kind not in _MEDIA:
        return ()
    return (Media(_MEDIA[kind], reference=text_of(fields, "MediaId")),)


_EVENTS: Mapping[str, Callable[[Fields], Meaning]] = {
    "template_card_event": _press,
    "click": _tap,
    "subscribe": _presence(here=True),
    "unsubscribe": _presence(here=False),
}
_NOTHING_TO_US = frozenset(
    {
        "enter_agent",
        "location",
        "view",
        "view_miniprogram",
        "scancode_push",
        "scancode_waitmsg",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
        "batch_job_result",
        "change_contact",
        "share_agent_change",
    }
)
"""Reports that come by themselves, and taps whose pictures or places follow as messages."""
