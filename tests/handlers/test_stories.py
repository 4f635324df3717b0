"""Whole conversations, awkward ones on purpose, as far as they reach by now."""

from __future__ import annotations

from bot.models import TicketState
from tests.handlers.known import ENTRIES
from tests.handlers.town import Town, labels, text


async def test_a_voice_in_dialect_on_a_holiday(town: Town) -> None:
    """A recording at eight in the evening becomes a ticket, due a day later, holiday or not."""
    town.now = town.now.replace(year=2026, month=10, day=1, hour=12, minute=0)
    (accepted,) = await town.show("audio/amr")
    ticket = await town.ticket()
    assert ticket.title == "语音留言"
    assert "10月2日（明天）20:00（从现在起 24 小时，节假日照算）" in accepted.text
    assert accepted.text.count("在哪里？") == 1
    (again,) = await town.show("audio/amr")
    assert "在哪里" not in again.text
    assert await town.actions(ticket) == ["register", "dispatch", "add"]


async def test_the_school_gate_is_blocked_again(town: Town) -> None:
    """No FAQ answer for an angry parent; the old ticket comes back one level up."""
    await town.say("校门口天天堵死")
    number = (await town.ticket()).number
    await town.act("answer", number, "已转交警", reason="交警先到现场看")
    await town.say("没解决")
    await town.say("校门口天天堵死！上周你们回个“已转交警”，有用吗？？？")
    ticket = await town.ticket()
    assert (ticket.state, ticket.level) == (TicketState.REOPENED, 1)
    assert await town.actions(ticket) == [
        "register",
        "dispatch",
        "take",
        "answer",
        "dispute",
        "add",
    ]


async def test_quotes_without_a_command_are_only_talk(town: Town) -> None:
    """An official with two open tickets: what is unclear is asked, what is talk stays inside."""
    await town.say("幸福路12号停水两天了")
    town.later(days=1)
    await town.say("建设街的路灯不亮", "li")
    heard = len(await town.heard()) + len(await town.heard("li"))
    assert (await town.act(text="已修好"))[0].refused
    (asked,) = await town.act(text="答 1：已修好")
    assert asked.refused
    assert "请写完整工单号" in asked.text
    assert not (await town.act(ticket="20261123-0001", text="这人又来了"))[0].refused
    assert len(await town.heard()) + len(await town.heard("li")) == heard


async def test_a_question_mark_a_week_later(town: Town) -> None:
    """The answer comes first, then the rating; no new ticket and no FAQ."""
    await town.say("路灯三天不亮了")
    await town.act("answer", (await town.ticket()).number, "已换灯泡")
    town.later(days=7)
    (reply,) = await town.say("?")
    assert "已答复" in reply.text
    assert labels([reply]) == ["已解决", "部分解决", "没解决"]
    await town.say("1")
    assert (await town.ticket()).verdict == "solved"
    assert await town.matches() == [("escalate", "", "")]


async def test_a_day_of_an_ordinary_resident(town: Town) -> None:
    """Asked, answered, escalated, answered by a person, rated; each step in its own words."""
    assert ENTRIES[0].answer in text(await town.say("请问身份证丢了怎么补办？谢谢"))
    await town.say("有用")
    await town.say("楼下烧烤店半夜还在冒油烟，熏得睡不着")
    await town.say("阳光小区2栋楼下，电话13800138000")
    number = (await town.ticket()).number
    await town.act("take", number)
    await town.act("answer", number, "已责令停业整改，装好净化器再营业。")
    assert "满意" in text(await town.say("已解决"))
    assert "谢谢您的评价" in text(await town.say("满意"))
    ticket = await town.ticket()
    assert (ticket.state, ticket.phone) == (TicketState.CLOSED, "13800138000")
    assert await town.actions(ticket) == [
        *("register", "dispatch", "describe", "take", "answer", "confirm", "rate"),
    ]
