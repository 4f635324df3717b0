"""Puts what travels in the response to a push together: one text, as much as fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from bot.channels.wechat.encode import LONGEST_TEXT, MOST_PARTS, beginning, fits, size, whole
from bot.models import Content, Outbound

BETWEEN = "\n\n————\n\n"
"""Between messages that arrive as one."""
PageOf = Callable[[Outbound], str]


class Reply(msgspec.Struct, frozen=True):
    """The text of a response, which rows it carries, and which go the ordinary way."""

    text: str = ""
    carried: tuple[Outbound, ...] = ()
    rest: tuple[Outbound, ...] = ()


def put_together(
    replies: Sequence[Outbound], page: PageOf, *, may_send: bool, files_stay: str = ""
) -> Reply:
    """What fits goes in, in order; from the first that does not, the rest is sent.

    What several of them ask, and the page they all name, is told with the last of them only.
    Where we may not send (`may_send`), what is too long goes in by its beginning and the address
    of all of it, and what finds no room waits; `files_stay` says that files lie there.
    """
    text = ""
    carried: list[Outbound] = []
    asking = [row.id for row in replies if row.content.choices]
    for at, row in enumerate(replies):
        later = replies[at + 1 :]
        # Nearly always there is only one, and nothing to leave out.
        once = replace(row, content=_without(row.content, later)) if later else row
        last = row.id in asking[-1:]
        told = _told(once, page, may_send=may_send, digits=last, files_stay=files_stay)
        together = f"{text}{BETWEEN}{told}" if text else told
        # What is told of one row alone fits.
        if not told or (text and not fits(together)):
            break
        text = together
        carried.append(row)
    return Reply(text, tuple(carried), tuple(replies[len(carried) :]))


def reply_of(text: str, to: str, by: str, now: float) -> dict[str, object]:
    """A text as the response to a push from `to` to our account `by`."""
    return {
        "ToUserName": to,
        "FromUserName": by,
        "CreateTime": int(now),
        "MsgType": "text",
        "Content": text,
    }


def _without(content: Content, later: Sequence[Outbound]) -> Content:
    """What is told with this one: not what a later one asks again, nor the page it names again."""
    asked = content.choices in [each.content.choices for each in later]
    named = content.link in [each.content.link for each in later]
    return replace(
        content,
        choices=() if asked else content.choices,
        link="" if named else content.link,
    )


def _told(row: Outbound, page: PageOf, *, may_send: bool, digits: bool, files_stay: str) -> str:
    """A row as text; empty where it is better sent: with its files, or in several parts."""
    if row.content.attachments and may_send:
        return ""
    # To sign an address takes as long as all the rest, and few rows show it.
    address = page(row) if row.content.attachments else ""
    text = whole(row.content, address, digits=digits, files_stay=files_stay)
    if fits(text):
        return text
    if may_send and size(text) <= LONGEST_TEXT * MOST_PARTS * 0.9:
        return ""
    return beginning(text, page(row))
