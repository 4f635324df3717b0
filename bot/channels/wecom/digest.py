"""Says several rows as one message where a member may not be written to as often as it would.

WeCom silently drops what one member gets beyond thirty messages a minute (访问频率限制).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.tencent.digest import Brief, digest
from bot.channels.wecom.encode import LONGEST_TEXT, harmless, size
from bot.models import Outbound


def brief_of(row: Outbound) -> Brief | None:
    """A row in short; None for what must stand alone.

    A card that is there already is replaced where it lies, which costs no message.
    """
    content = row.content
    if row.replaces or content.attachments:
        return None
    if content.card.startswith("ticket:"):
        return Brief(harmless(content.heading or content.text), True)
    if content.choices:
        return None
    return Brief(harmless("\n\n".join(filter(None, (content.text, content.link)))), False)


def has_room(said: Sequence[Brief], in_short: str) -> bool:
    """Whether WeCom would show all of it: it cuts off what is longer, without a word."""
    return size(digest(said, in_short)) <= LONGEST_TEXT
