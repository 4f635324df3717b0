"""The robot's long connection: rows C20 to C29, C33 and C36."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.wecom_robot import connection
from bot.channels.wecom_robot.connection import FAREWELL, Patience
from bot.channels.wecom_robot.lent import NoBar
from bot.errors import SendError
from bot.models import Choice, Outbound
from tests.channels.fake_wecom_robot import (
    GROUP,
    HANG_UP,
    SECRET,
    SWALLOW,
    WANG,
    FakeRobot,
    buttons,
    eventually,
    robot_platform,
)
from tests.channels.robot_alone import QUICK, ROOM, Turns, robot, row
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


async def test_c23_a_push_without_an_answer_is_unknown(robots: FakeRobot) -> None:
    """C23: it may be there; the ledger repeats such a row once at most."""
    async with robot(robots, patience=replace(QUICK, ping=PATIENCE_SECONDS)) as one:
        await one.is_up()
        await robots.says("待办")
        robots.faults["aibot_send_msg"] = [SWALLOW]
        one.gives_up_soon()
        with pytest.raises(SendError) as caught:
            await one.channel.send(row("20261126-0001 已送达"))
        assert caught.value.unknown
        one.is_patient()
        await one.channel.send(row("20261126-0001 已送达"))


async def test_c24_a_reply_after_the_streams_time_is_pushed(robots: FakeRobot) -> None:
    """C24: after five minutes the stream is never used: the platform might drop it in silence."""
    assert Patience().reply == 300
    hurried = replace(QUICK, reply=0.1)
    async with robot(robots, patience=hurried) as one:
        await one.is_up()
        one.intake.reply, one.intake.slow = "已签收", 0.2
        await robots.says("签收 1")
        await eventually(lambda: one.intake.settled)
        assert one.intake.settled == ["left"]
        assert "aibot_respond_msg" not in [each["cmd"] for each in robots.frames]


@pytest.mark.parametrize("code", [846605, 846608, 45009])
async def test_c25_a_reply_that_is_refused_is_pushed(robots: FakeRobot, code: int) -> None:
    """C25: an unknown req_id, a stream that ran out, too many: the row goes the ordinary way."""
    async with robot(robots) as one:
        await one.is_up()
        one.intake.reply = "已签收"
        robots.faults["aibot_respond_msg"] = [code]
        await robots.says("签收 1")
        await eventually(lambda: one.intake.settled)
        assert one.intake.settled == ["left"]
        await one.channel.send(row("已签收"))
        assert robots.texts() == ["已签收"]


async def test_c25_a_reply_travels_with_its_message(robots: FakeRobot) -> None:
    """C25: else it is the response itself, complete at once."""
    async with robot(robots) as one:
        await one.is_up()
        one.intake.reply = "已签收"
        req_id = await robots.says("签收 1")
        await eventually(lambda: one.intake.settled)
        assert one.intake.settled == ["answered"]
        (shown,) = [each for each in robots.sent if each.get("reply") == req_id]
        assert shown["text"] == "已签收"


async def test_c26_words_are_always_markdown(robots: FakeRobot) -> None:
    """C26: the kind text is not taken."""
    async with robot(robots) as one:
        await one.is_up()
        await robots.says("待办")
        await one.channel.send(row("您好"))
        pushed = [each["body"] for each in robots.frames if each["cmd"] == "aibot_send_msg"]
        assert [each["msgtype"] for each in pushed] == ["markdown"]
        assert [each["chat_type"] for each in pushed] == [2]


async def test_c27_where_nobody_has_spoken_it_waits_and_somebody_is_told(
    robots: FakeRobot,
) -> None:
    """C27: the row waits for a mention; administrators are told once; then it goes out."""
    async with robot(robots) as one:
        await one.is_up()
        for _ in range(2):
            with pytest.raises(SendError) as caught:
                await one.channel.send(row("#0001"))
            assert caught.value.waiting
        assert one.alarms == ["wecom_robot.nobody_spoke"]
        await robots.says("待办")
        await eventually(lambda: one.intake.back)
        assert one.intake.back == [ROOM]
        await one.channel.send(row("#0001"))


async def test_c28_a_welcome_waits_for_no_database(robots: FakeRobot) -> None:
    """C28: five seconds: it is said before anything is looked up."""
    async with robot(robots) as one:
        await one.is_up()
        one.intake.slow = 3600
        await robots.says("待办", group="")
        event = {"eventtype": "enter_chat"}
        await robots.tell(robots.body(WANG, "", msgtype="event", event=event))
        await eventually(lambda: "您好" in robots.texts(WANG))


async def test_c28_a_card_is_not_changed_too_late(robots: FakeRobot) -> None:
    """C28: after the event's five seconds the newer state is a new card."""
    for seconds, cards in ((QUICK.event, 1), (0.0, 2)):
        robots.sent.clear()
        async with robot(robots, patience=replace(QUICK, event=seconds)) as one:
            await one.is_up()
            await robots.says("待办")
            first = await one.channel.send(ticket("签收"))
            await robots.tell(robots.press(robots.cards()[-1]["task_id"], "take:1"))
            await eventually(lambda one=one: one.intake.messages[-1].choice == "take:1")
            label = f"改派{cards}"
            await one.channel.send(ticket(label, replaces=first.platform_id))
            assert len(robots.cards()) == cards
            assert buttons(robots.cards()[-1])[0]["text"] == label


def ticket(label: str, replaces: str = "", number: int = 1) -> Outbound:
    """A state of a ticket's card."""
    choices = (Choice("take:1", label),)
    heading = "🟢 #0001 待签收 水管漏水"
    return row("问题", number, replaces=replaces, card="ticket:1", heading=heading, choices=choices)


async def test_c28_a_refused_change_is_a_new_card(robots: FakeRobot) -> None:
    """C28: the platform says it is too late, whatever we thought."""
    async with robot(robots) as one:
        await one.is_up()
        await robots.says("待办")
        first = await one.channel.send(ticket("签收"))
        await robots.tell(robots.press(robots.cards()[-1]["task_id"], "take:1"))
        await eventually(lambda: one.intake.messages[-1].choice)
        robots.faults["aibot_respond_update_msg"] = [846605]
        await one.channel.send(ticket("改派", replaces=first.platform_id))
        assert len(robots.cards()) == 2


async def test_c17_no_task_is_named_twice(robots: FakeRobot) -> None:
    """C17: the same row sent again (after an unclear outcome) has a card of another name."""
    async with robot(robots) as one:
        await one.is_up()
        await robots.says("待办")
        for _ in range(3):
            await one.channel.send(ticket("签收"))
        assert len({each["task_id"] for each in robots.cards()}) == 3
        assert not robots.refused


async def test_c29_many_messages_are_paced(robots: FakeRobot) -> None:
    """C29: 25 a minute of 30; who has to wait is told how long, and no try is used up."""
    async with robot(robots) as one:
        await one.is_up()
        await robots.says("待办", group="")
        await robots.says("待办")

        async def send_all() -> None:
            for number in range(40):
                await one.channel.send(row(f"第{number}件", number))

        with pytest.raises(SendError) as caught:
            await send_all()
        assert caught.value.untried
        assert 0 < (caught.value.retry_after or 0) <= 60
        assert 10 <= len(robots.texts()) <= 25
        assert not robots.refused
        await one.channel.send(row("别的会话不等", 99, to=WANG))


async def test_c29_a_refusal_for_too_many_pauses_that_conversation(robots: FakeRobot) -> None:
    """C29: 45009 all the same: silence there for a minute, without a call."""
    async with robot(robots) as one:
        await one.is_up()
        await robots.says("待办")
        robots.faults["aibot_send_msg"] = [45009]
        for _ in range(2):
            with pytest.raises(SendError) as caught:
                await one.channel.send(row("您好"))
            assert caught.value.untried
        assert [each["cmd"] for each in robots.frames].count("aibot_send_msg") == 1


async def test_c33_a_long_text_is_cut_before_it_is_refused(robots: FakeRobot) -> None:
    """C33: 25,000 bytes in numbered parts, none over 20,000, nothing lost."""
    async with robot(robots) as one:
        await one.is_up()
        await robots.says("待办")
        text = "。".join(f"第{number}条办事须知" for number in range(900)) + "。" * 4000
        await one.channel.send(row(text))
        shown = robots.texts()
        assert len(shown) > 1
        assert max(len(each.encode()) for each in shown) <= 20_000
        assert "".join(each.split("\n", 1)[1] for each in shown) == text
        assert not robots.refused


async def test_c36_a_message_to_no_conversation_is_never_sent(robots: FakeRobot) -> None:
    """C36: other robots would speak to all their groups."""
    async with robot(robots) as one:
        await one.is_up()
        for nowhere in ("", "group:"):
            with pytest.raises(SendError) as caught:
                await one.channel.send(row("您好", to=nowhere))
            facts = (caught.value.untried, caught.value.retryable, caught.value.unknown)
            assert not any(facts)
        assert "aibot_send_msg" not in [each["cmd"] for each in robots.frames]


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


def test_the_platforms_rules_are_ours() -> None:
    """The fake is as strict as the page says, else these tests would prove nothing."""
    fake = FakeRobot(spoken={GROUP})
    assert fake._push({"chatid": GROUP, "chat_type": 2, "msgtype": "text", "text": {}}) == 40008
    assert fake._push({"chatid": "wrOther", "chat_type": 2, "msgtype": "markdown"}) == 93006
    long = {"content": "x" * 20_481}
    assert fake._show(GROUP, "markdown", long) == 40058
    assert robot_platform is not None


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
