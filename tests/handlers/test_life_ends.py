"""How a matter ends: proposed by officials, confirmed by residents, approved from outside."""

from __future__ import annotations

import pytest

from bot.models import Media, Outcome, TicketState, Verdict
from tests.handlers.cast import REACHABLE, VISIT, Hall
from tests.handlers.town import labels

DONE = "您好，阀门已更换，今早恢复供水。水务局，电话12345。"
ELSEWHERE = (
    "您好，这是小区内部管道。谁：幸福物业李经理；怎么：打电话预约，当天上门；联系：12345678。水务局"
)


async def test_an_official_proposes_and_the_resident_confirms(hall: Hall) -> None:
    """*done* is the official's word, *solved* the resident's; only both close it well."""
    number = await hall.taken()
    await hall.done("propose", number, DONE, outcome="done")
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.proposed, ticket.closed_at) == (
        TicketState.REPLIED,
        Outcome.DONE,
        None,
    )
    asked = (await hall.town.heard())[-1].content
    assert labels([asked]) == ["已解决", "部分解决", "没解决"]
    (liked,) = await hall.town.say("已解决")
    assert labels([liked]) == ["满意", "不满意"]
    await hall.town.say("满意")
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.outcome, ticket.verdict, ticket.satisfaction) == (
        "closed",
        "done",
        "solved",
        "satisfied",
    )


async def test_no_official_closes(hall: Hall) -> None:
    """Whatever they press: there is no such action, and no verdict of theirs."""
    number = await hall.answered()
    for choice in ("close", "confirm", "dispute", "rate"):
        (reply,) = await hall.town.act(choice, number, "好了", by=hall.wang, verdict="solved")
        assert reply.refused
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.verdict) == (TicketState.REPLIED, None)


async def test_a_false_closing_is_refused(hall: Hall) -> None:
    """Where somebody has to go there, *done* needs the record of it, with photographs."""
    number = await hall.taken()
    await hall.change(number, visit_required=True)
    assert "现场记录" in await hall.refused("propose", number, DONE, outcome="done")
    assert "照片" in await hall.refused("record_visit", number, at="2026-11-23 09:31", **VISIT)
    hall.town.later(hours=1)
    deed = hall.town.deed("record_visit", number, by=hall.li, at="2026-11-23 10:00", **VISIT)
    photos = (Media("image/jpeg", "1", body=b"a"), Media("image/jpeg", "2", body=b"b"))
    deed.values["before"] = "1"
    (kept,) = await hall.town.send(hall.town.with_media(deed, *photos))
    assert not kept.refused, kept.text
    assert "主管道阀门坏了" in await hall.told()
    await hall.done("propose", number, DONE, outcome="done")
    assert (await hall.by_number(number)).proposed is Outcome.DONE


async def test_done_tells_what_was_done(hall: Hall) -> None:
    """Words that only pass it on are doubted; without any, an answer has to have told it."""
    number = await hall.taken()
    passed_on, why = "您好，已转城管局处理。水务局12345。", "居民催得急，先告诉一声"
    (held,) = await hall.town.act("propose", number, passed_on, outcome="done")
    assert held.doubted
    await hall.done("answer", number, passed_on, reason=why)
    said = await hall.refused("propose", number, "", outcome="done")
    assert "做了什么" in said
    await hall.done("propose", number, DONE, outcome="done", supplement="yes")
    assert (await hall.by_number(number)).proposed is Outcome.DONE


@pytest.mark.parametrize("outcome", ["referred", "out_of_scope"])
async def test_what_is_not_ours_is_approved_outside_the_department(
    hall: Hall, outcome: str
) -> None:
    """Not by the unit itself, not even its head; the resident may object once."""
    number = await hall.taken()
    await hall.done("propose", number, ELSEWHERE, outcome=outcome)
    ticket = await hall.by_number(number)
    assert ticket.state is TicketState.IN_REVIEW
    assert "李经理" not in await hall.told()
    for insider in (hall.li, hall.zhao):
        await hall.refused("approve", number, by=insider)
    await hall.done("approve", number, by=hall.qian)
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.proposed) == (TicketState.REPLIED, outcome)
    told = (await hall.town.heard())[-1].content
    assert "李经理" in told.text
    assert labels([told])[-1] == "我不同意"
    await hall.town.tap(told.choices[-1].value)
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.level, ticket.proposed) == (TicketState.REOPENED, 1, None)
    assert number in await hall.heard(hall.zhao)
    await hall.done("propose", number, ELSEWHERE + "再次核实", outcome=outcome)
    await hall.done("approve", number, by=hall.qian)
    (second,) = await hall.town.tap("object", ticket=number)
    assert second.refused


async def test_explained_names_its_basis_and_the_resident_reads_it(hall: Hall) -> None:
    """「按有关规定」 is refused; a form's field is told with the words, after an answer too."""
    number = await hall.taken()
    vague = "您好，户内管道按有关规定由业主自己维修。水务局"
    assert "哪个文件" in await hall.refused("propose", number, vague, outcome="explained")
    plain = "您好，户内管道由业主维修。水务局"
    assert "依据" in await hall.refused("propose", number, plain, outcome="explained")
    await hall.done("propose", number, plain, outcome="explained", basis="《城市供水条例》第十条")
    told = await hall.told()
    assert f"{plain}\n依据：《城市供水条例》第十条" in told
    assert (await hall.by_number(number)).proposed == "explained"
    await hall.refused("propose", number, "", outcome="explained")
    await hall.done("propose", number, "", outcome="explained", basis="《物业管理条例》第五十条")
    assert "依据：《物业管理条例》第五十条" in await hall.told()


@pytest.mark.parametrize(
    ("missing", "why"), [("agency", "找谁"), ("how", "怎么办"), ("contact", "怎么联系")]
)
async def test_referred_says_who_how_and_how_to_reach_them(
    hall: Hall, missing: str, why: str
) -> None:
    """A form without one of them is refused; the resident reads all three."""
    number = await hall.taken()
    parts = {"agency": "幸福物业", "how": "打电话预约，当天上门", "contact": "0571-12345678"}
    words = "您好，这是小区内部管道。水务局"
    short = {**parts, missing: ""}
    assert why in await hall.refused("propose", number, words, outcome="referred", **short)
    await hall.done("propose", number, words, outcome="referred", **parts)
    await hall.done("approve", number, by=hall.qian)
    told = await hall.told()
    for part in parts.values():
        assert part in told


async def test_the_second_person_sends_a_proposed_end_back(hall: Hall) -> None:
    """With the reason; the resident hears nothing of it."""
    number = await hall.taken()
    await hall.done("propose", number, ELSEWHERE, outcome="referred")
    await hall.done("send_back", number, "物业已撤场，请水务局办理", by=hall.qian)
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.proposed) == (TicketState.IN_PROGRESS, None)
    assert "李经理" not in await hall.told()
    assert "物业已撤场" in await hall.heard(hall.li)


async def test_unreachable_needs_a_reply_a_request_and_a_reminder(hall: Hall) -> None:
    """Nobody is unreachable whom nobody has answered or reminded."""
    number = await hall.taken()
    end = {"outcome": "unreachable"}
    await hall.done("ask", number, "请补充门牌号")
    assert "还不能" in await hall.refused("propose", number, "联系不上", **end)
    await hall.town.say("幸福路12号")
    await hall.done("stage_reply", number, _STAGE)
    await hall.done("ask", number, "请补充单元号")
    assert "还不能" in await hall.refused("propose", number, "联系不上您", **end)
    await hall.done("prompt", number)
    await hall.done("prompt", number)
    assert "相隔一天" in await hall.refused("propose", number, "联系不上您", **end)
    hall.town.later(days=1)
    await hall.done("prompt", number)
    words = "您好，11月23日多次联系不上您。水务局12345。"
    await hall.done("propose", number, words, **end)
    assert (await hall.by_number(number)).state is TicketState.AWAITING_RESIDENT
    await hall.done("approve", number, by=hall.qian)
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.outcome) == (TicketState.CLOSED, Outcome.UNREACHABLE)
    assert labels([(await hall.town.heard())[-1].content])[-1] == "我不同意"


async def test_who_said_something_is_not_unreachable_and_a_stale_request_is_not_granted(
    hall: Hall,
) -> None:
    """What the resident adds withdraws the request; the second person has nothing to grant."""
    number = await hall.taken()
    await hall.done("stage_reply", number, _STAGE)
    await hall.done("ask", number, "请补充单元号")
    await hall.done("prompt", number)
    hall.town.later(days=1)
    await hall.done("prompt", number)
    words = "您好，11月23日多次联系不上您。水务局12345。"
    await hall.done("propose", number, words, outcome="unreachable")
    await hall.town.say("幸福路12号3单元")
    assert (await hall.by_number(number)).state is TicketState.IN_PROGRESS
    await hall.refused("approve", number, by=hall.qian)
    assert "还不能" in await hall.refused("propose", number, words, outcome="unreachable")


async def test_a_draft_in_review_falls_when_the_resident_adds_something(hall: Hall) -> None:
    """Its writer looks again, and what was handed in reaches nobody."""
    number = await hall.taken()
    await hall.done("submit", number, DONE)
    assert (await hall.by_number(number)).state is TicketState.IN_REVIEW
    await hall.town.say("幸福路12号停水，隔壁也停了", ticket=number)
    assert (await hall.by_number(number)).state is TicketState.IN_PROGRESS
    await hall.refused("approve", number, by=hall.zhao)
    await hall.done("submit", number, DONE)


@pytest.mark.parametrize("outcome", ["scheduled", "referred"])
async def test_an_approved_end_waits_for_the_resident_whatever_it_was_asked_in(
    hall: Hall, outcome: str
) -> None:
    """Asked for more or not: no approval takes the resident's word away."""
    number = await hall.taken()
    await hall.done("ask", number, "请补充单元号")
    await hall.done("propose", number, ELSEWHERE, outcome=outcome, until="2027-03-01")
    await hall.done("approve", number, by=hall.zhao if outcome == "scheduled" else hall.qian)
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.proposed, ticket.outcome) == (TicketState.REPLIED, outcome, None)
    assert ticket.confirm_by is not None
    assert ticket.answered_at is not None
    assert "李经理" in await hall.told()


async def test_neither_who_assists_nor_who_held_it_approves_as_an_outsider(hall: Hall) -> None:
    """The police took it first: they are no outsiders to its end."""
    await hall.town.say("幸福路12号停水两天了")
    number = (await hall.ticket()).number
    await hall.town.act("transfer", number, by=hall.wang, department="police")
    await hall.done("take", number, by=hall.qian)
    await hall.done("transfer", number, "管道归水务局", by=hall.wang, department="water")
    await hall.done("take", number)
    await hall.done("propose", number, ELSEWHERE, outcome="referred")
    await hall.refused("approve", number, by=hall.qian)
    await hall.done("approve", number, by=hall.wang)
    assert (await hall.by_number(number)).proposed is Outcome.REFERRED


async def test_silence_for_seven_days_is_unconfirmed(hall: Hall) -> None:
    """One reminder, then it closes as unconfirmed, and can be reopened for thirty days."""
    number = await hall.taken()
    await hall.done("propose", number, DONE, outcome="done")
    await hall.time.through("2026-11-30 12:00")
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.outcome) == (TicketState.CLOSED, Outcome.UNCONFIRMED)
    actions = await hall.town.actions(ticket)
    assert actions.count("prompt") == 1
    assert "未确认" in await hall.told()
    await hall.town.tap("reopen", ticket=number)
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.level) == (TicketState.REOPENED, 1)


async def test_a_planned_end_is_approved_by_the_head_and_opens_itself(hall: Hall) -> None:
    """挂账: at most twelve months, moved once; on its day it is open again, and they are told."""
    number = await hall.taken()
    words = "您好，管网改造已列入2027年计划。水务局12345。"
    for day in ("", "2026-11-20", "2028-01-01"):
        why = await hall.refused("propose", number, words, outcome="scheduled", until=day)
        assert "12 个月" in why
    await hall.done("propose", number, words, outcome="scheduled", until="2027-03-01")
    await hall.refused("approve", number, by=hall.qian)
    await hall.done("approve", number, by=hall.zhao)
    assert "已列入计划 2027年3月1日（周一）" in await hall.told()
    await hall.time.at("2026-12-01 12:00")
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.outcome) == (TicketState.CLOSED, Outcome.SCHEDULED)
    await hall.done("reschedule", number, "工程延后", by=hall.zhao, until="2027-04-01")
    await hall.refused("reschedule", number, "工程再延后", by=hall.zhao, until="2027-05-01")
    await hall.time.at("2027-04-01 10:00")
    ticket = await hall.by_number(number)
    assert ticket.state is TicketState.REOPENED
    assert "重新打开" in await hall.told()
    assert ticket.verdict is None


async def test_only_a_resident_or_another_unit_makes_it_solved(hall: Hall) -> None:
    """The unit itself calls nobody back; another does, and the resident reads what was noted."""
    number = await hall.answered(text=REACHABLE)
    for insider in (hall.li, hall.zhao):
        assert "没有经手" in await hall.refused(
            "call_back", number, "说好了", by=insider, verdict="solved"
        )
    assert "居民说的结果" in await hall.refused("call_back", number, "说好了", by=hall.qian)
    await hall.done("call_back", number, "水来了，谢谢", by=hall.qian, verdict="solved")
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.verdict) == (TicketState.CLOSED, Verdict.SOLVED)
    told = await hall.told()
    assert "公安局" in told
    assert "已解决" in told


async def test_a_call_back_that_hears_no_sends_it_back(hall: Hall) -> None:
    """One level up, to the official and the head."""
    number = await hall.answered()
    await hall.done("call_back", number, "还是没水", by=hall.qian, verdict="partly")
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.verdict, ticket.level) == ("reopened", "partly", 1)
    assert number in await hall.heard(hall.zhao)


async def test_a_verdict_that_got_better_under_pressure_waits_for_a_call(hall: Hall) -> None:
    """没解决, then an official's contact, then 已解决: another unit asks first."""
    number = await hall.answered()
    await hall.town.say("没解决")
    await hall.done("answer", number, "您好，又检查了一遍，阀门没有问题。水务局12345。")
    await hall.done("approve", number, by=hall.zhao)
    await hall.town.tap(f"verdict:solved:{number}")
    ticket = await hall.by_number(number)
    assert (ticket.verdict, ticket.contested_verdict) == ("not_solved", "solved")
    assert number in await hall.heard(hall.qian)
    await hall.done("call_back", number, "确实好了", by=hall.qian, verdict="solved")
    ticket = await hall.by_number(number)
    assert (ticket.first_verdict, ticket.verdict, ticket.contested_verdict) == (
        "not_solved",
        "solved",
        None,
    )


_STAGE = "查了：到现场看过，阀门坏了；下一步：更换阀门；谁：抢修队李强；什么时候：2026-11-25"
