"""One level up: what came back is answered with the head's word, and then with the leader's."""

from __future__ import annotations

import pytest

from bot.models import TicketState
from bot.store import Transaction, approvals, people
from tests.handlers.cast import Hall
from tests.handlers.town import Town

AGAIN = "您好，又检查了一遍，阀门没有问题。水务局12345。"
THIRD = "您好，主管道已经整段换新，昨晚恢复供水。水务局12345。"
NOTICE = "因水管爆裂抢修，预计 18 时恢复供水。水务局 12345"


async def came_back(hall: Hall) -> str:
    """A ticket that its resident sent back, and that its official has taken again."""
    number = await hall.answered()
    await hall.town.say("没解决")
    await hall.done("take", number)
    return number


async def test_the_official_works_on_and_the_head_answers_for_it(hall: Hall) -> None:
    """Same hands; what is said next waits for the head, who is told so."""
    number = await came_back(hall)
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.owner_id, ticket.level) == ("in_progress", hall.li.id, 1)
    assert "单位负责人审核" in await hall.heard(hall.zhao)
    reply = await hall.done("answer", number, AGAIN)
    assert "赵局长" in reply.text
    assert (await hall.by_number(number)).state is TicketState.IN_REVIEW
    assert AGAIN not in await hall.told()
    await hall.refused("approve", number)
    await hall.refused("approve", number, by=hall.qian)
    await hall.done("approve", number, by=hall.zhao)
    assert AGAIN in await hall.told()


async def test_no_end_is_proposed_past_the_head(hall: Hall) -> None:
    """Neither with words, nor after the head's answer without any."""
    number = await came_back(hall)
    await hall.done("propose", number, AGAIN, outcome="done")
    assert (await hall.by_number(number)).proposed is None
    await hall.done("send_back", number, "先去现场看", by=hall.zhao)
    await hall.done("answer", number, AGAIN)
    await hall.done("approve", number, by=hall.zhao)
    await hall.done("propose", number, outcome="done")
    assert (await hall.by_number(number)).proposed is None
    await hall.done("approve", number, by=hall.zhao)
    assert (await hall.by_number(number)).proposed == "done"


async def test_the_second_time_it_is_the_leader(hall: Hall) -> None:
    """The head's word is no longer enough; the leader is told."""
    number = await came_back(hall)
    await hall.done("answer", number, AGAIN)
    await hall.done("approve", number, by=hall.zhao)
    await hall.town.tap(f"verdict:not_solved:{number}")
    assert (await hall.by_number(number)).level == 2
    assert number in await hall.heard(hall.zhou)
    await hall.done("answer", number, THIRD)
    await hall.refused("approve", number, by=hall.zhao)
    await hall.done("approve", number, by=hall.zhou)
    assert THIRD in await hall.told()


async def test_the_head_answers_by_their_own_word(hall: Hall) -> None:
    """Whoever answers for it needs nobody else's."""
    number = await came_back(hall)
    await hall.done("answer", number, f"再答：{AGAIN}", by=hall.zhao)
    assert (await hall.by_number(number)).state is TicketState.REPLIED


async def test_neither_a_batch_nor_a_notice_nor_a_merged_answer_goes_past_the_head(
    hall: Hall,
) -> None:
    """What goes to many does not reach a ticket that came back."""
    number = await came_back(hall)
    other = await hall.taken(who="b")
    reply = await hall.done("answer", other, THIRD, also=number)
    assert f"{number}：没有发送" in reply.text
    third = await hall.taken(who="c")
    await hall.done("merge", third, also=number, by=hall.wang)
    leader = min(number, third)
    await hall.town.act(
        "announce", leader, NOTICE, hall.li, title="停水抢修", place="幸福路", people="2"
    )
    await hall.town.act("answer", third, f"再答：{THIRD}", hall.li, people="all")
    ticket = await hall.by_number(number)
    assert ticket.state is not TicketState.REPLIED
    assert THIRD not in await hall.told()
    assert NOTICE not in await hall.told()


async def test_head_and_official_are_reminded_together(hall: Hall) -> None:
    """The ladder climbs from one rung higher."""
    number = await came_back(hall)
    await hall.time.through("2026-11-30 18:00")
    assert "催办" in await hall.heard(hall.zhao)
    assert number in await hall.heard(hall.zhao)


@pytest.mark.parametrize("said", ["部分解决", "没解决"])
async def test_with_one_official_alone_it_is_answered_all_the_same(town: Town, said: str) -> None:
    """一人值守: nobody stands above, and nothing waits for ever."""

    def alone(tx: Transaction) -> None:
        people.remove_official(tx, town.li.id, town.now)

    await town.database.transaction(alone)
    await town.say("幸福路12号停水两天了")
    number = (await town.ticket()).number
    await town.act("answer", number, "阀门已更换，水已恢复。")
    await town.say(said)
    await town.act("answer", number, AGAIN)
    ticket = await town.ticket()
    assert (ticket.state, ticket.level) == (TicketState.REPLIED, 1)
    assert await town.database.read(lambda tx: approvals.of(tx, ticket.id)) == []


async def test_who_runs_the_service_stands_above_nobody(hall: Hall) -> None:
    """An administrator's word is no head's: theirs is read by the head, and grants nothing."""
    number = await came_back(hall)
    reply = await hall.done("answer", number, AGAIN, by=hall.wang)
    assert "赵局长" in reply.text
    assert (await hall.by_number(number)).state is TicketState.IN_REVIEW
    await hall.done("recall", number, by=hall.wang)
    await hall.done("answer", number, AGAIN)
    await hall.refused("approve", number, by=hall.wang)
    await hall.done("approve", number, by=hall.zhao)


async def test_where_there_is_no_head_the_administrator_stands_in(town: Town) -> None:
    """Somebody decides: nothing waits for ever."""
    await town.say("幸福路12号停水两天了")
    number = (await town.ticket()).number
    await town.act("take", number, by=town.li)
    await town.act("answer", number, "阀门已更换，水已恢复。", by=town.li)
    await town.say("没解决")
    await town.act("answer", number, AGAIN, by=town.li)
    (asked,) = await town.database.read(lambda tx: approvals.waiting(tx, 1))
    assert asked.approver == "administrator"
    (reply,) = await town.act("approve", number, by=town.wang)
    assert not reply.refused, reply.text
    assert (await town.ticket()).state is TicketState.REPLIED
