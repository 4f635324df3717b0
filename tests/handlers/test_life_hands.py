"""Whose matter it is: returns and their review, transfers, help, drafts, supervision, named few."""

from __future__ import annotations

import pytest

from bot.models import Role, TicketState
from bot.store import people
from tests.handlers.cast import Hall
from tests.handlers.town import Town, text

BASIS = "按职责清单第3条，小区内部管道归住建部门"
ANSWER = "您好，阀门已更换，今早恢复供水。水务局，电话12345。"


async def test_a_return_is_reviewed_and_the_first_unit_goes_on(hall: Hall) -> None:
    """首接负责: refused, it is theirs again, in the same hands; the clocks ran on."""
    number = await hall.opened()
    due = (await hall.by_number(number)).first_reply_due
    assert "选好给哪个单位" in await hall.refused("return", number, BASIS)
    for nothing in ("", "。", "太忙了办不了"):
        assert "依据" in await hall.refused("return", number, nothing, department="police")
    assert "没有" in await hall.refused("return", number, BASIS, department="交通局")
    await hall.done("return", number, BASIS, department="公安局")
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.returns) == (TicketState.RETURNED, 1)
    assert BASIS in await hall.heard(hall.qian)
    assert "自己不能决定" in await hall.refused("refuse_return", number, "不", by=hall.li)
    assert "为什么" in await hall.refused("refuse_return", number, "不", by=hall.qian)
    await hall.done("refuse_return", number, "主管道归水务局", by=hall.qian)
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.owner_id, ticket.department_id) == (
        TicketState.IN_PROGRESS,
        hall.li.id,
        "water",
    )
    assert ticket.first_reply_due == due
    assert "水务局办理" in await hall.told()


async def test_a_return_is_disputed_twice_and_then_the_duty_head_decides(hall: Hall) -> None:
    """A unit returns once; the second return is the duty desk's to decide, and the last."""
    number = await hall.opened()
    await hall.done("return", number, BASIS, department="police")
    await hall.done("transfer", number, by=hall.wang, department="police")
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.department_id) == (TicketState.DISPATCHED, "police")
    assert "公安局" in await hall.told()
    await hall.done("return", number, "水管归水务局，不归公安", by=hall.qian, department="water")
    why = await hall.refused("transfer", number, by=hall.qian, department="water")
    assert "值班负责人" in why
    await hall.done("transfer", number, "以我为准", by=hall.wang, department="water")
    assert "退过一次" in await hall.refused("return", number, BASIS, department="police")
    await hall.done("transfer", number, by=hall.wang, department="housing-fund")
    fund = await hall.time.hire("孙科", "housing-fund", Role.OFFICIAL)
    why = await hall.refused("return", number, "也不归我们", by=fund, department="police")
    assert "退过两次" in why
    assert (await hall.by_number(number)).returns == 2


async def test_granting_a_return_in_a_chat_sends_it_where_it_was_named(hall: Hall) -> None:
    """退 and 同意, with a short number."""
    number = await hall.opened()
    await hall.town.act(text=f"退 1 公安局 {BASIS}", by=hall.li)
    await hall.town.act(text="同意 1", by=hall.wang)
    assert (await hall.by_number(number)).department_id == "police"


async def test_another_unit_helps_and_the_lead_stays_answerable(hall: Hall) -> None:
    """主办 and 协办: the resident reads who does what; several units have more time."""
    number = await hall.taken()
    due = (await hall.by_number(number)).resolution_due
    assert "请他们做什么" in await hall.refused("assist", number, department="police")
    await hall.done("assist", number, "要一起封路施工", department="police")
    ticket = await hall.by_number(number)
    assert (ticket.assisting, ticket.resolution_due) == ((), due)
    await hall.refused("grant_assistance", number)
    await hall.done("grant_assistance", number, by=hall.zhao)
    ticket = await hall.by_number(number)
    assert (ticket.department_id, ticket.assisting) == ("water", ("police",))
    told = await hall.told()
    assert "水务局主办，公安局协办" in told
    assert "原因：要一起封路施工" in told
    assert "最晚 12月14日（周一）" in told
    assert "由赵局长批准" in told
    assert ticket.resolution_due is not None
    assert due is not None
    assert ticket.resolution_due > due
    assert ticket.resolution_due_original == due
    assert "已经在协办" in await hall.refused("assist", number, "要一起封路", department="police")
    assert "没有经手" in await hall.refused(
        "call_back", await _answer(hall, number), "好了", by=hall.qian, verdict="solved"
    )


async def _answer(hall: Hall, number: str) -> str:
    await hall.done("answer", number, ANSWER)
    return number


async def test_a_department_that_wants_it_sends_nothing_unread(hall: Hall) -> None:
    """✅ 发送, ✏️ 改, ❌ 撤: by a second person, never by the writer."""
    number = await hall.taken()
    await hall.town.database.transaction(
        lambda tx: people.require_review(tx, "water", required=True)
    )
    reply = await hall.done("answer", number, ANSWER)
    assert "提交审核" in reply.text
    assert "赵局长" in reply.text
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.first_reply_at) == (TicketState.IN_REVIEW, None)
    assert ANSWER not in await hall.told()
    await hall.refused("approve", number)
    await hall.done("send_back", number, "写上恢复供水的时间", by=hall.zhao)
    assert (await hall.by_number(number)).state is TicketState.IN_PROGRESS
    await hall.done("answer", number, ANSWER + "二次")
    await hall.done("approve", number, ANSWER + "改过", by=hall.zhao)
    ticket = await hall.by_number(number)
    assert ticket.state is TicketState.REPLIED
    assert ticket.first_reply_at is not None
    last = (await hall.town.heard())[-1]
    assert ANSWER + "改过" in last.content.text
    assert last.official_id == hall.li.id


async def test_with_a_single_official_there_is_no_review(town: Town) -> None:
    """一人值守: what needs a second person is done, and the event says that there was none."""
    await town.database.transaction(lambda tx: people.remove_official(tx, town.li.id, town.now))
    await town.say("幸福路12号停水两天了")
    number = (await town.ticket()).number
    await town.act("take", number)
    await town.act("extend", number, "要等配件到货", until="2026-12-10")
    words = "您好，这是户内管道。谁：物业李经理；怎么：打电话约上门时间；联系：12345678"
    await town.act("propose", number, words, outcome="referred")
    ticket = await town.ticket()
    assert (ticket.extensions, ticket.proposed) == (1, "referred")
    alone = [event.action for event in await town.events(ticket) if event.detail.get("alone")]
    assert alone == ["grant_extension", "approve"]


async def test_who_is_supervised_knows_it_and_so_does_the_resident(hall: Hall) -> None:
    """督办 reaches the official, the head and the resident; it is no state."""
    number = await hall.taken()
    assert "角色" in await hall.refused("supervise", number)
    await hall.done("supervise", number, "三天内办完", by=hall.zhou)
    ticket = await hall.by_number(number)
    assert (ticket.supervised, ticket.state) == (True, TicketState.IN_PROGRESS)
    assert "督办" in await hall.told()
    for official in (hall.li, hall.zhao):
        assert "三天内办完" in await hall.heard(official)


async def test_only_the_leader_who_gave_an_instruction_settles_it(hall: Hall) -> None:
    """批示: dated, told to the unit, closed by nobody else."""
    other = await hall.time.hire("吴县长", "duty", Role.LEADER)
    number = await hall.taken()
    assert "批示内容" in await hall.refused("instruct", number, by=hall.zhou)
    await hall.done("instruct", number, "请水务局本周内修好", by=hall.zhou)
    assert (await hall.by_number(number)).instructed_by == hall.zhou.id
    assert "本周内修好" in await hall.heard(hall.li)
    assert "作批示的领导" in await hall.refused("settle_instruction", number, by=other)
    await hall.done("settle_instruction", number, by=hall.zhou)
    assert (await hall.by_number(number)).instructed_by is None


async def test_what_is_confidential_is_found_by_the_named_few(hall: Hall) -> None:
    """Its owner, who made it so, and who was named; nobody else finds it at all."""
    number = await hall.taken()
    why = await hall.refused("confide", number, "涉及未成年人", officials="赵局长")
    assert "外单位的" in why
    assert "理由" in await hall.refused("confide", number, officials="赵局长 周县长")
    await hall.done("confide", number, "涉及未成年人", officials="赵局长 周县长")
    ticket = await hall.by_number(number)
    assert ticket.confidential
    assert set(ticket.confidants) == {hall.li.id, hall.zhao.id, hall.zhou.id}
    assert number in await hall.town.worklist(hall.zhao)
    assert number not in await hall.town.worklist(hall.qian)
    (reply,) = await hall.town.act("note", number, "我看看", by=hall.qian)
    assert "没有找到" in reply.text
    assert "没有叫" in await hall.refused("confide", number, officials="无此人")


async def test_one_answer_goes_to_many_with_a_line_for_each(hall: Hall) -> None:
    """What cannot be answered is named; the others are not held up by it."""
    numbers = [await hall.taken("幸福路12号停水两天了", who) for who in ("a", "b", "c")]
    await hall.town.say("撤回", "c")
    await hall.town.say("1", "c")
    reply = await hall.done("answer", numbers[0], ANSWER, also=" ".join(numbers[1:]))
    assert "已答复 2 件，共 3 件" in reply.text
    for number in numbers:
        assert number in reply.text
    assert f"{numbers[2]}：没有发送" in reply.text
    for who in ("a", "b"):
        assert ANSWER in text([line.content for line in await hall.town.heard(who)])
        assert (await hall.ticket(who)).state is TicketState.REPLIED


async def test_a_batch_is_written_in_a_chat_too(hall: Hall) -> None:
    """答 1 2：, and nothing but an answer goes to several."""
    await hall.taken("幸福路12号停水两天了", "a")
    await hall.taken("幸福路12号停水两天了", "b")
    (reply,) = await hall.town.act(text=f"答 1 2：{ANSWER}", by=hall.li)
    assert "已答复 2 件，共 2 件" in reply.text


LAMP = "建设街的路灯三天不亮了"


@pytest.mark.parametrize("words", [ANSWER, "已处理好了。水务局12345"])
async def test_one_answer_for_unlike_questions_is_a_copy(hall: Hall, words: str) -> None:
    """However short; a reason sends it to all of them at once, and each event tells of it."""
    water = await hall.taken("幸福路12号停水两天了", "a")
    lamp = await hall.taken(LAMP, "b")
    (held,) = await hall.town.act("answer", water, words, by=hall.li, also=lamp)
    assert held.doubted
    assert f"和工单「{lamp}」的答复几乎一样" in held.text
    for who in ("a", "b"):
        assert (await hall.ticket(who)).state is TicketState.IN_PROGRESS
    (sent,) = await hall.town.act(text=f"仍发 {water} 两处是同一根电缆", by=hall.li)
    assert "已答复 2 件，共 2 件" in sent.text
    for who in ("a", "b"):
        answered = (await hall.town.events(await hall.ticket(who)))[-1]
        assert "copied" in str(answered.detail["overridden"])


async def test_who_asks_the_same_elsewhere_may_be_told_the_same(hall: Hall) -> None:
    """A batch is made for that."""
    one = await hall.taken(LAMP, "a")
    two = await hall.taken("光明巷的路灯坏了不亮", "b")
    reply = await hall.done("answer", one, ANSWER, also=two)
    assert "已答复 2 件，共 2 件" in reply.text


async def test_the_next_one_is_taken_by_deadline(hall: Hall) -> None:
    """下一件 takes the most pressing of mine, and then says that nothing is left."""
    first = await hall.opened(who="a")
    hall.town.later(minutes=5)
    await hall.opened("建设街的路灯三天不亮了", "b")
    (taken, *_) = await hall.town.act(text="下一件", by=hall.li)
    assert first in taken.text
    assert (await hall.ticket("a")).owner_id == hall.li.id
    assert (await hall.ticket("a")).state is TicketState.IN_PROGRESS


async def test_a_return_comes_within_four_working_hours(hall: Hall) -> None:
    """首接负责: later than that it is theirs."""
    number = await hall.opened()
    hall.town.later(hours=7)
    assert "4 个工作小时" in await hall.refused("return", number, BASIS, department="police")


async def test_a_letter_to_the_leader_goes_out_with_the_leaders_own_word(hall: Hall) -> None:
    """一把手信箱: staff draft, the leader's own ✅, and only then is the leader named."""
    number = await hall.taken("请县长看看，村里的桥塌了两年")
    assert (await hall.by_number(number)).kind == "letter"
    words = "您好，桥已列入今年抢修，11月底完工。交通局，电话12345。"
    reply = await hall.done("answer", number, words)
    assert "周县长" in reply.text
    assert words not in await hall.told()
    assert "领导本人" in await hall.refused("approve", number, by=hall.zhao)
    await hall.done("approve", number, by=hall.zhou)
    assert "周县长答复如下" in await hall.told()


async def test_a_merge_that_names_no_other_ticket_says_what_it_lacks(hall: Hall) -> None:
    """并单 with one number: nothing happens, and the official reads how it is written."""
    number = await hall.taken()
    assert number in await hall.refused("merge", number, "同一件事")
