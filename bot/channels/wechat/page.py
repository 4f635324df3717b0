"""Lets a page of ours ask for consent to notices, inside WeChat's own browser (JS-SDK)."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.tencent.calling import Api
from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
from bot.clock import Clock

TICKET = "/cgi-bin/ticket/getticket"
SCRIPT = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js"
SCRIPT_HOST = "https://res.wx.qq.com"
BUTTON_FRAMES = "https://*.qq.com webcompt:"
PAUSE = timedelta(seconds=60)
MARGIN = timedelta(seconds=300)


@dataclass(frozen=True, slots=True)
class PageTicket:
    """What signs pages for the platform's script, and until when."""

    value: str = field(repr=False)
    until: datetime


class Pages:
    """Signs the addresses of our pages for one account."""

    def __init__(self, api: Api, app_id: str, template: str, clock: Clock) -> None:
        self._api = api
        self._app_id = app_id
        self._template = template
        self._clock = clock
        self._ticket: PageTicket | None = None
        self._one_at_a_time = asyncio.Lock()

    async def config(self, url: str) -> dict[str, object] | None:
        """What a page at `url` hands to the platform's script; None where consent is not asked for.

        JS-SDK, 附录1: SHA-1 over the ticket, a nonce, the time and the address, without a fragment.
        """
        if not self._template:
            return None
        ticket = await self._good()
        if not ticket:
            return None
        nonce, stamp = secrets.token_hex(8), int(self._clock().timestamp())
        together = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={stamp}&url={url}"
        return {
            "script": SCRIPT,
            "template": self._template,
            "app_id": self._app_id,
            "timestamp": stamp,
            "nonce": nonce,
            "signature": hashlib.sha1(together.encode(), usedforsecurity=False).hexdigest(),
        }

    async def _good(self) -> str:
        async with self._one_at_a_time:
            now = self._clock()
            if self._ticket is None or now >= self._ticket.until:
                self._ticket = await self._fetched(now)
            return self._ticket.value

    async def _fetched(self, now: datetime) -> PageTicket:
        try:
            answer = await self._api.get(TICKET, type="jsapi")
        except (ApiError, NotSent, NoAnswer):
            # The page does without, and the platform is left in peace for a while.
            return PageTicket("", now + PAUSE)
        lasts = timedelta(seconds=int(answer.get("expires_in", 0))) - MARGIN
        return PageTicket(str(answer.get("ticket", "")), now + max(lasts, PAUSE))
