"""What the robot says over its long connection: rows C17, C23 to C29, C33 and C36."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.wecom_robot.connection import Patience
from bot.errors import SendError
from bot.models import Choice, Outbound
from tests.channels.fake_wecom_robot import (
    GROUP,
    SWALLOW,
    WANG,
    FakeRobot,
    eventually,
    robot_platform,
)
from tests.channels.robot_alone import QUICK, ROOM, robot, row
from tests.channels.robot_cards import buttons
from tests.channels.robot_fixtures import robots
from tests.patience import PATIENCE_SECONDS

__all__ = ["robots"]


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


def test_the_platforms_rules_are_ours() -> None:
    """The fake is as strict as the page says, else these tests would prove nothing."""
    fake = FakeRobot(spoken={GROUP})
    assert fake._push({"chatid": GROUP, "chat_type": 2, "msgtype": "text", "text": {}}) == 40008
    assert fake._push({"chatid": "wrOther", "chat_type": 2, "msgtype": "markdown"}) == 93006
    long = {"content": "x" * 20_481}
    assert fake._show(GROUP, "markdown", long) == 40058
    assert robot_platform is not None
