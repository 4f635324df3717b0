"""保密 by an official: with a reason, known outside, undone by the few; the resident's stays."""

from __future__ import annotations

from bot.models import Role
from bot.store import people
from tests.handlers.cast import Hall

WHY = "涉及未成年人"


async def test_who_was_named_outside_can_decide_what_waits_of_it(hall: Hall) -> None:
    """The request reaches the leader, who finds the ticket; the unit's own head does not."""
    number = await hall.taken()
    await hall.town.act(text=f"保密 {number} 周县长 {WHY}", by=hall.li)
    ticket = await hall.by_number(number)
    assert ticket.confidential
    assert ticket.confidants == (hall.li.id, hall.zhou.id)
    assert WHY in await hall.heard(hall.zhou)
    await hall.done("extend", number, "要等鉴定", until="2026-12-10")
    assert number in await hall.heard(hall.zhou)
    (reply,) = await hall.town.act("grant_extension", number, by=hall.zhao)
    assert "没有找到" in reply.text
    await hall.done("grant_extension", number, by=hall.zhou)


async def test_the_few_undo_it_with_a_reason(hall: Hall) -> None:
    """Everybody finds it again, and the others who knew are told why."""
    number = await hall.taken()
    await hall.done("confide", number, WHY, officials="周县长")
    assert "为什么" in await hall.refused("disclose", number, by=hall.zhou)
    await hall.done("disclose", number, "不涉及隐私", by=hall.zhou)
    ticket = await hall.by_number(number)
    assert (ticket.confidential, ticket.confidants) == (False, ())
    assert number in await hall.town.worklist(hall.qian)
    assert "不涉及隐私" in await hall.heard(hall.li)
    assert "不是保密件" in await hall.refused("disclose", number, "再来", by=hall.zhou)


async def test_what_the_resident_asked_to_keep_to_few_stays_so(hall: Hall) -> None:
    """Asked at the beginning, or after an official had hidden it."""
    await hall.town.say("请保密，幸福路12号停水两天了")
    number = (await hall.ticket()).number
    why = await hall.refused("disclose", number, "没必要", by=hall.wang)
    assert "居民要求保密" in why
    other = await hall.taken("建设街的路灯三天不亮了", "b")
    await hall.done("confide", other, WHY, officials="周县长")
    await hall.town.say("请保密，不要说是我说的", "b", ticket=other)
    why = await hall.refused("disclose", other, "没必要", by=hall.zhou)
    assert "居民要求保密" in why


async def test_who_was_asked_to_decide_goes_on_knowing_it(hall: Hall) -> None:
    """The resident's 保密 comes while a request waits: it reaches whom it was put to."""
    await hall.town.database.transaction(
        lambda tx: people.give_roles(tx, hall.wang.id, {Role.OFFICIAL, Role.DISPATCHER})
    )
    number = await hall.taken()
    await hall.done("extend", number, "要等配件", until="2026-12-10")
    await hall.town.say("幸福路12号停水的事请保密", ticket=number)
    ticket = await hall.by_number(number)
    assert ticket.confidential
    assert len(ticket.confidants) == 1
    await hall.done("grant_extension", number, by=hall.zhao)
    assert (await hall.by_number(number)).extensions == 1


async def test_naming_one_more_needs_a_reason_and_hides_nothing_anew(hall: Hall) -> None:
    """It was confidential before; whoever is named knows of it now."""
    await hall.town.say("请保密，幸福路12号停水两天了")
    number = (await hall.ticket()).number
    assert "理由" in await hall.refused("confide", number, by=hall.wang, officials="李强")
    await hall.done("confide", number, "管道归他管", by=hall.wang, officials="李强")
    assert number in await hall.town.worklist(hall.li)
    assert "居民要求保密" in await hall.refused("disclose", number, "没必要", by=hall.li)
