"""WeChat as a channel: residents who write to an official account (公众号)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from aiohttp.web import AbstractRouteDef

from bot.channels import Intake, Limits
from bot.channels.tencent.access_token import TokenKeeper
from bot.channels.tencent.calling import Api, Caller
from bot.channels.tencent.pace import Pace
from bot.channels.wechat.callback import Callback
from bot.channels.wechat.carrying import Carrier
from bot.channels.wechat.decode import NAME
from bot.channels.wechat.encode import LONGEST_TEXT, MEDIA
from bot.channels.wechat.gate import Gate
from bot.channels.wechat.lent import House
from bot.channels.wechat.notices import Notices
from bot.channels.wechat.page import Pages
from bot.channels.wechat.reception import Patience, Reception
from bot.channels.wechat.rights import can_send, fetch_token
from bot.channels.wechat.uploads import Uploads
from bot.channels.wechat.windows import Allowances
from bot.models import Facts, Media, Outbound
from bot.settings.shape import Wechat

log = logging.getLogger(__name__)
SOON_SECONDS = 60.0
"""So long a resident may wait for what does not fit into a response."""


class WechatChannel:
    """Is called by the platform, replies in the response, and sends what comes later."""

    name = NAME

    def __init__(
        self,
        settings: Wechat,
        house: House,
        clock: Callable[[], float] = time.monotonic,
        patience: Patience | None = None,
    ) -> None:
        self._house = house
        self._caller = Caller(settings.base_url)
        fetch = fetch_token(self._caller, settings)
        keeper = TokenKeeper(f"{NAME}:{settings.app_id}", fetch, house.shelf, house.clock)
        api = Api(self._caller, keeper)
        self._api = api
        self._pace = Pace(settings.messages_per_second, clock)
        self._uploads = Uploads(api, house.bodies, settings.file_hosts, house.clock, clock)
        notices = Notices(settings, api, house)
        self._carrier = Carrier(api, self._pace, self._uploads, notices, house, clock)
        self._carrier.may_send = can_send(settings)
        self.pages = Pages(api, settings.app_id, settings.subscription_template, house.clock)
        self._template = settings.subscription_template
        self._allowances = Allowances.of(settings)
        self._patience = patience or Patience()
        self._callback = Callback(Gate(settings, time.time), lambda: self._reception, time.time)
        self._reception: Reception | None = None

    @property
    def limits(self) -> Limits:
        """What it can carry; during a pause nothing at all."""
        return Limits(
            text=LONGEST_TEXT,
            choices=10,
            idempotent=False,
            edits=False,
            passive=True,
            media=MEDIA,
            concurrency=min(self._house.concurrency, self._pace.room),
            comes_again=False,
        )

    def routes(self) -> Iterable[AbstractRouteDef]:
        """The address that the platform calls."""
        return self._callback.routes()

    async def start(self, intake: Intake) -> None:
        """From now on pushes are taken in."""
        self._reception = Reception(
            intake,
            self._house,
            self._allowances,
            self._may_follow,
            self._patience,
            self._template,
        )

    def _may_follow(self) -> bool:
        """Whether what a response does not hold can be sent soon after it."""
        return self._carrier.may_send and self._pace.paused_for <= SOON_SECONDS

    async def stop(self) -> None:
        """Take nothing in any more, finish what is in hand, and let go of every connection."""
        reception, self._reception = self._reception, None
        if reception is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience.answer):
                    await reception.stop()
        await self._caller.hang_up()

    async def send(self, outbound: Outbound) -> Facts:
        """Deliver one row; its parts one after the other. Raises `SendError`."""
        return await self._carrier.carry(outbound)

    async def fetch(self, media: Media) -> Media:
        """A resident's file with its bytes. Raises `SendError`."""
        return await self._uploads.fetch(media)
