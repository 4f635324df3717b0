"""Several machines and one robot: the lease in the store, and what passes from one to the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import utc_now
from bot.lending import LentBar
from bot.platforms import ROBOT, ROBOT_CUT_OFF
from bot.settings import WecomRobot
from bot.store import Database, leases
from tests.channels.fake_wecom_robot import BOT, NAME, SECRET, FakeRobot
from tests.channels.machines import City
from tests.channels.robot_fixtures import robots
from tests.channels.robot_town import RobotTown
from tests.ledgers import until

__all__ = ["robots"]
LEAK = "幸福小区水管漏水三天了"


@pytest.fixture
async def machines(robots: FakeRobot, one_database: City) -> AsyncIterator[list[RobotTown]]:
    """Two services on one PostgreSQL database, both told of the same robot."""
    bot = WecomRobot(bot_id=BOT, secret=SECRET, name=NAME, url=robots.url)
    async with one_database.machines(wecom_robot=bot) as opened:
        yield [RobotTown(up, robots, own) for up, own in opened]


async def test_c21_one_of_two_machines_is_connected_and_the_other_takes_over(
    machines: list[RobotTown], robots: FakeRobot, caplog: pytest.LogCaptureFixture
) -> None:
    """C21: no fight at the platform; what the other is asked goes out by the one that holds it."""
    first, second = machines
    await first.comes(lambda: robots.is_connected)
    holder = first if first.channel.limits.concurrency else second
    other = second if holder is first else first
    await holder.sign_up()
    await holder.opens()
    await other.asks(LEAK)
    await holder.hears(LEAK)
    assert not other.channel.limits.concurrency
    assert (robots.subscribed, robots.kicked) == (1, 0)
    await holder.close()
    await other.comes(lambda: other.channel.limits.concurrency, "the connection")
    await other.asks("学校门口的路灯坏了一个星期", "li")
    await other.hears("路灯")
    assert (robots.subscribed, robots.kicked) == (2, 0)
    assert "another program connected" not in caplog.text


async def test_c21_a_robot_that_was_taken_stays_down_on_every_machine(
    machines: list[RobotTown], robots: FakeRobot
) -> None:
    """C21: neither the one that was cut off nor the other that stood by takes it back."""
    first, second = machines
    await first.comes(lambda: robots.is_connected)
    await robots.is_taken_over()

    async def is_down() -> bool:
        until_then = await first.database.read(lambda tx: leases.held_until(tx, ROBOT_CUT_OFF))
        return until_then is not None and until_then > utc_now()

    await until(is_down, lambda: "nobody noted that we were cut off")

    async def is_free() -> bool:
        held = await first.database.read(lambda tx: leases.held_until(tx, ROBOT))
        return held is None or held <= utc_now()

    await until(is_free, lambda: "the turn is not given up", 3.0)
    assert robots.subscribed == 1
    assert not first.channel.limits.concurrency
    assert not second.channel.limits.concurrency


async def test_the_bar_is_lifted_by_whoever_starts_again(database: Database) -> None:
    """And by nobody else; twice is once."""
    now = utc_now()
    bar = LentBar(database, lambda: now, ROBOT_CUT_OFF)
    another = LentBar(database, lambda: now + timedelta(days=30), ROBOT_CUT_OFF)
    assert not await bar.is_down()
    await bar.lift()
    await bar.let_down()
    await another.let_down()
    assert await bar.is_down()
    assert await another.is_down()
    await another.lift()
    assert not await another.is_down()
