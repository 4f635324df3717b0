"""The robot as a channel: connected or called, as the settings say."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence

from aiohttp.web import AbstractRouteDef

from bot.channels import Intake, Limits
from bot.channels.tencent.calling import Caller
from bot.channels.wecom_robot.answering import Answering
from bot.channels.wecom_robot.callback import Callback
from bot.channels.wecom_robot.carrying import Carrier
from bot.channels.wecom_robot.connection import Connection, Patience
from bot.channels.wecom_robot.decode import NAME
from bot.channels.wecom_robot.encode import LONGEST_TEXT
from bot.channels.wecom_robot.files import Files
from bot.channels.wecom_robot.hearing import Hearing
from bot.channels.wecom_robot.lent import House
from bot.channels.wecom_robot.pacing import Pace
from bot.channels.wecom_robot.reception import Reception
from bot.models import Facts, Media, Outbound
from bot.settings.shape import WecomRobot

TOGETHER = 20


class WecomRobotChannel:
    """Hears what speaks to the robot, answers it, and pushes where it has a connection."""

    name = NAME

    def __init__(
        self,
        settings: WecomRobot,
        house: House,
        clock: Callable[[], float] = time.monotonic,
        patience: Patience | None = None,
    ) -> None:
        self._settings = settings
        self._house = house
        patience = patience or Patience()
        self._pace = pace = Pace(settings.messages_per_minute, clock)
        self._connection = Connection(settings, house, patience)
        self._files = Files(
            self._connection.ask,
            house.bodies,
            settings.encoding_key,
            plain_http=settings.url.startswith("ws://"),
            clock=clock,
        )
        self._carrier = Carrier(self._connection, pace, self._files, house, clock)
        self._hearing = Hearing(
            self._connection, self._carrier, pace, house, settings.name, patience, clock
        )
        self._caller = Caller("")
        self._answering = Answering(self._caller, house)
        self._reception: Reception | None = None
        self._connected: asyncio.Task[None] | None = None

    @property
    def limits(self) -> Limits:
        """What it can carry; nothing at all while it has no connection that is ours."""
        room = self._house.concurrency if self._is_called or self._connection.is_up else 0
        return Limits(
            text=LONGEST_TEXT,
            choices=20,
            idempotent=False,
            edits=False,
            passive=False,
            media=frozenset({"*/*"}),
            concurrency=room,
            # What we could not keep is not told again, or within seconds only.
            comes_again=False,
            together=TOGETHER if self._is_called or self._pace.is_behind else 1,
        )

    def routes(self) -> Iterable[AbstractRouteDef]:
        """The address that the platform calls, where there is no long connection."""
        if not self._is_called:
            return ()
        return Callback(self._settings, self._house, lambda: self._reception).routes()

    async def start(self, intake: Intake) -> None:
        """Begin to listen; where WeCom cannot be reached, the rest of the house serves on."""
        self._reception = Reception(intake)
        if not self._is_called:
            self._hearing.begin(self._reception)
            await self._house.bar.lift()
            self._connected = asyncio.create_task(self._connection.run(self._hearing.hear))

    async def stop(self) -> None:
        """Finish what is in hand, then hang up."""
        self._reception = None
        await self._hearing.finish()
        if self._connected is not None:
            self._connected.cancel()
            await asyncio.gather(self._connected, return_exceptions=True)
        await self._caller.hang_up()

    async def send(self, outbound: Outbound) -> Facts:
        """Deliver one row; its parts one after the other. Raises `SendError`."""
        if self._is_called:
            return (await self._answering.carry((outbound,)))[0]
        return await self._carrier.carry(outbound)

    async def send_together(self, rows: Sequence[Outbound]) -> Sequence[Facts]:
        """Deliver what one message holds, from the first row on. Raises `SendError`."""
        if self._is_called:
            return await self._answering.carry(rows)
        return await self._carrier.carry_together(rows)

    async def fetch(self, media: Media) -> Media:
        """An official's file with its bytes. Raises `SendError`."""
        return await self._files.fetch(media)

    @property
    def _is_called(self) -> bool:
        return self._settings.mode == "callback"
