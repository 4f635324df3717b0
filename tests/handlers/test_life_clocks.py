"""Clocks that nobody stops: stage replies, requests to the resident, extensions."""

from __future__ import annotations

import pytest

from bot.models import TicketState
from tests.handlers.cast import STAGE, Hall
from tests.handlers.time_house import moment
from tests.handlers.town import labels

EMPTY = (
    "正在办理",
    "已转交相关部门，请耐心等待",
    "查了：正在核实；下一步：尽快处理；谁：相关部门；什么时候：2026-11-25",
    "查了：到现场看过，阀门坏了；下一步：尽快处理；谁：李强；什么时候：2026-11-25",
    "查了：到现场看过，阀门坏了；下一步：更换阀门；谁：相关部门；什么时候：2026-11-25",
    "查了：到现场看过，阀门坏了；下一步：更换阀门；谁：李强；什么时候：近期",
    "查了：到现场看过，阀门坏了；下一步：更换阀门；谁：李强；什么时候：2026-11-20",
    "查了：已转城管局核实处理；下一步：等城管局回复后答复您；谁：城管局；什么时候：2026-11-25",
    "查了：已收到您的来信；下一步：按程序推进工作；谁：经办人；什么时候：2026-11-25",
)


@pytest.mark.parametrize("text", EMPTY)
async def test_an_empty_stage_reply_is_refused(hall: Hall, text: str) -> None:
    """「正在办理」 and 「已转交」 stop no clock and reach no resident; it is said what lacks."""
    number = await hall.taken()
    heard = len(await hall.town.heard())
    why = await hall.refused("stage_reply", number, text)
    assert "没有发送" in why
    assert len(await hall.town.heard()) == heard
    assert (await hall.by_number(number)).first_reply_at is None


async def test_a_valid_stage_reply_ends_the_first_reply_clock_and_no_other(hall: Hall) -> None:
    """It says what was checked, what comes next, who, and by when; the work goes on."""
    number = await hall.opened()
    await hall.done("stage_reply", number, STAGE)
    ticket = await hall.by_number(number)
    assert ticket.first_reply_at is not None
    assert ticket.accepted_at is not None
    assert ticket.answered_at is None
    assert ticket.state is TicketState.IN_PROGRESS
    told = await hall.told()
    for part in ("主管道阀门坏了", "更换阀门", "李强", "11月25日（后天）"):
        assert part in told


async def test_neither_taking_nor_asking_nor_transferring_ends_the_first_reply_clock(
    hall: Hall,
) -> None:
    """签收, 补充, 退单, 改派: whoever holds it, the resident still waits."""
    number = await hall.opened()
    await hall.done("return", number, "管网属住房公积金中心", department="housing-fund")
    await hall.done("refuse_return", number, "属水务局", by=hall.wang)
    await hall.done("ask", number, "请说一下门牌号")
    await hall.town.say("幸福路12号3单元")
    await hall.done("note", number, "已转交")
    await hall.done("transfer", number, "归公安局", by=hall.wang, department="police")
    ticket = await hall.by_number(number)
    assert ticket.first_reply_at is None
    assert ticket.first_reply_due == moment("2026-11-24 09:30")


@pytest.mark.parametrize("said", ["3", "1", "12"])
async def test_a_number_answers_a_request(hall: Hall, said: str) -> None:
    """「几单元？」: a bare number is what was asked for, and no choice."""
    number = await hall.taken()
    await hall.done("ask", number, "请问是几单元？")
    (told,) = await hall.town.say(said)
    assert "已补充" in told.text
    ticket = await hall.by_number(number)
    assert (await hall.town.said_in(ticket))[-1] == said
    assert ticket.state is TicketState.IN_PROGRESS


async def test_a_request_pauses_the_resolution_and_names_what_is_missing(hall: Hall) -> None:
    """The resident is asked in the official's words; their answer lets the clock run again."""
    number = await hall.taken()
    due = (await hall.by_number(number)).resolution_due
    assert due is not None
    why = await hall.refused("ask", number, "")
    assert "要居民补充什么" in why
    reply = await hall.done("ask", number, "请拍一张水表的照片")
    assert "还可以再要求 1 次" in reply.text
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.asks) == (TicketState.AWAITING_RESIDENT, 1)
    assert "请拍一张水表的照片" in await hall.told()
    hall.town.later(days=1)
    await hall.town.show("image/jpeg")
    ticket = await hall.by_number(number)
    assert ticket.state is TicketState.IN_PROGRESS
    assert ticket.resolution_due is not None
    assert ticket.resolution_due > due
    assert ticket.resolution_due_original == due


async def test_a_third_request_is_refused(hall: Hall) -> None:
    """Two are all; the refusal says what is possible instead."""
    number = await hall.taken()
    for _ in range(2):
        await hall.done("ask", number, "请拍一张照片")
        await hall.town.say("我拍不了照片，就是没水")
    why = await hall.refused("ask", number, "请再拍一张")
    assert "2 次" in why
    assert "阶段性答复" in why
    assert "要求补充" not in await _offered(hall, number)


async def test_i_have_said_it_all_goes_to_the_head(hall: Hall) -> None:
    """「我已说明白」: one tap, the work goes on, and the head of the unit hears of it."""
    number = await hall.taken()
    await hall.done("ask", number, "请说明是哪几户停水")
    asked = (await hall.town.heard())[-1].content
    assert labels([asked]) == ["我已说明白"]
    (told,) = await hall.town.say("我已说明白")
    assert "单位负责人" in told.text
    ticket = await hall.by_number(number)
    assert ticket.state is TicketState.IN_PROGRESS
    assert number in await hall.heard(hall.zhao)
    assert number not in await hall.heard(hall.qian)


async def test_a_question_of_the_faq_is_no_answer_to_a_request(hall: Hall) -> None:
    """What the FAQ knows is answered, and the request goes on waiting."""
    number = await hall.taken()
    await hall.done("ask", number, "请拍一张照片")
    (answer,) = await hall.town.say("身份证丢了怎么补办？")
    assert "户口簿" in answer.text
    assert (await hall.by_number(number)).state is TicketState.AWAITING_RESIDENT


async def test_an_extension_leaves_the_original_date(hall: Hall) -> None:
    """Reason and approver; the resident is told the date and why; statistics keep the old."""
    number = await hall.taken()
    original = (await hall.by_number(number)).resolution_due
    assert original is not None
    for nothing in ("", "。", "忙"):
        assert "原因" in await hall.refused("extend", number, nothing, until="2026-12-10")
    assert "晚于" in await hall.refused("extend", number, "要等配件到货", until="2026-11-24")
    heard = len(await hall.town.heard())
    await hall.done("extend", number, "要等厂家发配件", until="2026-12-10")
    assert (await hall.by_number(number)).resolution_due == original
    assert len(await hall.town.heard()) == heard
    assert "要等厂家发配件" in await hall.heard(hall.zhao)
    assert "提出的人自己不能决定" in await hall.refused("grant_extension", number)
    await hall.done("grant_extension", number, by=hall.zhao)
    ticket = await hall.by_number(number)
    assert ticket.resolution_due == moment("2026-12-10 17:30")
    assert ticket.resolution_due_original == original
    assert ticket.extensions == 1
    told = await hall.told()
    for part in (
        "12月10日（周四）17:30",
        "原定 11月30日（周一）17:30",
        "要等厂家发配件",
        "赵局长",
    ):
        assert part in told
    assert "已同意" in await hall.heard(hall.li)


async def test_a_refused_extension_says_what_is_wrong_with_it(hall: Hall) -> None:
    """A date that has passed, a reason that is too short, or both."""
    number = await hall.taken()
    both = await hall.refused("extend", number, "忙", until="2026-11-01")
    assert "已经过去" in both
    assert "至少四个字" in both
    past = await hall.refused("extend", number, "要等配件到货", until="2026-11-01")
    assert "已经过去" in past
    assert "原因也要写明" not in past
    short = await hall.refused("extend", number, "忙", until="2026-12-10")
    assert "至少四个字" in short
    assert "已经过去" not in short


@pytest.mark.parametrize("until", ["2027-02-15", "2037-12-01", "2999-01-01"])
async def test_an_extension_reaches_no_further_than_sixty_days(hall: Hall, until: str) -> None:
    """Beyond the original date; the refusal names the last day there is."""
    number = await hall.taken()
    why = await hall.refused("extend", number, "要等配件到货", until=until)
    assert "60 天" in why
    assert "2027年1月29日" in why
    await hall.done("extend", number, "要等配件到货", until="2027-01-29")


async def test_what_is_overdue_is_not_extended(hall: Hall) -> None:
    """An extension is asked for before the original date has passed."""
    number = await hall.taken()
    hall.town.now = moment("2026-12-01 09:00")
    assert "已过" in await hall.refused("extend", number, "要等配件到货", until="2026-12-20")


async def test_an_extension_may_be_refused(hall: Hall) -> None:
    """With the reason; the date stays, and the official knows why."""
    number = await hall.taken()
    due = (await hall.by_number(number)).resolution_due
    await hall.done("extend", number, "人手不够", until="2026-12-10")
    assert "正在等决定" in await hall.refused("extend", number, "再申请几天", until="2026-12-11")
    assert "为什么不同意" in await hall.refused("refuse_extension", number, "", by=hall.zhao)
    await hall.done("refuse_extension", number, "本周内必须办完", by=hall.zhao)
    assert (await hall.by_number(number)).resolution_due == due
    assert "本周内必须办完" in await hall.heard(hall.li)


async def test_the_same_words_work_in_a_chat(hall: Hall) -> None:
    """延期, 同意 and 阶段, with a short number."""
    number = await hall.taken()
    await hall.town.act(text="延期 1 2026-12-10 等厂家发配件", by=hall.li)
    await hall.town.act(text="同意 1", by=hall.zhao)
    ticket = await hall.by_number(number)
    assert ticket.resolution_due == moment("2026-12-10 17:30")
    await hall.town.act(text=f"阶段 1 {STAGE}", by=hall.li)
    assert (await hall.by_number(number)).first_reply_at is not None


async def _offered(hall: Hall, number: str) -> list[str]:
    (shown,) = await hall.town.act(text=f"单 {number}", by=hall.li)
    return shown.text.partition("现在可以：")[2].split("、")
