"""Calls the Bot API: connections with time-outs of our own, nothing written to a log."""

from __future__ import annotations

import logging
import os
from typing import Any

from telegram import Bot, LinkPreviewOptions

from bot.channels.telegram.request import AiohttpRequest, Patience

# The library warns at each 429 until one opts in to time spans; it reads this at every use.
os.environ.setdefault("PTB_TIMEDELTA", "1")

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
READ_SECONDS = 15.0
_PATIENCE = Patience(connect=5.0, write=15.0, media=20.0, read=READ_SECONDS)
_TALKATIVE = "telegram"
"""It writes whole answers; every failure is told by us."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class RawBot(Bot):
    """A bot that hands updates over as they came.

    The library gives up a whole batch, again and again, for one update that it cannot read.
    """

    __slots__ = ()

    async def raw_updates(self, offset: int, seconds: int) -> list[dict[str, Any]]:
        """The next updates; all before `offset` are confirmed, which deletes them there.

        Waits up to `seconds` for the first. Raises `TelegramError`.
        """
        found: list[dict[str, Any]] = await self._post(
            "getUpdates",
            {
                "offset": offset or None,
                "timeout": seconds,
                "limit": 100,
                "allowed_updates": list(ALLOWED_UPDATES),
            },
            read_timeout=seconds + READ_SECONDS,
        )
        return found

    async def raw(self, method: str, asked: dict[str, Any]) -> dict[str, Any]:
        """What a method answers, as it came; empty where it is no object.

        Of most answers we need one number. Reading no more than that, we are not stopped by what
        else a server says, or leaves out. Raises `TelegramError`.
        """
        given = {name: value for name, value in asked.items() if value is not None}
        found: object = await self._post(method, given)
        return found if isinstance(found, dict) else {}

    async def hang_up(self) -> None:
        """Close all connections; `shutdown` closes none that it has not opened itself."""
        for request in self._request:
            await request.shutdown()


def connect(token: str, base_url: str, connections: int = 32) -> RawBot:
    """A bot at an API server such as https://api.telegram.org; nothing is asked of it yet."""
    logging.getLogger(_TALKATIVE).setLevel(logging.CRITICAL)
    base = base_url.rstrip("/")
    return RawBot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=AiohttpRequest(connections, _PATIENCE),
        get_updates_request=AiohttpRequest(1, _PATIENCE),
    )
