"""WeCom's app by itself: a channel that only sends, its platform, and a clock that only we turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.channels.wecom import House, WecomChannel
from bot.models import Choice, Content, ContentKind, Facts, Outbound
from bot.settings import Wecom
from tests.channels.corp import AGENT, CORP, KEY, LI, SECRET, TOKEN, WANG
from tests.channels.fake_wecom import FakeWecom, wecom_api
from tests.channels.trial_intake import Kept
from tests.channels.wechat_house import Generous
from tests.conftest import NOW

PRESSES = (Choice("take:20261126-0001", "签收"), Choice("more:20261126-0001", "更多"))


@dataclass
class Clock:
    """A clock that only we turn."""

    now: float = NOW.timestamp()

    def __call__(self) -> float:
        """Seconds."""
        return self.now

    def turn(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@dataclass
class Codes:
    """The codes of cards, kept in memory."""

    kept: dict[str, list[str]] = field(default_factory=dict)

    async def keep(self, task: str, code: str) -> None:
        """Keep a code."""
        self.kept.setdefault(task, []).append(code)

    async def take(self, task: str) -> str:
        """The newest one."""
        left = self.kept.get(task)
        return left.pop() if left else ""


@dataclass
class App:
    """A channel, the platform it is on, the time of both, and who was told to be gone."""

    channel: WecomChannel
    platform: FakeWecom
    clock: Clock
    codes: Codes
    intake: Kept
    circle: list[str]
    rung: list[tuple[str, dict[str, object]]]

    async def send(self, content: Content, to: str = WANG, number: int = 1, **more: Any) -> Facts:
        """Send one row."""
        row = Outbound(number, number, "wecom", to, content, None, None, NOW, **more)
        return await self.channel.send(row)


def given_to_wecom(
    clock: Clock | None = None,
    codes: Codes | None = None,
    circle: list[str] | None = None,
    bodies: dict[str, bytes] | None = None,
    rung: list[tuple[str, dict[str, object]]] | None = None,
    **settings: Any,
) -> tuple[Wecom, House]:
    """The settings of an app and what it is lent."""
    seconds = clock or Clock()

    async def body_of(message_id: int, sha256: str) -> bytes | None:
        return (bodies or {}).get(sha256)

    async def members(row: Outbound) -> list[str]:
        return circle or []

    async def ring(name: str, **values: object) -> None:
        if rung is not None:
            rung.append((name, values))

    house = House(
        shelf=Generous(),
        bodies=body_of,
        members=members,
        codes=codes or Codes(),
        sign=lambda text: f"{abs(hash(text)):x}".ljust(8, "0"),
        say=lambda name: name.rpartition(".")[2],
        clock=lambda: NOW + timedelta(seconds=seconds() - NOW.timestamp()),
        home="https://wz.example/desk",
        ring=ring,
    )
    given = {
        "corp_id": CORP,
        "agent_id": AGENT,
        "secret": SECRET,
        "token": TOKEN,
        "encoding_key": KEY,
        **settings,
    }
    return Wecom(**given), house


@asynccontextmanager
async def app_of(bodies: dict[str, bytes] | None = None, **settings: Any) -> AsyncIterator[App]:
    """An app and its platform."""
    clock, codes, intake, circle = Clock(), Codes(), Kept(), [WANG, LI]
    async with wecom_api(FakeWecom(clock)) as platform:
        rung: list[tuple[str, dict[str, object]]] = []
        given = given_to_wecom(
            clock, codes, circle, bodies, rung, base_url=platform.url, **settings
        )
        channel = WecomChannel(*given, clock, clock)
        await channel.start(intake)
        try:
            yield App(channel, platform, clock, codes, intake, circle, rung)
        finally:
            await channel.stop()


def card(text: str = "漏水三天", *choices: Choice, heading: str = "🟢 #0001") -> Content:
    """A ticket's card."""
    return Content(
        f"20261126-0001\n{text}",
        kind=ContentKind.CARD,
        choices=choices or PRESSES,
        card="ticket:20261126-0001",
        heading=heading,
        link="https://wz.example/desk/tickets/20261126-0001",
    )
