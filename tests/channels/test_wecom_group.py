"""Groups of WeCom that are only given notice: rows C11 and C12, and what they show."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.app import Running, running
from bot.channels.desk import Deed
from bot.channels.desk import decode as decode_deed
from bot.channels.wecom_group import NAME, House, WecomGroupChannel
from bot.errors import SendError
from bot.models import Choice, Content, Hearing, InboundMessage, Media, Outbound
from bot.settings import Limits, Settings, WecomGroup
from bot.store import Transaction, people, rooms, tickets
from tests.channels.fake_group_webhook import KEY, FakeWebhook, webhook
from tests.conftest import NOW
from tests.hours import ANY_HOUR
from tests.ledgers import until

LEAK = "幸福小区水管漏水三天了"


@pytest.fixture
async def fake() -> AsyncIterator[FakeWebhook]:
    """The platform."""
    async with webhook() as one:
        yield one


@dataclass
class Alone:
    """The channel without a service, and a clock to turn."""

    channel: WecomGroupChannel
    alarms: list[str]
    now: list[float]


@pytest.fixture
async def alone(fake: FakeWebhook) -> AsyncIterator[Alone]:
    """The channel alone."""
    alarms: list[str] = []

    async def alarm(name: str) -> None:
        alarms.append(name)

    now = [1000.0]
    settings = WecomGroup(webhooks=(f"duty={fake.url}",))
    channel = WecomGroupChannel(settings, House(lambda name: "打开工单", alarm), lambda: now[0])
    yield Alone(channel, alarms, now)
    await channel.stop()


def row(text: str, number: int = 1, replaces: str = "", **content: Any) -> Outbound:
    """A row of the outbox for the group."""
    said = Content(text, **content)
    return Outbound(number, number, "wecom_group", "duty", said, None, 7, NOW, replaces=replaces)


async def test_c11_messages_are_spaced(alone: Alone, fake: FakeWebhook) -> None:
    """C11: 3.1 seconds at least between two; who has to wait uses up no try."""
    await alone.channel.send(row("一"))
    with pytest.raises(SendError) as caught:
        await alone.channel.send(row("二", 2))
    assert caught.value.untried
    assert 3.1 <= (caught.value.retry_after or 0) <= 3.2
    alone.now[0] += 3.2
    await alone.channel.send(row("二", 2))
    assert fake.told == ["一", "二"]


async def test_c11_what_waits_goes_out_as_one(alone: Alone, fake: FakeWebhook) -> None:
    """C11: in order, within the limit; what finds no room comes with the next."""
    rows = [row(f"第{number}件：{'水管漏水' * 60}", number) for number in range(1, 9)]
    facts = await alone.channel.send_together(rows)
    assert 1 < len(facts) < 8
    assert len(fake.told) == 1
    assert len(fake.told[0].encode()) <= 4000
    places = [fake.told[0].index(f"第{number}件") for number in range(1, len(facts) + 1)]
    assert places == sorted(places)
    assert f"第{len(facts) + 1}件" not in fake.told[0]


async def test_a_long_notice_is_cut_in_numbered_parts(fake: FakeWebhook) -> None:
    """Never cut off by the platform; what was told is not told again after a pause."""

    async def alarm(name: str) -> None:
        raise AssertionError(name)

    quick = WecomGroup(webhooks=(f"duty={fake.url}",), messages_per_minute=6000)
    channel = WecomGroupChannel(quick, House(str, alarm))
    text = "。".join(f"第{number}条说明" for number in range(600))
    fake.faults = [0, 0, -1]
    with pytest.raises(SendError) as caught:
        await channel.send(row(text))
    assert caught.value.retryable
    await asyncio.sleep(0.05)
    await channel.send(row(text))
    await channel.stop()
    assert len(fake.told) > 2
    assert "".join(each.split("\n", 1)[1] for each in fake.told) == text
    assert not [each for each in fake.refused if each != -1]


async def test_c11_too_many_all_the_same_is_a_pause(alone: Alone, fake: FakeWebhook) -> None:
    """C11: 45009: a minute of silence, without a call."""
    fake.faults = [45009]
    for _ in range(2):
        with pytest.raises(SendError) as caught:
            await alone.channel.send(row("一"))
        assert caught.value.untried
        alone.now[0] += 10
    assert fake.calls == 1


@pytest.mark.parametrize("code", [93000, 93004, 93008])
async def test_c12_a_webhook_that_is_no_more_is_left_alone(
    alone: Alone, fake: FakeWebhook, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    """C12: one call, one alarm elsewhere, no loop; and its key is told nobody."""
    fake.faults = [code]
    for _ in range(3):
        with pytest.raises(SendError) as caught:
            await alone.channel.send(row("一"))
        assert caught.value.blocked
        alone.now[0] += 10
    assert fake.calls == 1
    assert alone.alarms == ["wecom_robot.webhook_gone"]
    assert KEY not in caplog.text + str(caught.value)


async def test_a_card_is_told_again_where_something_else_can_be_done(
    alone: Alone, fake: FakeWebhook
) -> None:
    """Time alone tells nothing; a new state does, in one line."""
    card = {"card": "ticket:1", "heading": "🟢 #0001 待签收", "link": "https://wz.example/1"}
    first = await alone.channel.send(row("问题", choices=(Choice("take:1", "签收"),), **card))
    alone.now[0] += 4
    later = {**card, "heading": "🟡 #0001 待签收"}
    same = row("问题", replaces=first.platform_id, choices=(Choice("take:1", "签收"),), **later)
    await alone.channel.send(same)
    assert len(fake.told) == 1
    await alone.channel.send(row("问题", replaces=first.platform_id, **later))
    assert fake.told == [
        "问题\n[打开工单](https://wz.example/1)",
        "🟡 #0001 待签收\n[打开工单](https://wz.example/1)",
    ]


Open = Callable[..., Awaitable[Running]]


@pytest.fixture
async def serve(fake: FakeWebhook, tmp_path: Path) -> AsyncIterator[Open]:
    """Opens the service on one data folder."""
    async with AsyncExitStack() as stack:

        async def open_one(*units: str, **group: Any) -> Running:
            webhooks = tuple(f"{unit}={fake.url}" for unit in units)
            settings = Settings(
                data=str(tmp_path / "data"),
                port=0,
                limits=Limits(messages_per_minute=1000),
                promises=ANY_HOUR,
                wecom_group=WecomGroup(webhooks=webhooks, **group),
            )
            own = AsyncExitStack()
            up = await own.enter_async_context(running(settings))
            stack.push_async_callback(own.aclose)
            return up

        yield open_one


async def asks(up: Running, text: str, who: str = "zhang") -> None:
    """A resident asks on the page."""
    await up.service.intake.receive(InboundMessage("web", f"{who}-{text}", who, text=text))


async def told(fake: FakeWebhook, part: str) -> str:
    """Wait until the group was told this."""

    async def there() -> bool:
        return any(part in each for each in fake.told)

    await until(there, lambda: f"{part!r} is not in {fake.told}")
    return next(each for each in fake.told if part in each)


async def test_a_new_ticket_is_told_with_the_way_to_the_desk(
    serve: Open, fake: FakeWebhook
) -> None:
    """Without personal data; it says that the group only gives notice."""
    up = await serve("duty")
    await asks(up, f"转人工 {LEAK}，电话13812345678")
    notice = await told(fake, LEAK)
    assert "13812345678" not in notice
    assert "/desk/tickets/" in notice
    assert "只发通知" in notice
    (room,) = await up.service.database.read(rooms.rooms)
    assert room.hearing is Hearing.NOTHING


async def test_files_that_the_group_cannot_show_are_told_of(serve: Open, fake: FakeWebhook) -> None:
    """How many, and where they can be seen, once somebody has taken the ticket."""
    up = await serve("duty")
    photo = Media("image/png", "lamp.png", b"\x89PNG\r\n\x1a\n" + bytes(50))
    asked = InboundMessage("web", "m-1", "zhang", text=f"转人工 {LEAK}", media=(photo,))
    await up.service.intake.receive(asked)
    await told(fake, LEAK)
    found = await up.service.database.read(lambda tx: tickets.listed(tx, tickets.Wanted(limit=1)))
    (official,) = await up.service.database.read(people.officials)
    deed = Deed("deed-1", found[0].number, "take")
    await up.service.intake.receive(decode_deed(deed, official.id))
    notice = await told(fake, "1 个文件，请点开工单查看")
    assert f"/desk/tickets/{found[0].number}" in notice


async def test_a_strict_group_is_told_numbers_only(serve: Open, fake: FakeWebhook) -> None:
    """Nothing of the matter."""
    up = await serve("duty", mode="strict")
    await asks(up, f"转人工 {LEAK}")
    await told(fake, "/desk/tickets/")
    assert "漏水" not in "".join(fake.told)


async def test_a_burst_is_merged_and_nothing_is_lost(serve: Open, fake: FakeWebhook) -> None:
    """C11: a dozen tickets at once come in a few messages, each once, in their order."""
    up = await serve("duty")
    for number in range(12):
        await asks(up, f"转人工 第{number:02}户家里停电了", f"who{number}")

    async def all_there() -> bool:
        return all(f"第{number:02}户" in "".join(fake.told) for number in range(12))

    await until(all_there, lambda: f"only {len(fake.told)} messages")
    everything = "".join(fake.told)
    places = [everything.index(f"第{number:02}户") for number in range(12)]
    assert places == sorted(places)
    assert len(fake.told) <= 6
    assert not fake.refused


async def test_c12_a_removed_robot_is_told_to_the_administrators(
    serve: Open, fake: FakeWebhook
) -> None:
    """C12: at the desk and wherever else they are; tickets go on, and are not sent there."""
    up = await serve("duty")
    fake.gone = True
    await asks(up, f"转人工 {LEAK}")

    def alarmed(tx: Transaction) -> bool:
        rows = (tx.row("outbox_by_ids_message", id=number) for number in range(1, 100))
        return any(
            row and row["channel"] == "desk" and "Webhook 已失效" in row["content"] for row in rows
        )

    async def there() -> bool:
        return bool(await up.service.database.read(alarmed))

    await until(there, lambda: "nobody is told")

    async def lost() -> bool:
        (room,) = await up.service.database.read(rooms.rooms)
        return bool(room.lost)

    await until(lost, lambda: "the room is not lost")
    calls = fake.calls
    await asks(up, "转人工 路灯坏了一个星期", "li")
    await asyncio.sleep(1.5)
    assert fake.calls == calls


async def test_rooms_follow_the_settings(serve: Open, fake: FakeWebhook) -> None:
    """A webhook that is taken out closes its room; one put in opens one of its department."""
    up = await serve("duty")
    known = await up.service.database.read(rooms.rooms)
    assert [(each.address, each.department_id) for each in known] == [("duty", "")]
    unit = (await up.service.database.read(people.departments))[0].id
    from bot.delivery import notice_rooms

    settings = WecomGroup(webhooks=(f"{unit}={fake.url}",))
    await up.service.database.transaction(lambda tx: notice_rooms.keep(tx, NAME, settings, NOW))
    known = await up.service.database.read(rooms.rooms)
    assert [(each.address, each.department_id) for each in known] == [(unit, unit)]
