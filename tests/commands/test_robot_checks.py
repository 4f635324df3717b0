"""What the doctor says about WeCom's robot and the groups that are given notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.commands.doctor.robot import RobotBooks, check_groups, check_robot
from bot.models import Department, Room
from bot.settings import Settings, WecomGroup, WecomRobot
from tests.channels.fake_wecom_robot import BOT, SECRET, FakeRobot, robot_platform
from tests.channels.robot_calls import TOKEN
from tests.channels.robot_files import KEY
from tests.commands.far import beside

ROOM = Room(1, "wecom_robot", "group:wr1")
DUTY = Department("duty", "值班室")
ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=secret-key"


@pytest.fixture
def platform() -> Iterator[FakeRobot]:
    """The platform, in a loop of its own: commands have theirs."""
    with beside(robot_platform(FakeRobot())) as fake:
        yield fake


def books(**known: Any) -> RobotBooks:
    """The store's books, in order unless said otherwise."""
    given = {"rooms": [ROOM], "departments": [DUTY], "is_held": True, "is_cut_off": False}
    return RobotBooks(**{**given, **known})


def said(settings: Settings, known: RobotBooks) -> list[tuple[str, str]]:
    """Verdicts and what was found."""
    return [(each.verdict.value, each.found) for each in check_robot(settings, known)]


def connected(url: str, **robot: Any) -> Settings:
    """The settings of a robot that connects."""
    given = {"bot_id": BOT, "secret": SECRET, "name": "小政", "url": url, **robot}
    return Settings(wecom_robot=WecomRobot(**given))


def test_a_robot_in_order_is_good_and_is_never_cut_off(platform: FakeRobot) -> None:
    """The doctor opens a connection, and says nothing in it."""
    assert said(connected(platform.url), books()) == [
        ("ok", "a process of ours holds the connection")
    ]
    assert platform.subscribed == 0


@pytest.mark.parametrize(
    ("known", "robot", "wanted"),
    [
        ({"is_cut_off": True}, {}, ("problem", "another program took")),
        ({"is_held": False}, {}, ("warning", "nobody holds")),
        ({"rooms": []}, {}, ("warning", "no group is a room")),
        ({}, {"name": ""}, ("warning", "wecom_robot.name")),
        ({}, {"secret": ""}, ("problem", "wecom_robot.secret")),
        ({}, {"url": "ws://127.0.0.1:9/"}, ("problem", "cannot be reached")),
    ],
)
def test_what_is_amiss_is_named(
    platform: FakeRobot, known: dict[str, Any], robot: dict[str, Any], wanted: tuple[str, str]
) -> None:
    """One sentence each."""
    found = said(connected(**{"url": platform.url, **robot}), books(**known))
    assert [each for each in found if each[0] == wanted[0] and wanted[1] in each[1]]


def test_a_called_robot_is_warned_of() -> None:
    """It can only answer; and its address is tried as the console does."""
    robot = WecomRobot(mode="callback", token=TOKEN, encoding_key=KEY, name="小政")
    settings = Settings(public_url="http://127.0.0.1:9", wecom_robot=robot)
    found = [text for _, text in said(settings, books())]
    assert "does not answer" in found[0]
    assert "can only answer" in found[1]


def test_without_a_robot_nothing_is_said() -> None:
    """Nor without groups."""
    assert said(Settings(), books()) == []
    assert list(check_groups(Settings(), books())) == []


def test_groups_that_are_told_nothing_are_named_without_their_key() -> None:
    """An unknown department, a webhook that is no more."""
    units = ("duty", "nobody", "water")
    webhooks = tuple(f"{unit}={ADDRESS}" for unit in units)
    settings = Settings(wecom_group=WecomGroup(webhooks=webhooks))
    rooms = [Room(2, "wecom_group", "water", "water", lost=True)]
    known = books(rooms=rooms, departments=[DUTY, Department("water", "水务")])
    found = list(check_groups(settings, known))
    assert [each.verdict.value for each in found] == ["ok", "problem", "problem"]
    assert "nobody" in found[1].found
    assert "no more" in found[2].found
    assert "secret-key" not in str(found)
