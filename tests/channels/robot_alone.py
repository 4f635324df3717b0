"""The robot without a service around it: turns, an intake that obeys, rows to send."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.channels import Receipt
from bot.channels.wecom_robot import House, WecomRobotChannel
from bot.channels.wecom_robot.connection import Patience
from bot.channels.wecom_robot.lent import NoBar
from bot.errors import StoreError
from bot.models import Content, InboundMessage, InboxState, Outbound
from bot.settings import WecomRobot
from tests.channels.fake_wecom_robot import BOT, GROUP, NAME, SECRET, FakeRobot, eventually
from tests.conftest import NOW
from tests.patience import PATIENCE_SECONDS

QUICK = Patience(
    ping=0.2,
    ack=PATIENCE_SECONDS,
    renew=0.05,
    turn=0.05,
    pause=0.05,
    longest_pause=0.4,
    event=PATIENCE_SECONDS,
    reply=PATIENCE_SECONDS,
)
"""Looks often, and gives up late: a busy machine is no dead platform."""
ROOM = f"group:{GROUP}"


class Turns:
    """One turn for several processes; `holder` has it."""

    def __init__(self) -> None:
        self.holder = ""
        self.number = 0
        self.broken = False

    def of(self, name: str) -> Turn:
        """One process's way to it."""
        return Turn(self, name)


@dataclass
class Turn:
    """As one process sees it."""

    turns: Turns
    name: str

    async def hold(self) -> int | None:
        """Ours, where nobody has it."""
        if self.turns.broken:
            raise StoreError("the database is away")
        if self.turns.holder not in ("", self.name):
            return None
        if self.turns.holder != self.name:
            self.turns.number += 1
        self.turns.holder = self.name
        return self.turns.number

    async def let_go(self) -> None:
        """Nobody's."""
        if self.turns.holder == self.name:
            self.turns.holder = ""


@dataclass
class Heard:
    """An intake that keeps, and replies what it is told to."""

    messages: list[InboundMessage] = field(default_factory=list)
    reply: str = ""
    slow: float = 0.0
    begun: int = 0
    settled: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)

    async def receive(self, message: InboundMessage) -> Receipt:
        """Keep it, after a while."""
        self.begun += 1
        await asyncio.sleep(self.slow)
        self.messages.append(message)
        replies = (row(self.reply, number=len(self.messages)),) if self.reply else ()
        return Receipt(len(self.messages), None, InboxState.DONE, repeated=False, replies=replies)

    async def answered(self, receipt: Receipt) -> None:
        """Noted."""
        self.settled.append("answered")

    async def left(self, receipt: Receipt) -> None:
        """Noted."""
        self.settled.append("left")

    async def returned(self, channel: str, address: str) -> None:
        """Noted."""
        self.back.append(address)

    async def keep(self, message: InboundMessage, why: str, again_after: float | None) -> Receipt:
        """Kept aside."""
        self.settled.append(f"aside: {why}")
        return await self.receive(message)


def row(text: str, number: int = 1, to: str = ROOM, replaces: str = "", **content: Any) -> Outbound:
    """A row of the outbox."""
    said = Content(text, **content)
    return Outbound(number, number, "wecom_robot", to, said, None, 7, NOW, replaces=replaces)


async def no_files(message_id: int, sha256: str) -> bytes | None:
    """None is kept."""
    return None


@dataclass
class Robot:
    """One process's robot."""

    channel: WecomRobotChannel
    intake: Heard
    alarms: list[str]

    async def is_up(self) -> None:
        """Wait until it can send."""
        await eventually(lambda: self.channel.limits.concurrency)

    def gives_up_soon(self) -> None:
        """On the line that is open, answers are waited for only a moment."""
        line = self.channel._connection._line
        assert line is not None
        line._ack_seconds = 0.1

    def is_patient(self) -> None:
        """Answers are waited for again."""
        line = self.channel._connection._line
        assert line is not None
        line._ack_seconds = QUICK.ack


@asynccontextmanager
async def robot(
    platform: FakeRobot,
    turns: Turns | None = None,
    name: str = "one",
    bar: NoBar | None = None,
    patience: Patience = QUICK,
    **settings: Any,
) -> AsyncIterator[Robot]:
    """A robot of one process, started."""
    alarms: list[str] = []

    async def alarm(sentence: str) -> None:
        alarms.append(sentence)

    given = {"bot_id": BOT, "secret": SECRET, "name": NAME, "url": platform.url, **settings}
    house = House(
        bodies=no_files,
        say=lambda key: {"wecom_robot.welcome": "您好"}.get(key, key),
        page=lambda each: f"https://wz.example/m/{each.message_id}",
        alarm=alarm,
        turnstile=(turns or Turns()).of(name),
        bar=bar or NoBar(),
    )
    channel = WecomRobotChannel(WecomRobot(**given), house, patience=patience)
    intake = Heard()
    await channel.start(intake)  # type: ignore[arg-type]
    try:
        yield Robot(channel, intake, alarms)
    finally:
        await channel.stop()
