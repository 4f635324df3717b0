"""Words as they stand in WeCom's markdown, where none of theirs may become markup or a mention."""

from __future__ import annotations

import re

from bot.channels.splitting import split

NOTHING = "\u200b"
"""A sign of no width: put behind a sign of markup, it makes it one of writing again."""
_LIVE = re.compile(r"<(?=[@/a-zA-Z])|\](?=\()|(?m:^[ \t]*(?:#{1,6}|[-*+>]|\d+\.)(?= ))")


def harmless(text: str) -> str:
    """A text without live markup: no mention (`<@all>`), no colour, no link, no heading."""
    return _LIVE.sub(lambda found: found[0] + NOTHING, text)


def link(label: str, address: str) -> str:
    """A link that can be tapped."""
    return f"[{label}]({address})"


def size(text: str) -> int:
    """The length in bytes of UTF-8, as WeCom counts."""
    return len(text.encode("utf-8", "replace"))


def parts(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` bytes; several are numbered (1/3)."""
    whole = split(text, limit, size)
    if len(whole) < 2:
        return whole
    cut = split(text, limit - size("(99/99)\n"), size)
    return [f"({at}/{len(cut)})\n{part}" for at, part in enumerate(cut, start=1)]
