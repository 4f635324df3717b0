"""The second person: never who asked, never a colleague in an outsider's place, never nobody."""

from __future__ import annotations

from bot.models import ApprovalState, Role, TicketState
from bot.store import approvals, people
from tests.handlers.cast import Hall
from tests.handlers.town import Town

ELSEWHERE = (
    "您好，这是小区内部管道。谁：幸福物业李经理；怎么：打电话预约，当天上门；联系：12345678。水务局"
)
WATER = "幸福路12号停水两天了"


async def test_where_nobody_is_outside_the_own_head_is_no_outsider(town: Town) -> None:
    """It is refused with what to do about it, and nothing waits for ever."""

    await town.database.transaction(lambda tx: people.remove_official(tx, town.wang.id, town.now))
    head = await town.database.transaction(
        lambda tx: people.add_official(tx, "赵局长", "water", {Role.DEPARTMENT_HEAD}, town.now)
    )
    await town.say(WATER)
    number = (await town.ticket()).number
    await town.act("take", number, by=town.li)
    (reply,) = await town.act("propose", number, ELSEWHERE, by=town.li, outcome="referred")
    assert reply.refused
    assert "管理员先登记" in reply.text
    ticket = await town.ticket()
    assert ticket.state is TicketState.IN_PROGRESS
    assert await town.database.read(lambda tx: approvals.of(tx, ticket.id)) == []
    (reply,) = await town.act("approve", number, by=head)
    assert reply.refused


async def test_where_nobody_else_is_there_a_plain_official_of_another_unit_is_an_outsider(
    town: Town,
) -> None:
    """The duty desk proposes, the water bureau's official decides."""
    await town.say(WATER)
    number = (await town.ticket()).number
    await town.act("take", number)
    await town.act("propose", number, ELSEWHERE, outcome="referred")
    (reply,) = await town.act("approve", number, by=town.li)
    assert not reply.refused, reply.text
    assert (await town.ticket()).proposed == "referred"


async def test_who_asked_is_told_when_the_request_falls(hall: Hall) -> None:
    """An answer goes out: the extension that waited is decided by nobody any more."""
    number = await hall.taken()
    await hall.done("extend", number, "要等配件到货", until="2026-12-10")
    await hall.done("answer", number, "您好，阀门已更换，今早恢复供水。水务局12345。", by=hall.wang)
    assert "申请延期" in await hall.heard(hall.li)
    assert "不再需要决定" in await hall.heard(hall.li)
    ticket = await hall.by_number(number)
    (asked,) = await hall.town.database.read(lambda tx: approvals.of(tx, ticket.id))
    assert asked.state is ApprovalState.WITHDRAWN
    await hall.refused("grant_extension", number, by=hall.zhao)


async def test_a_request_of_the_unit_that_had_it_falls_when_it_goes_elsewhere(hall: Hall) -> None:
    """The new unit asks for itself."""
    number = await hall.taken()
    await hall.done("extend", number, "要等配件到货", until="2026-12-10")
    await hall.done("transfer", number, "道路归交警管", by=hall.wang, department="police")
    assert "不再需要决定" in await hall.heard(hall.li)


async def test_of_a_confidential_ticket_only_somebody_who_knows_of_it_decides(hall: Hall) -> None:
    """Nobody among the few may: it says whom to name, and then it reaches them."""
    await hall.town.database.transaction(
        lambda tx: people.give_roles(tx, hall.wang.id, {Role.OFFICIAL, Role.DISPATCHER})
    )
    await hall.town.say("请保密，幸福路12号停水两天了")
    number = (await hall.ticket()).number
    await hall.done("take", number, by=hall.wang)
    why = await hall.refused("extend", number, "要等配件", by=hall.wang, until="2026-12-10")
    assert "知道它的人里没有" in why
    await hall.done("confide", number, "请县长把关", by=hall.wang, officials="周县长")
    await hall.done("extend", number, "要等配件", by=hall.wang, until="2026-12-10")
    assert number in await hall.heard(hall.zhou)
    assert number not in await hall.heard(hall.zhao)
    await hall.done("grant_extension", number, by=hall.zhou)
    assert (await hall.by_number(number)).extensions == 1


async def test_a_dispatcher_of_the_same_unit_does_not_decide_its_return(hall: Hall) -> None:
    """Whose matter it is, is told from outside."""
    inside = await hall.time.hire("孙调度", "water", Role.OFFICIAL, Role.DISPATCHER)
    number = await hall.opened()
    await hall.done("return", number, "按职责清单第3条，归住建部门", department="police")
    await hall.refused("transfer", number, by=inside, department="police")
    await hall.done("transfer", number, by=hall.qian, department="police")


DRAFT = "您好，阀门已更换，今早恢复供水，水压正常。水务局12345。"


async def test_who_wrote_a_draft_takes_it_back_while_nobody_has_decided(hall: Hall) -> None:
    """They read their words again, the head has nothing to decide, the resident heard nothing."""
    number = await hall.taken()
    await hall.done("submit", number, DRAFT)
    heard = await hall.told()
    told = await hall.done("recall", number)
    assert DRAFT in told.text
    ticket = await hall.by_number(number)
    assert ticket.state is TicketState.IN_PROGRESS
    assert ticket.first_reply_at is None
    (asked,) = await hall.town.database.read(lambda tx: approvals.of(tx, ticket.id))
    assert asked.state is ApprovalState.WITHDRAWN
    assert "收回了" in await hall.heard(hall.zhao)
    await hall.refused("approve", number, by=hall.zhao)
    assert await hall.told() == heard
    assert (await hall.town.events(ticket))[-1].action == "recall"
    await hall.done("submit", number, DRAFT)
    await hall.done("approve", number, by=hall.zhao)
    assert "没有在等审核" in (await hall.refused("recall", number))


async def test_nobody_takes_back_what_a_colleague_wrote(hall: Hall) -> None:
    """Not the head either: they send it back, with what has to be mended."""
    colleague = await hall.time.hire("孙工", "water", Role.OFFICIAL)
    number = await hall.taken()
    await hall.done("submit", number, DRAFT)
    for other in (colleague, hall.zhao):
        assert "同事" in await hall.refused("recall", number, by=other)
    assert (await hall.by_number(number)).state is TicketState.IN_REVIEW


async def test_a_proposed_end_is_taken_back_by_command(hall: Hall) -> None:
    """收回 12, where the answer stands and an end waits for somebody outside."""
    number = await hall.answered()
    await hall.done("propose", number, ELSEWHERE, outcome="referred")
    (told,) = await hall.town.act(text=f"收回 {number}", by=hall.li)
    assert not told.refused, told.text
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.proposed) == (TicketState.REPLIED, None)
    await hall.refused("approve", number, by=hall.qian)
