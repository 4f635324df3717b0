"""Opens services on WeCom's robot; imported by the tests that need them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.app import Running, running
from bot.settings import Limits, Settings, WecomRobot
from tests.channels.fake_wecom_robot import BOT, NAME, SECRET, FakeRobot, robot_platform
from tests.channels.robot_calls import TOKEN
from tests.channels.robot_files import KEY
from tests.channels.robot_town import RobotTown
from tests.hours import ANY_HOUR

OpenRobot = Callable[..., Awaitable[RobotTown]]


@pytest.fixture
async def robots() -> AsyncIterator[FakeRobot]:
    """WeCom's side of the robot."""
    async with robot_platform() as fake:
        yield fake


@pytest.fixture
async def open_robot(robots: FakeRobot, tmp_path: Path) -> AsyncIterator[OpenRobot]:
    """Opens the service on one data folder; `close` and open again is a restart."""
    async with AsyncExitStack() as stack:

        async def open_one(**robot: Any) -> RobotTown:
            given = {"bot_id": BOT, "secret": SECRET, "name": NAME, "url": robots.url, **robot}
            if given.get("mode") == "callback":
                given |= {"token": TOKEN, "encoding_key": KEY}
            settings = Settings(
                data=str(tmp_path / "data"),
                port=0,
                limits=Limits(messages_per_minute=1000),
                promises=ANY_HOUR,
                wecom_robot=WecomRobot(**given),
            )
            own = AsyncExitStack()
            up: Running = await own.enter_async_context(running(settings))
            stack.push_async_callback(own.aclose)
            robots.callback = f"{up.url}/channels/wecom-robot"
            town = RobotTown(up, robots, own)
            if given.get("mode") != "callback":
                await town.is_connected()
            return town

        yield open_one


@pytest.fixture
async def robot_town(open_robot: OpenRobot) -> RobotTown:
    """The service with a duty room in which 王芳 is known, connected."""
    town = await open_robot()
    await town.sign_up()
    await town.opens()
    return town
