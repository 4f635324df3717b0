"""What an official under pressure tries besides: each way round a promise, and where it ends."""

from __future__ import annotations

import pytest

from bot.models import Kind, TicketState
from bot.store import people
from tests.handlers.cast import STAGE, Hall

ANSWER = "您好，阀门已更换，今早恢复供水。水务局，电话12345。"
AGAIN = "再答：您好，上面说的不算数，请联系物业解决。水务局，电话12345。"
LETTER = "请县长看看，村里的桥塌了两年"
BASIS = "按职责清单第3条，小区内部管道归住建部门"


async def test_a_letter_to_the_leader_is_not_made_something_else(hall: Hall) -> None:
    """It would go out without the leader's own word then."""
    number = await hall.taken(LETTER)
    await hall.refused("classify", number, "是一般诉求", kind="help")
    assert (await hall.by_number(number)).kind is Kind.LETTER


async def test_words_added_to_an_answer_are_read_by_a_second_person_too(hall: Hall) -> None:
    """Where a unit wants it, 再答 is no way round: it waits, and the resident reads nothing."""
    number = await hall.taken()
    await hall.town.database.transaction(
        lambda tx: people.require_review(tx, "water", required=True)
    )
    await hall.done("answer", number, ANSWER)
    await hall.done("approve", number, by=hall.zhao)
    reply = await hall.done("answer", number, AGAIN)
    assert "提交审核" in reply.text
    assert "不算数" not in await hall.told()
    await hall.done("send_back", number, "话说反了", by=hall.zhao)
    await hall.done("answer", number, AGAIN.replace("上面说的不算数，", ""))
    await hall.done("approve", number, by=hall.zhao)
    assert "请联系物业" in await hall.told()
    assert (await hall.by_number(number)).state is TicketState.REPLIED


async def test_who_takes_anothers_ticket_by_answering_it_is_read_all_the_same(hall: Hall) -> None:
    """The duty desk's drafts go out unread, the water bureau's do not: whose it becomes counts."""
    await hall.town.say("幸福路12号停水两天了")
    number = (await hall.ticket()).number
    assert (await hall.by_number(number)).department_id != "water"
    await hall.town.database.transaction(
        lambda tx: people.require_review(tx, "water", required=True)
    )
    reply = await hall.done("answer", number, ANSWER)
    assert "提交审核" in reply.text
    assert ANSWER not in await hall.told()


async def test_what_the_resident_gave_is_not_asked_for_to_stop_the_clock(hall: Hall) -> None:
    """The telephone stands in the ticket."""
    number = await hall.taken("幸福路12号停水两天了，我的电话是13812345678")
    assert "已经留了" in await hall.refused("ask", number, "请提供您的联系电话")
    await hall.done("ask", number, "请拍一张水表的照片")


async def test_a_visit_that_was_not_made_is_no_record(hall: Hall) -> None:
    """It says so itself."""
    number = await hall.taken()
    seen = {"at": "2026-11-23 09:30", "place": "幸福路12号", "done": "电话里说明了情况"}
    why = await hall.refused("record_visit", number, found="没有去，打电话问的", **seen)
    assert "没有去现场" in why


async def test_what_is_not_one_matter_is_merged_for_a_reason_only(hall: Hall) -> None:
    """Else one answer about water would end the clocks of a bench; the reason stays to be read."""
    first = await hall.taken()
    second = await hall.taken("公园的长椅坏了", "chen")
    assert "不像一件事" in await hall.refused("merge", first, also=second)
    assert "不像一件事" in await hall.refused("merge", first, "一样", also=second)
    assert (await hall.by_number(second)).follows_id is None
    why = "长椅是抢修水管时挖坏的，一起恢复"
    await hall.done("merge", first, why, also=second)
    leader = await hall.by_number(first)
    assert (await hall.by_number(second)).follows_id == leader.id
    assert why in await hall.town.said_in(leader)


async def test_a_return_whose_ticket_has_come_to_report_the_unit_is_still_decided(
    hall: Hall,
) -> None:
    """It is out of their hands, and no dead end: the dispatcher decides it."""
    number = await hall.opened()
    await hall.done("return", number, BASIS, department="police")
    await hall.town.say("举报水务局收黑钱才给供水", ticket=number)
    ticket = await hall.by_number(number)
    assert ticket.state is TicketState.RETURNED
    assert ticket.department_id != "water"
    await hall.done("transfer", number, "由公安局查", by=hall.wang, department="police")
    assert (await hall.by_number(number)).state is TicketState.DISPATCHED


@pytest.mark.parametrize(
    ("choice", "text", "values"),
    [
        ("take", "", {}),
        ("visit", "", {"at": "2026-11-24 09:00"}),
        ("ask", "请补充门牌号", {}),
        ("note", "正在办理", {}),
        ("assist", "要一起封路施工", {"department": "police"}),
        ("ask_transfer", BASIS, {"department": "police"}),
        ("confide", "涉及未成年人", {"officials": "周县长"}),
        ("extend", "要等厂家发配件", {"until": "2026-12-20"}),
        ("classify", "要跨三个单位一起封路施工", {"kind": "hard"}),
        ("submit", ANSWER, {}),
    ],
)
async def test_nothing_but_a_reply_ends_the_first_reply_clock_or_quiets_its_ladder(
    hall: Hall, choice: str, text: str, values: dict[str, str]
) -> None:
    """Whatever else is pressed: the day ends when it ends, and the ladder says so."""
    number = await hall.opened()
    due = (await hall.by_number(number)).first_reply_due
    if choice != "take":
        await hall.done("take", number)
    await hall.done(choice, number, text, **values)
    await hall.time.through("2026-11-24 12:00")
    ticket = await hall.by_number(number)
    assert (ticket.first_reply_at, ticket.first_reply_due) == (None, due)
    rungs = await hall.time.rungs(ticket)
    assert ("urge", "first_reply", "urge") in rungs


@pytest.mark.parametrize("choice", ["assist", "ask_transfer", "confide", "submit", "visit"])
async def test_no_request_stops_the_resolution_clock(hall: Hall, choice: str) -> None:
    """Neither asked for nor waiting: the date is what it was, and the ladder climbs."""
    number = await hall.taken()
    await hall.done("stage_reply", number, STAGE)
    due = (await hall.by_number(number)).resolution_due
    form = {"department": "police", "officials": "周县长", "at": "2026-11-24 09:00"}
    text = ANSWER if choice == "submit" else BASIS
    await hall.done(choice, number, text, **form)
    await hall.time.through("2026-12-01 18:00")
    ticket = await hall.by_number(number)
    assert ticket.resolution_due == due
    assert ("supervise", "resolution", "supervise") in await hall.time.rungs(ticket)


async def test_an_answer_merged_in_does_not_pass_the_head(hall: Hall) -> None:
    """A ticket that came back is given no other ticket's answer by merging them."""
    number = await hall.answered()
    await hall.town.say("没解决")
    other = await hall.answered(who="b")
    await hall.town.act("merge", other, by=hall.li, also=number)
    assert (await hall.by_number(number)).state is not TicketState.REPLIED
    assert (await hall.town.actions(await hall.by_number(number))).count("answer") == 1


async def test_nobody_presses_for_a_verdict(hall: Hall) -> None:
    """Whether it is solved is asked once a day at most, by whomever."""
    number = await hall.answered()
    await hall.done("prompt", number)
    assert "提醒过了" in await hall.refused("prompt", number)
    assert "提醒过了" in await hall.refused("prompt", number, by=hall.wang)
    hall.town.later(hours=25)
    await hall.done("prompt", number)


async def test_one_short_text_does_not_close_every_matter(hall: Hall) -> None:
    """Sent singly, from chat and desk: the fourth matter that gets it is held, with the others'
    numbers; a reason, or what was really done there, sends an answer.
    """
    asked = ("路灯半夜不亮", "公交站牌倒了没人扶", "楼下餐馆油烟很大", "小区大门的门禁刷不开")
    words = "师傅已经修好，请放心使用。"
    numbers = []
    for who, matter in enumerate(asked):
        numbers.append(await hall.taken(matter, f"r{who}"))
    for place, number in enumerate(numbers[:3]):
        command = f"答 {number}：{words}" if place % 2 else ""
        deed = ("", "", command) if command else ("answer", number, words)
        (told,) = await hall.town.act(*deed, by=hall.li)
        assert not told.refused, told.text
    held = await hall.refused("answer", numbers[3], words)
    assert all(number in held for number in numbers[:3])
    await hall.done("answer", numbers[3], "门禁读卡器今早换了新的，您的卡已能刷开。水务局12345。")
