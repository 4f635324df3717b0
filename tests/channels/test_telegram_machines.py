"""Several machines and long silences: one polls at a time, and officials are told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.lease import LASTS, Lease
from bot.models import RoomMode
from bot.settings import Settings, Telegram
from bot.store import Database, invitations, leases
from bot.store.opening import open_database
from tests.channels.conftest import KNOWN, Open
from tests.channels.fake_bot_api import GROUP, ME, TOKEN, FakeBotApi
from tests.channels.machines import City
from tests.channels.officials_group import Group
from tests.channels.town import Town
from tests.ledgers import ZONE


@pytest.fixture
async def machines(platform: FakeBotApi, one_database: City) -> AsyncIterator[list[Town]]:
    """Two services on one PostgreSQL database, both told to poll."""
    bot = Telegram(TOKEN, base_url=platform.url, poll_seconds=1)
    async with one_database.machines(telegram=bot) as opened:
        yield [Town(up, platform, own) for up, own in opened]


async def test_t08_one_of_two_machines_polls_and_the_other_takes_over(
    machines: list[Town], platform: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    """T08: no conflict at the platform; where the one stops, the other goes on, losing nothing."""
    first, second = machines
    platform.says(KNOWN.question)
    await first.hears(KNOWN.answer[:10])
    await first.all_confirmed()
    assert "another program reads" not in caplog.text
    holder = await first.up.service.database.read(
        lambda tx: tx.row("lease_of", name="poller:telegram")
    )
    assert holder is not None
    await first.close()
    platform.says(KNOWN.question, chat_id=8)
    await second.hears(KNOWN.answer[:10], chat_id=8)
    await second.all_confirmed()
    assert "another program reads" not in caplog.text


async def test_a_stopped_machine_confirms_nothing_after_it_lost_its_turn(
    database: Database,
) -> None:
    """The number tells it: another had the lease in between, so its offset means nothing."""
    now = utc_now()
    mine = Lease(database, lambda: now, "poller", "mine")
    theirs = Lease(database, lambda: now + LASTS, "poller", "theirs")
    first = await mine.hold()
    second = await theirs.hold()
    assert first is not None
    assert second is not None
    assert second > first
    assert await mine.hold() is None
    await theirs.let_go()
    later = Lease(database, lambda: now + LASTS * 2, "poller", "mine")
    third = await later.hold()
    assert third is not None
    assert third > second


async def test_t06_a_silence_of_more_than_a_day_is_told_to_the_duty_group(
    open_town: Open, platform: FakeBotApi, tmp_path: Path
) -> None:
    """T06: from when to when; and the next message of a resident is handled as ever."""
    town = await open_town()
    group = Group(town)
    await group.sign_up("王芳", 501)
    await group.open()
    await town.close()
    settings = Settings(data=str(tmp_path / "data"))
    database = await open_database(settings, now=utc_now())
    long_ago = utc_now() - timedelta(hours=30)
    await database.transaction(
        lambda tx: leases.hold(tx, "serving", "x", utc_now() + LASTS * 9, long_ago)
    )
    await database.close()
    group.town = await open_town()
    told = await group.town.hears("没有运行", GROUP)
    assert "最近一天" in told
    begins = long_ago.astimezone(ZONE)
    assert f"{begins.month}月{begins.day}日" in told
    assert f"{begins:%H:%M}" in told
    platform.says(KNOWN.question)
    await group.town.hears(KNOWN.answer[:10])


async def test_a_short_pause_is_told_to_nobody(open_town: Open, platform: FakeBotApi) -> None:
    """A restart in the night is no news."""
    town = await open_town()
    group = Group(town)
    await group.open(mode=RoomMode.MASKED)
    await town.close()
    group.town = await open_town()
    platform.says(KNOWN.question)
    await group.town.hears(KNOWN.answer[:10])
    assert not any("没有运行" in text for text in platform.texts(GROUP))


def test_the_rooms_code_is_a_payload_that_a_link_can_carry() -> None:
    """`?startgroup=` takes A-Z, a-z, 0-9, _ and -, at most 64 of them."""
    assert invitations.code_in(f"/start@{ME['username']} WZ-ABCD-EFGH-JKMN") == "WZ-ABCD-EFGH-JKMN"
