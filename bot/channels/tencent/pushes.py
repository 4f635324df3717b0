"""What the pushes of both platforms have in common: who, when, which one, and their body."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from bot.channels import bodies
from bot.channels.tencent.xml import LARGEST, Malformed

LONGEST_ID = 128
"""Characters of a push's identity that are kept as they are; longer ones by their digest."""
_LATEST = 4_102_444_800  # the year 2100

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Unreadable(Exception):  # noqa: N818 - what it is
    """A push that names nobody: there is nothing to be kept, and nobody to answer."""


def text_of(fields: Fields, name: str) -> str:
    """A field that is text; empty where it is absent or something else."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def writer_of(fields: Fields, form: re.Pattern[str]) -> str:
    """The address that a push is from, where it has this form. Raises `Unreadable`."""
    sender = text_of(fields, "FromUserName")
    if not form.fullmatch(sender):
        raise Unreadable
    return sender


def moment_of(fields: Fields) -> datetime:
    """When the platform says it was. Raises `Unreadable`."""
    stamp = text_of(fields, "CreateTime")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 10):
        raise Unreadable
    seconds = int(stamp)
    if seconds >= _LATEST:
        raise Unreadable
    return datetime.fromtimestamp(seconds, UTC)


def identity(fields: Fields, *more: str) -> str:
    """What a retry has in common with the first: the number, or who, when and which event.

    Who and when alone are the same for two events of one second; `more` are the fields that tell
    those apart.
    """
    known = text_of(fields, "MsgId")
    if not known:
        parts = ("FromUserName", "CreateTime", "MsgType", "Event", "EventKey", *more)
        known = "|".join(text_of(fields, part) for part in parts)
    if len(known) <= LONGEST_ID:
        return known
    return hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()


async def body_of(request: web.Request) -> bytes:
    """The body of a push, as far as it may be large. Raises `Malformed`."""
    body = await bodies.body_of(request, LARGEST)
    if body is None:
        raise Malformed("the push is too large")
    return body
