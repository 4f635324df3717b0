"""The answer check at work: it warns before sending, and a reason sends all the same."""

from __future__ import annotations

from datetime import date

import pytest

from bot.errors import Refused
from bot.models import TicketState
from bot.store import checks
from bot.tickets import overrides
from handlers.actions import checking
from handlers.turn import Turn
from tests.handlers.officials_room import open_room
from tests.handlers.town import Town, text

WATER = "幸福路12号停水两天了"
EMPTY = "您反映的问题我们正在研究，近期处理。"
GOOD = "经现场检查是阀门老化，已更换，昨晚恢复供水。"


async def number_of(town: Town, words: str = WATER, who: str = "zhang") -> str:
    """The number of a new ticket."""
    await town.say(words, who)
    return (await town.ticket(who)).number


async def test_the_first_press_shows_what_is_doubted(town: Town) -> None:
    """In plain words, with the very words; the resident hears nothing, and nothing changes."""
    number = await number_of(town)
    before = await town.heard()
    (reply,) = await town.act("answer", number, EMPTY)
    assert (reply.refused, reply.doubted) == (True, True)
    assert "还没有发出" in reply.text
    assert "「正在研究」、「近期」是空话" in reply.text
    assert await town.heard() == before
    assert (await town.ticket()).state is TicketState.DISPATCHED


async def test_a_reason_sends_it_and_is_kept_with_the_ticket(town: Town) -> None:
    """As a note that colleagues see and the resident never does."""
    number = await number_of(town)
    await town.act("answer", number, EMPTY, reason="局里明天开会才定")
    ticket = await town.ticket()
    assert ticket.state is TicketState.REPLIED
    assert EMPTY in (await town.heard())[-1].content.text
    assert "不改就发的理由：局里明天开会才定" in await town.said_in(ticket)
    assert "明天开会" not in text([line.content for line in await town.lines()])
    event = next(each for each in await town.events(ticket) if each.action == "answer")
    assert event.detail["overridden"] == ["empty_words"]
    assert await town.broken_chains() == []


async def test_a_command_sends_what_was_held(town: Town) -> None:
    """仍发 with a reason; the words need not be written again, and go out as they were."""
    number = await number_of(town)
    (held,) = await town.act(text=f"答 {number}：{EMPTY}")
    assert f"仍发 {number} 理由" in held.text
    (asked,) = await town.act(text=f"仍发 {number}")
    assert "请写明理由" in asked.text
    (sent,) = await town.act(text=f"仍发 {number} 明天开会才定")
    assert not sent.refused
    told = (await town.heard())[-1].content.text
    assert EMPTY in told
    assert "答 " not in told
    (again,) = await town.act(text=f"仍发 {number} 再来一次")
    assert "没有等着写理由" in again.text


async def test_in_a_group_it_is_said_what_to_write(town: Town) -> None:
    """A reply to the card that is held names no button of the desk; what it names sends it."""
    room = await open_room(town)
    number = await number_of(town)
    await room.deliver()
    (held,) = await room.reply(number, EMPTY)
    assert f"仍发 {number} 理由" in held.text
    assert "仍然发送" not in held.text
    await room.write(f"仍发 {number} 明天开会才定")
    assert (await town.ticket()).state is TicketState.REPLIED


async def test_a_colleague_does_not_send_what_was_held_of_mine(town: Town) -> None:
    """Each official answers for their own words."""
    number = await number_of(town)
    await town.act("answer", number, EMPTY, by=town.li)
    (reply,) = await town.act(text=f"仍发 {number} 理由", by=town.wang)
    assert reply.refused


async def test_a_mended_answer_goes_out_without_a_word(town: Town) -> None:
    """And nothing is left waiting."""
    number = await number_of(town)
    await town.act("answer", number, EMPTY)
    (reply,) = await town.act("answer", number, GOOD)
    assert not reply.refused
    (late,) = await town.act(text=f"仍发 {number} 理由")
    assert "没有等着写理由" in late.text


async def test_words_on_closing_are_checked_too(town: Town) -> None:
    """The same way, and the outcome is not lost on the second press."""
    number = await number_of(town)
    await town.act("take", number)
    (held,) = await town.act(text=f"办结 {number} 已办理 {EMPTY}")
    assert held.doubted
    await town.act(text=f"仍发 {number} 明天开会才定")
    ticket = await town.ticket()
    assert ticket.proposed == "done"


async def test_a_part_of_the_question_unanswered_is_named(town: Town) -> None:
    """As the resident put it."""
    number = await number_of(town, "停水两天了，什么时候来水？这两天的水费怎么算？")
    (held,) = await town.act("answer", number, "阀门已更换，昨天恢复供水。")
    assert "「这两天的水费怎么算？」" in held.text


async def test_what_a_resident_wrote_is_quoted_masked(town: Town) -> None:
    """Others may read along in a room."""
    number = await number_of(town, "停水两天了。水费怎么算？退费打我电话13800138000行吗？")
    (held,) = await town.act(text=f"答 {number}：昨天已经恢复供水。")
    assert "没有回答" in held.text.replace("还没有", "没有")
    assert "13800138000" not in held.text


async def test_a_copy_names_the_other_ticket(town: Town) -> None:
    """Of the same official, to somebody who asked something else."""
    words = "经现场检查，该处管道老化，我局已安排施工队于11月20日完成更换并恢复路面。"
    first = await number_of(town)
    await town.act("answer", first, words)
    second = await number_of(town, "幼儿园门口的红绿灯坏了", "li")
    (held,) = await town.act("answer", second, words)
    assert f"和工单「{first}」的答复几乎一样" in held.text


async def test_a_colleagues_name_and_an_offices_number_are_no_personal_data(town: Town) -> None:
    """But a resident's telephone is."""
    number = await number_of(town)
    (held,) = await town.act("answer", number, f"{GOOD}反映人姓名：李建国，13800138000。")
    assert "有个人信息：「李建国」、「13800138000」" in held.text
    (sent,) = await town.act("answer", number, f"{GOOD}姓名：王芳，电话12329。")
    assert not sent.refused


async def test_what_goes_to_several_people_is_never_overridden(town: Town) -> None:
    """One person's data told to others is a leak, whatever the reason."""
    number = await number_of(town)
    ticket = await town.ticket()
    message = town.deed("answer", number, "x")
    kept = await town.intake.receive(message)

    def send(tx: object) -> None:
        turn = Turn(
            town.house, message, town.now, kept.inbox_id, kept.message_id or 0, official=town.wang
        )
        checking.let_through(
            tx,  # type: ignore[arg-type]
            turn,
            ticket,
            "3号楼2单元501室漏水已修好。",
            act="answer",
            values={"reason": "大家都知道"},
            recipients=14,
        )

    with pytest.raises(Refused) as caught:
        await town.database.transaction(send)
    assert caught.value.reason == "answer_check.leaks"
    assert caught.value.values["people"] == 14


async def test_overriding_is_counted_by_department(town: Town) -> None:
    """By month; more than one in ten of at least ten answers makes review compulsory."""
    for at in range(10):
        number = await number_of(town, f"{WATER}，第{at}户", f"resident{at}")
        words, values = (EMPTY, {"reason": "明天开会才定"}) if at < 2 else (GOOD, {})
        await town.act("answer", number, words, by=town.li if at else town.wang, **values)
        town.later(minutes=1)
    month = overrides.month_of(date(2026, 11, 23))
    found = await town.database.read(lambda tx: checks.checked(tx, *month))
    assert [(each.department_id, each.answers, each.overridden) for each in found] == [
        ("duty", 1, 1),
        ("water", 9, 1),
    ]
    assert found[1].faults == {"empty_words": 1}


@pytest.mark.parametrize(
    ("answers", "overridden", "expected"),
    [(9, 9, False), (10, 1, False), (10, 2, True), (100, 10, False), (100, 11, True)],
)
def test_review_becomes_compulsory_above_one_in_ten(
    answers: int, overridden: int, expected: bool
) -> None:
    """Of few answers a share says nothing."""
    assert overrides.too_many(answers, overridden) is expected


def test_months_turn_at_the_year() -> None:
    """December and January."""
    assert overrides.month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))
    assert overrides.month_before(date(2027, 1, 5)) == (date(2026, 12, 1), date(2027, 1, 1))


async def test_words_for_review_are_checked_and_so_are_mended_ones(town: Town) -> None:
    """A second person is no way around the check; overriding is counted for the writer."""
    number = await number_of(town)
    await town.act("take", number, by=town.li)
    (held,) = await town.act("submit", number, EMPTY, by=town.li)
    assert held.doubted
    await town.act("submit", number, EMPTY, by=town.li, reason="明天开会才定")
    (mended,) = await town.act("approve", number, "你等着，正在研究。", by=town.wang)
    assert mended.doubted
    (sent,) = await town.act("approve", number, GOOD, by=town.wang)
    assert not sent.refused
    assert GOOD in (await town.heard())[-1].content.text
    month = overrides.month_of(date(2026, 11, 23))
    found = await town.database.read(lambda tx: checks.checked(tx, *month))
    assert [(each.department_id, each.overridden) for each in found] == [("water", 1)]


async def test_a_stage_reply_is_looked_at_for_what_no_words_may_have(town: Town) -> None:
    """Personal data and tone; that it answers nothing yet is its nature."""
    number = await number_of(town, "停水两天了，什么时候来水？水费怎么算？")
    await town.act("take", number)
    said = (
        "查了：现场看过，阀门坏了；下一步：更换阀门并试水；谁：水务局抢修队{}；什么时候：2026-11-25"
    )
    (held,) = await town.act(text=f"阶段 {number} {said.format('，找业主13800138000')}")
    assert held.doubted
    (sent,) = await town.act(text=f"阶段 {number} {said.format('')}")
    assert not sent.refused


@pytest.mark.parametrize(
    "words",
    [
        "正在办理",
        "。",
        "好的",
        "我们高度重视，已安排专人跟进。",
        "马上去",
        "我们这就派人过去看看。",
    ],
)
@pytest.mark.parametrize("how", ["答 {}：{}", "办结 {} 已办理 {}", "审 {} {}"])
async def test_words_that_say_nothing_are_no_answer(town: Town, how: str, words: str) -> None:
    """They go out on no way, no reason sends them, and no clock stops."""
    number = await number_of(town)
    await town.act("take", number)
    before = await town.heard()
    (reply,) = await town.act(text=how.format(number, words))
    assert (reply.refused, reply.doubted) == (True, False)
    (again,) = await town.act("answer", number, words, reason="局里明天开会才定")
    assert "没有回答居民" in again.text
    assert await town.heard() == before
    ticket = await town.ticket()
    assert (ticket.answered_at, ticket.first_reply_at) == (None, None)


async def test_one_answer_for_many_that_says_nothing_goes_to_none(town: Town) -> None:
    """Each ticket is named with why."""
    first = await number_of(town)
    second = await number_of(town, "幼儿园门口的红绿灯坏了", "li")
    before = await town.heard()
    replies = await town.act(text=f"答 {first} {second}：处理中。")
    assert text(replies).count("没有回答居民") == 2
    assert await town.heard() == before


async def test_a_reason_says_why(town: Town) -> None:
    """A sign or two letters are none; the words wait on."""
    number = await number_of(town)
    await town.act(text=f"答 {number}：{EMPTY}")
    (command,) = await town.act(text=f"仍发 {number} 急。")
    (form,) = await town.act("answer", number, EMPTY, reason="。。。。")
    assert "至少四个字" in command.text
    assert "至少四个字" in form.text
    (sent,) = await town.act(text=f"仍发 {number} 明天开会才定")
    assert not sent.refused


@pytest.mark.parametrize("words", ["。", "请补充", "照片", "您好，请等待。"])
async def test_a_request_names_what_is_missing(town: Town, words: str) -> None:
    """Else the resolution clock would stand for nothing."""
    number = await number_of(town)
    await town.act("take", number)
    (reply,) = await town.act(text=f"补充 {number} {words}")
    assert "请写明要居民补充什么" in reply.text
    assert (await town.ticket()).asks == 0


async def test_a_request_is_looked_at_for_tone_and_personal_data(town: Town) -> None:
    """And a reason sends it all the same."""
    number = await number_of(town)
    await town.act("take", number)
    (held,) = await town.act(text=f"补充 {number} 请补充户主13800138000的房产证")
    assert held.doubted
    (sent,) = await town.act(text=f"仍发 {number} 居民自己留的号码")
    assert not sent.refused
    assert (await town.ticket()).asks == 1


@pytest.mark.parametrize(
    ("who", "day", "why"),
    [
        ("水务局抢修队", "2027-12-01", "晚于办结时限"),
        ("同事", "2026-11-25", "谁来办"),
        ("我们", "2026-11-25", "谁来办"),
        ("有关人员", "2026-11-25", "谁来办"),
        ("有關人員", "2026-11-25", "谁来办"),
    ],
)
async def test_a_stage_reply_promises_somebody_in_time(
    town: Town, who: str, day: str, why: str
) -> None:
    """More time is an extension, and a colleague is nobody."""
    number = await number_of(town)
    await town.act("take", number)
    said = f"查了：现场看过，阀门坏了；下一步：更换阀门并试水；谁：{who}；什么时候：{day}"
    (reply,) = await town.act(text=f"阶段 {number} {said}")
    assert reply.refused
    assert why in reply.text
