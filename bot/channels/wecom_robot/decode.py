"""Turns what the robot hears into a message as every channel tells it; the same in both modes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.models import InboundMessage, Media, Side

NAME = "wecom_robot"
GROUP = "group:"
"""What the address of a group begins with; whoever writes alone is known by their userid."""
PICK = "pick"
"""The key of the button that sends what was chosen from a list."""
NOT_OURS = "?"
"""A value that no choice ever has."""
LONGEST_AT_ONCE = 6000
"""Characters that surely fit into the response to a message (20,480 bytes)."""
_LATEST = 4_102_444_800  # the year 2100
_MENTION = re.compile(r"^\s*@[^\s\u2005]+[\s\u2005]*")
_IMAGE, _OTHER = "image/*", "application/octet-stream"
_FILES = {"image": _IMAGE, "file": _OTHER, "video": "video/mp4"}

Body = Mapping[str, Any]


class Unreadable(Exception):  # noqa: N818 - what it is
    """A body that names nobody: there is nobody to answer."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody opens the chat with the robot for the first time that day."""

    conversation: str


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed a button of the card that is called `task`."""

    message: InboundMessage
    task: str


Meaning = InboundMessage | Press | Entered


@dataclass(frozen=True, slots=True)
class Locked:
    """Where a file lies for five minutes, and its key in base64 (empty: the robot's own)."""

    url: str
    key: str = ""

    def __str__(self) -> str:
        return json.dumps([self.url, self.key])

    @staticmethod
    def read(reference: str) -> Locked:
        """The reference of a file as it was written. Raises `ValueError`."""
        url, key = json.loads(reference)
        return Locked(str(url), str(key))


def meaning_of(body: Body, name: str) -> Meaning | None:
    """What a body says to us; None for what is none of our business.

    `name` is the robot's own, as it stands in mentions. Raises `Unreadable`.
    """
    if body.get("msgtype") == "event":
        return _event(body)
    if body.get("msgtype") == "stream":
        # The platform asks how a reply goes on: ours are complete.
        return None
    return _message(body, name)


def is_cut(body: Body) -> bool:
    """Whether the platform says that somebody else has connected."""
    return (
        body.get("msgtype") == "event" and _event_of(body).get("eventtype") == "disconnected_event"
    )


def conversation_of(body: Body) -> str:
    """The address that answers go to. Raises `Unreadable`."""
    chat = body.get("chatid")
    if body.get("chattype") == "group" or chat:
        if not isinstance(chat, str) or not chat:
            raise Unreadable
        return f"{GROUP}{chat}"
    return _writer(body)


def _writer(body: Body) -> str:
    sender = body.get("from")
    userid = sender.get("userid") if isinstance(sender, dict) else None
    if not isinstance(userid, str) or not userid or len(userid) > 128:
        raise Unreadable
    return userid


def _message(body: Body, name: str) -> InboundMessage:
    conversation = conversation_of(body)
    in_group = conversation.startswith(GROUP)
    words = "\n".join(part for part in _words(body) if part)
    return InboundMessage(
        channel=NAME,
        external_id=_identity(body),
        sender=conversation,
        # Alone with the robot only officials have anything to say; of a group the store knows.
        side=Side.RESIDENT if in_group else Side.OFFICIAL,
        text=_without_mention(words, name) if in_group else words.strip(),
        media=tuple(_media(body)),
        sent_at=_moment(body),
        public=in_group,
        account=_writer(body),
        at_once=LONGEST_AT_ONCE,
        heard=body.get("msgtype") == "voice",
        by_number=True,
        quoted="\n".join(_words(body["quote"])) if isinstance(body.get("quote"), dict) else "",
    )


def _event(body: Body) -> Meaning | None:
    event = _event_of(body)
    match event.get("eventtype"):
        case "enter_chat":
            return Entered(conversation_of(body))
        case "template_card_event":
            # Nested, as the platform sends it; the SDK's types say otherwise.
            nested = event.get("template_card_event")
            return _press(body, nested if isinstance(nested, dict) else event)
    return None


def _press(body: Body, pressed: Body) -> Press:
    conversation = conversation_of(body)
    key, task = str(pressed.get("event_key") or ""), str(pressed.get("task_id") or "")
    message = InboundMessage(
        channel=NAME,
        external_id=_identity(body, key, task),
        sender=conversation,
        side=Side.RESIDENT if conversation.startswith(GROUP) else Side.OFFICIAL,
        choice=_chosen(key, pressed.get("selected_items")),
        sent_at=_moment(body),
        public=conversation.startswith(GROUP),
        account=_writer(body),
        by_number=True,
    )
    return Press(message, task)


def _event_of(body: Body) -> Body:
    event = body.get("event")
    return event if isinstance(event, dict) else {}


def _chosen(key: str, selected: object) -> str:
    """The choice that a press means: the button's own, or what was chosen from the list."""
    return (key or NOT_OURS) if key != PICK else next(_options(selected), NOT_OURS)


def _options(selected: object) -> Iterator[str]:
    for item in _listed(selected, "selected_item"):
        for option in _listed(
            item.get("option_ids") if isinstance(item, dict) else None, "option_id"
        ):
            if isinstance(option, str) and option:
                yield option


def _listed(holder: object, name: str) -> list[object]:
    """The elements that something holds, whether they come as a list, as one, or not at all."""
    found = holder.get(name) if isinstance(holder, dict) else holder
    if isinstance(found, list):
        return found
    return [found] if found is not None else []


def _identity(body: Body, *more: str) -> str:
    number = body.get("msgid")
    if isinstance(number, str) and 0 < len(number) <= 128:
        return number
    told = json.dumps([body.get("from"), body.get("chatid"), body.get("create_time"), *more])
    return f"event:{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def _moment(body: Body) -> datetime | None:
    seconds = body.get("create_time")
    if not isinstance(seconds, int) or not 0 < seconds < _LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _words(body: Body) -> Iterator[str]:
    """What is said in words: a text's, a transcript's, those between pictures."""
    kind = body.get("msgtype")
    part = body.get(kind) if isinstance(kind, str) else None
    if not isinstance(part, dict):
        return
    if kind in ("text", "voice", "markdown", "stream"):
        # Half a character, which nothing can keep, becomes a sign for it.
        content = str(part.get("content") or "")
        yield content.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    elif kind == "mixed":
        for item in _listed(part, "msg_item"):
            if isinstance(item, dict):
                yield from _words(item)
    elif kind == "template_card":
        title = part.get("main_title")
        yield str(title.get("title") or "") if isinstance(title, dict) else ""
        yield str(part.get("sub_title_text") or "")


def _media(body: Body) -> Iterator[Media]:
    kind = body.get("msgtype")
    part = body.get(kind) if isinstance(kind, str) else None
    if not isinstance(part, dict):
        return
    if kind == "mixed":
        for item in _listed(part, "msg_item"):
            if isinstance(item, dict):
                yield from _media(item)
    elif kind in _FILES and isinstance(part.get("url"), str):
        locked = Locked(part["url"], str(part.get("aeskey") or ""))
        yield Media(_FILES[kind], str(part.get("filename") or ""), reference=str(locked))


def _without_mention(text: str, name: str) -> str:
    """In a group every message mentions the robot: that is no part of what is said."""
    if name and f"@{name}" in text:
        return text.replace(f"@{name}", " ").strip()
    return _MENTION.sub("", text).strip()
