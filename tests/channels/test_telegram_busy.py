"""Rows T33 and T34 at their full length, on a clock that we turn."""

from __future__ import annotations

import hashlib
import hmac
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from bot.channels.telegram.channel import House, TelegramChannel
from bot.errors import SendError
from bot.models import Choice, Content, ContentKind, Outbound
from bot.settings import Telegram
from tests.channels.fake_bot_api import GROUP, TOKEN, FakeBotApi, Refusal, bot_api
from tests.channels.test_telegram_pacing import Seconds, most_within
from tests.conftest import NOW


def sign(text: str) -> str:
    """A signature with a key of the tests'."""
    return hmac.new(b"k" * 32, text.encode(), hashlib.sha256).hexdigest()


async def no_files(message_id: int, sha256: str) -> bytes | None:
    """None is kept."""
    return None


@dataclass
class Desk:
    """The channel, its platform, and when each call was made, on the clock that we turn."""

    channel: TelegramChannel
    platform: FakeBotApi
    clock: Seconds
    calls: list[tuple[float, str]] = field(default_factory=list)

    async def try_to_send(self, row: Outbound) -> SendError | None:
        """Send a row once; why it did not go."""
        before = len(self.platform.calls)
        try:
            await self.channel.send(row)
        except SendError as error:
            return error
        finally:
            made = self.platform.calls[before:]
            self.calls += [(self.clock.now, method) for method, _ in made]
        return None

    async def deliver_in_order(self, rows: list[tuple[float, Outbound]]) -> None:
        """As the sender does with one chat: the next only when the one before it has gone."""
        for due, row in rows:
            self.clock.now = max(self.clock.now, due)
            topic = ""
            while (error := await self.try_to_send(replace(row, topic=topic))) is not None:
                assert error.untried, error
                topic = error.topic or topic
                self.clock.now += error.retry_after or 0.0


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A channel that is not listening, with the settings that everybody has."""
    async with bot_api(forums={GROUP}) as platform:
        clock = Seconds()
        settings = Telegram(TOKEN, base_url=platform.url)
        channel = TelegramChannel(settings, House(sign, no_files), clock)
        try:
            yield Desk(channel, platform, clock)
        finally:
            await channel.stop()


def card(number: int) -> Outbound:
    """A new ticket's card for the group."""
    content = Content(
        f"🟢 20261126-{number:04} 待签收",
        kind=ContentKind.CARD,
        card=f"ticket:20261126-{number:04}",
        heading=f"🟢 #{number:04} 待签收",
        choices=(Choice(f"take:20261126-{number:04}", "签收"),),
    )
    return Outbound(
        number, number, "telegram", str(GROUP), content, None, number, NOW, topical=True
    )


async def test_t34_twenty_five_tickets_in_a_minute_are_all_shown(desk: Desk) -> None:
    """T34: each in a topic of its own with its card, in order; never more than 20 in a minute."""
    start = desk.clock.now
    await desk.deliver_in_order([(start + number * 2.4, card(number)) for number in range(1, 26)])
    shown = [each["text"].split()[1] for each in desk.platform.sent]
    assert shown == [f"20261126-{number:04}" for number in range(1, 26)]
    topics = [thread.name for thread in desk.platform.threads.values()]
    assert topics == [f"🟢 #{number:04} 待签收" for number in range(1, 26)]
    assert {each["thread"] for each in desk.platform.sent} == set(desk.platform.threads)
    assert len(desk.calls) == 50
    assert most_within([at for at, _ in desk.calls], 60.0) <= 20


async def test_t33_five_hundred_wait_through_a_429(desk: Desk) -> None:
    """T33: the one call that met it is the only one; then all, in order, 25 in any second."""
    desk.platform.faults["sendMessage"] = [
        Refusal(429, "Too Many Requests: retry after 35", retry_after=35)
    ]
    waiting = {
        str(chat): deque(
            Outbound(chat * 10 + n, 1, "telegram", str(chat), Content(f"第{n}句"), 1, 1, NOW)
            for n in range(2)
        )
        for chat in range(100, 350)
    }
    refused_at = desk.clock.now
    while waiting:
        for chat in list(waiting):
            if not desk.channel.limits.concurrency:
                break
            error = await desk.try_to_send(waiting[chat][0])
            assert error is None or error.untried
            if error is None:
                waiting[chat].popleft()
            if not waiting[chat]:
                del waiting[chat]
        desk.clock.now += 0.25
    times = [at for at, _ in desk.calls]
    assert sum(refused_at < at < refused_at + 35 for at in times) == 0
    assert times.count(refused_at) == 1
    assert len(times) == 501
    assert most_within(times, 1.0) <= 25
    assert all(desk.platform.texts(chat) == ["第0句", "第1句"] for chat in range(100, 350))
