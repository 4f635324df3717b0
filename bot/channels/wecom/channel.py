"""WeCom's self-built app as a channel: officials, each in their own chat with the app."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence

from aiohttp.web import AbstractRouteDef

from bot.channels import Intake, Limits
from bot.channels.tencent.access_token import TokenKeeper
from bot.channels.tencent.calling import Api, Caller
from bot.channels.wecom.access import fetch_token
from bot.channels.wecom.callback import Callback
from bot.channels.wecom.cards import MOST_CHOICES
from bot.channels.wecom.carrying import Carrier
from bot.channels.wecom.decode import NAME
from bot.channels.wecom.encode import LONGEST_TEXT
from bot.channels.wecom.failures import ACCOUNT
from bot.channels.wecom.gate import Gate
from bot.channels.wecom.lent import House
from bot.channels.wecom.oauth import OAuth
from bot.channels.wecom.pacing import Pace
from bot.channels.wecom.reception import Reception
from bot.channels.wecom.uploads import fetch
from bot.models import Facts, Media, Outbound
from bot.settings.shape import Wecom

log = logging.getLogger(__name__)
TOGETHER = 20
WRONG_SECRETS = 3
"""How often a secret that is refused is tried; WeCom shuts our address out for more."""


class WecomChannel:
    """Is called by the platform, acknowledges at once, and sends what it causes by itself."""

    name = NAME

    def __init__(
        self,
        settings: Wecom,
        house: House,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._house = house
        self._caller = Caller(settings.base_url)
        keeper = TokenKeeper(
            f"{NAME}:{settings.corp_id}:{settings.agent_id}",
            fetch_token(self._caller, settings),
            house.shelf,
            house.clock,
            tries=WRONG_SECRETS,
            account=ACCOUNT,
        )
        self._api = Api(self._caller, keeper)
        self.oauth = OAuth(settings, self._api)
        self._pace = Pace(settings.messages_per_minute, clock)
        self._carrier = Carrier(self._api, settings.agent_id, self._pace, house, clock, self._miss)
        gate = Gate(
            settings.token, settings.encoding_key, settings.corp_id, wall, settings.previous_key
        )
        self._callback = Callback(gate, lambda: self._reception)
        self._reception: Reception | None = None
        self._intake: Intake | None = None

    @property
    def limits(self) -> Limits:
        """What it can carry; during a pause nothing at all."""
        return Limits(
            text=LONGEST_TEXT,
            choices=MOST_CHOICES,
            idempotent=False,
            edits=True,
            passive=False,
            media=frozenset({"*/*"}),
            concurrency=0 if self._pace.paused_for else self._house.concurrency,
            comes_again=False,
            together=TOGETHER if self._pace.is_behind else 1,
        )

    def routes(self) -> Iterable[AbstractRouteDef]:
        """The address that the platform calls."""
        return self._callback.routes()

    async def start(self, intake: Intake) -> None:
        """From now on pushes are taken in."""
        self._intake = intake
        self._reception = Reception(intake, self._house.codes)

    async def stop(self) -> None:
        """Take nothing in any more, and let go of every connection."""
        self._reception = None
        await self._caller.hang_up()

    async def send(self, outbound: Outbound) -> Facts:
        """Deliver one row; its parts one after the other. Raises `SendError`."""
        return await self._carrier.carry(outbound)

    async def send_together(self, rows: Sequence[Outbound]) -> Sequence[Facts]:
        """Deliver what one message holds, from the first row on. Raises `SendError`."""
        return await self._carrier.carry_together(rows)

    async def fetch(self, media: Media) -> Media:
        """An official's file with its bytes. Raises `SendError`."""
        return await fetch(self._api, media)

    async def _miss(self, member: str) -> None:
        """The platform did not show them a message, though it took it."""
        log.error("WeCom does not show a member our messages: `wenzheng doctor` tells whom")
        if self._intake is not None:
            await self._intake.gone(NAME, member)
