"""The robot's long connection, held by one: rows C20 to C22."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.wecom_robot import connection
from bot.channels.wecom_robot.connection import FAREWELL, Patience
from bot.channels.wecom_robot.lent import NoBar
from bot.errors import SendError
from tests.channels.fake_wecom_robot import (
    HANG_UP,
    SECRET,
    FakeRobot,
    eventually,
)
from tests.channels.robot_alone import QUICK, Turns, robot, row
from tests.channels.robot_fixtures import robots
from tests.patience import PATIENCE_SECONDS

__all__ = ["robots"]


async def test_c20_a_broken_connection_is_made_anew(robots: FakeRobot) -> None:
    """C20: subscribed again; what is owed waits meanwhile, and goes out after."""
    async with robot(robots) as one:
        await one.is_up()
        await robots.says("待办")
        await robots.drops()
        await eventually(lambda: not one.channel.limits.concurrency)
        with pytest.raises(SendError) as caught:
            await one.channel.send(row("等一等"))
        assert caught.value.untried
        await one.is_up()
        await one.channel.send(row("又连上了"))
        assert robots.subscribed == 2
        assert robots.texts() == ["又连上了"]


async def test_c20_the_pause_doubles_up_to_its_longest(
    robots: FakeRobot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C20: 1, 2, 4 … 30 seconds by default; a connection that holds begins anew."""
    assert (Patience().pause, Patience().longest_pause) == (1.0, 30.0)
    rests, rest = list[float](), connection.Connection._rest

    async def note(held: connection.Connection) -> None:
        rests.append(held._pause)
        await rest(held)

    monkeypatch.setattr(connection.Connection, "_rest", note)
    robots.faults["aibot_subscribe"] = [HANG_UP] * 5
    async with robot(robots) as one:
        await one.is_up()
        await robots.drops()
        await eventually(lambda: robots.subscribed == 2)
    assert rests == [QUICK.pause * times for times in (1, 2, 4, 8, 8, 1)]


async def test_c21_whoever_is_cut_off_stays_down_and_says_so(
    robots: FakeRobot, caplog: pytest.LogCaptureFixture
) -> None:
    """C21: somebody else subscribes: we do not again; an alarm, the turn given up."""
    turns, bar = Turns(), NoBar()
    async with robot(robots, turns, bar=bar) as one, robot(robots, turns, "two", bar) as two:
        await one.is_up()
        await robots.is_taken_over()
        await eventually(lambda: one.alarms and not turns.holder)
        await asyncio.sleep(0.5)
        assert robots.subscribed == 1
        assert one.alarms == ["wecom_robot.cut_off"]
        assert not one.channel.limits.concurrency
        assert not two.channel.limits.concurrency
        assert turns.holder == ""
        assert "another program connected" in caplog.text


class LetDownMeanwhile(NoBar):
    """Another process of ours is cut off right after the first look at the bar."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    async def is_down(self) -> bool:
        """As it was; from then on it is down."""
        was_down = await super().is_down()
        self.looks += 1
        await self.let_down()
        return was_down


async def test_c21_who_stands_by_does_not_connect_as_another_is_cut_off(robots: FakeRobot) -> None:
    """C21: the turn that became free in that very moment is taken, and given back at once."""
    turns, bar = Turns(), LetDownMeanwhile()
    async with robot(robots, turns, "two", bar) as two:
        await eventually(lambda: bar.looks > 4)
        assert turns.number == 1
        assert turns.holder == ""
        assert robots.subscribed == 0
        assert not two.channel.limits.concurrency


async def test_c21_started_again_it_connects(robots: FakeRobot) -> None:
    """C21: whoever starts the service again has seen to the other program."""
    bar = NoBar()
    async with robot(robots, bar=bar) as one:
        await one.is_up()
        await robots.is_taken_over()
        await eventually(lambda: one.alarms)
    async with robot(robots, bar=bar) as again:
        await again.is_up()


async def test_c21_of_two_processes_of_ours_one_connects(robots: FakeRobot) -> None:
    """C21: the other stands by, and takes over where the first stops; nobody is cut off."""
    turns = Turns()
    async with robot(robots, turns, "two") as two, robot(robots, turns, "one") as one:
        await eventually(lambda: one.channel.limits.concurrency or two.channel.limits.concurrency)
        first, other = (one, two) if one.channel.limits.concurrency else (two, one)
        await asyncio.sleep(0.3)
        assert not other.channel.limits.concurrency
        assert robots.subscribed == 1
        await first.channel.stop()
        await other.is_up()
    assert robots.kicked == 0


async def test_c21_a_process_that_slept_gives_way(robots: FakeRobot) -> None:
    """C21: its turn passed to another meanwhile: it sends nothing more, and raises no alarm."""
    turns = Turns()
    slow = replace(QUICK, renew=PATIENCE_SECONDS)
    async with robot(robots, turns, "one", patience=slow) as one:
        await one.is_up()
        turns.holder = ""
        async with robot(robots, turns, "two") as two:
            await two.is_up()
            with pytest.raises(SendError) as caught:
                await one.channel.send(row("我还以为轮到我"))
            assert caught.value.untried
            await asyncio.sleep(0.2)
            assert two.channel.limits.concurrency
            assert (one.alarms, two.alarms) == ([], [])


async def test_c22_two_signs_of_life_unanswered_are_the_end(robots: FakeRobot) -> None:
    """C22: at most 65 seconds by default (30 + 30 + 5), then connected anew."""
    default = Patience()
    assert default.ping * default.missed + default.ack <= 65
    async with robot(robots) as one:
        await one.is_up()
        one.gives_up_soon()
        robots.deaf = True
        await eventually(lambda: not one.channel.limits.concurrency)
        robots.deaf = False
        await one.is_up()
        assert robots.subscribed == 2


async def test_c22_a_quiet_hour_is_no_end(robots: FakeRobot) -> None:
    """C22: pings are answered, and nobody connects anew."""
    async with robot(robots) as one:
        await one.is_up()
        await eventually(lambda: [each["cmd"] for each in robots.frames].count("ping") >= 3)
        assert robots.subscribed == 1
        assert one.channel.limits.concurrency


async def test_refused_credentials_are_tried_five_times(
    robots: FakeRobot, caplog: pytest.LogCaptureFixture
) -> None:
    """Then no more: an administrator is told, the secret nobody."""
    robots.secret = "another"
    async with robot(robots) as one:
        await eventually(lambda: one.alarms)
        await asyncio.sleep(0.3)
        subscriptions = [each for each in robots.frames if each["cmd"] == "aibot_subscribe"]
        assert len(subscriptions) == 5
        assert one.alarms == ["wecom_robot.refused"]
        assert SECRET not in caplog.text


async def test_a_busy_platform_is_asked_on(robots: FakeRobot) -> None:
    """Only refused credentials are counted."""
    robots.faults["aibot_subscribe"] = [-1] * 6
    async with robot(robots) as one:
        await one.is_up()
        assert one.alarms == []


async def test_while_the_database_is_away_the_connection_is_kept(robots: FakeRobot) -> None:
    """What is heard then goes to the journal: deafness would lose it."""
    turns = Turns()
    async with robot(robots, turns) as one:
        await one.is_up()
        turns.broken = True
        await asyncio.sleep(0.3)
        await robots.says("待办")
        await eventually(lambda: one.intake.messages)
        turns.broken = False
        await asyncio.sleep(0.1)
        assert robots.subscribed == 1


async def test_one_conversation_keeps_its_order(robots: FakeRobot) -> None:
    """W29's like: two quick messages of one group are handled one after the other."""
    async with robot(robots) as one:
        await one.is_up()
        one.intake.slow = 0.02
        for number in range(8):
            await robots.says(f"第{number}句")
        await eventually(lambda: len(one.intake.messages) == 8)
        assert [each.text for each in one.intake.messages] == [f"第{n}句" for n in range(8)]


async def test_x10_a_stop_finishes_what_is_in_hand(robots: FakeRobot) -> None:
    """X10: what was heard is kept and replied to; then the connection is closed in good order."""
    async with robot(robots) as one:
        await one.is_up()
        one.intake.reply, one.intake.slow = "已签收", 0.2
        await robots.says("签收 1")
        await eventually(lambda: one.intake.begun)
        await one.channel.stop()
        assert one.intake.settled == ["answered"]
    assert not robots.is_connected


ODD = [
    {},
    {"msgtype": "text"},
    {"msgtype": "text", "from": {"userid": ""}, "text": {"content": "x"}},
    {"msgtype": "text", "from": "x", "chattype": "group", "text": {"content": "x"}},
    {"msgtype": "mixed", "from": {"userid": "u"}, "mixed": {"msg_item": ["x", None, {}]}},
    {"msgtype": "event", "event": "x"},
    {"msgtype": "event", "event": {"eventtype": "feedback_event"}},
    {"msgtype": ["x"], "from": {"userid": "u"}},
    {"msgtype": "image", "from": {"userid": "u"}, "image": {"url": 7}},
    {"msgtype": "text", "from": {"userid": "u"}, "text": {"content": "\ud83d"}, "create_time": -1},
]


@pytest.mark.parametrize("body", ODD, ids=str)
async def test_what_is_odd_deafens_nobody(robots: FakeRobot, body: dict[str, Any]) -> None:
    """Whatever comes, the next message is heard."""
    async with robot(robots) as one:
        await one.is_up()
        frame = {"cmd": "aibot_msg_callback", "headers": {"req_id": "odd"}, "body": body}
        await robots._send(frame)
        assert robots._socket is not None
        await robots._socket.send_str("no json")
        await robots._socket.send_str("[1]")
        await robots.says("待办")
        await eventually(lambda: [each for each in one.intake.messages if each.text == "待办"])


async def test_a_fault_of_ours_deafens_nobody(
    robots: FakeRobot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks while a callback is read, the connection is made anew."""
    broken = [True]

    def is_cut(body: dict[str, Any]) -> bool:
        if broken and broken.pop():
            raise RuntimeError("a fault of ours")
        return False

    monkeypatch.setattr(connection.decode, "is_cut", is_cut)
    async with robot(robots) as one:
        await one.is_up()
        await robots.says("待办")
        await eventually(lambda: robots.subscribed == 2)
        await one.is_up()
        await robots.says("帮助")
        await eventually(lambda: [each for each in one.intake.messages if each.text == "帮助"])


async def test_c22_a_dead_peer_is_left_without_a_farewell() -> None:
    """C22: nobody waits ten seconds for a peer that does not answer any more."""
    assert FAREWELL.ws_close is not None
    assert FAREWELL.ws_close <= 1
