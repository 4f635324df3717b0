"""改派 and 协办: nobody gets rid of a matter, or of its date, by their own word."""

from __future__ import annotations

from functools import partial

import pytest

from bot.models import Official, Role, RoomMode, TicketState
from bot.store import Transaction, rooms
from handlers.officials.offering import offered
from tests.handlers.cast import Hall
from tests.handlers.town import ZONE

BASIS = "按职责清单第3条，路面归公安局交警管"


async def test_what_is_being_worked_on_goes_elsewhere_only_with_consent(hall: Hall) -> None:
    """Its own head only asks; who is to have it agrees; reason and basis; the clocks ran on."""
    number = await hall.taken()
    before = await hall.by_number(number)
    assert "理由和依据" in await hall.refused("transfer", number, by=hall.zhao, department="police")
    reply = await hall.done("transfer", number, BASIS, by=hall.zhao, department="police")
    assert "等对方单位" in reply.text
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.department_id) == (TicketState.IN_PROGRESS, "water")
    assert BASIS in await hall.heard(hall.qian)
    for insider in (hall.zhao, hall.li):
        await hall.refused("grant_transfer", number, by=insider)
    await hall.done("grant_transfer", number, by=hall.qian)
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.department_id) == (TicketState.DISPATCHED, "police")
    for clock in ("acceptance_due", "accepted_at", "first_reply_due", "resolution_due"):
        assert getattr(ticket, clock) == getattr(before, clock)
    assert "公安局" in await hall.told()


async def test_the_unit_that_is_to_have_it_can_refuse(hall: Hall) -> None:
    """With the reason; it stays where it is, and who asked is told."""
    number = await hall.taken()
    await hall.done("ask_transfer", number, BASIS, department="police")
    assert "为什么" in await hall.refused("refuse_transfer", number, by=hall.qian)
    await hall.town.act(text=f"不同意 {number} 水管爆裂不归交警", by=hall.qian)
    ticket = await hall.by_number(number)
    assert (ticket.state, ticket.department_id) == (TicketState.IN_PROGRESS, "water")
    assert "水管爆裂不归交警" in await hall.heard(hall.li)


async def test_a_dispatcher_of_the_same_unit_does_not_send_it_away(hall: Hall) -> None:
    """Neither before it is taken nor afterwards: it is asked for, or returned."""
    inside = await hall.time.hire("孙调度", "water", Role.OFFICIAL, Role.DISPATCHER)
    number = await hall.opened()
    why = await hall.refused("transfer", number, BASIS, by=inside, department="police")
    assert "派单员改派" in why
    assert "transfer" not in await actions(hall, number, inside)
    await hall.done("take", number)
    await hall.done("transfer", number, BASIS, by=inside, department="police")
    assert (await hall.by_number(number)).department_id == "water"
    await hall.refused("grant_transfer", number, by=inside)


def _open_group(hall: Hall, tx: Transaction) -> None:
    rooms.open_room(
        tx,
        "telegram",
        "-100",
        department_id="police",
        mode=RoomMode.MASKED,
        topics=False,
        now=hall.town.now,
    )


@pytest.mark.parametrize("has_group", [False, True])
async def test_a_unit_without_a_group_is_told_of_what_it_is_given(
    hall: Hall, has_group: bool
) -> None:
    """Its owner hears of it where reminders come; where a group of theirs shows it, only there."""
    number = await hall.taken()
    if has_group:
        await hall.town.database.transaction(partial(_open_group, hall))
    await hall.done("transfer", number, BASIS, by=hall.wang, department="police")
    assert (f"工单 {number}" in await hall.heard(hall.qian)) is not has_group


async def test_a_dispatcher_of_all_sends_it_on_with_the_basis(hall: Hall) -> None:
    """Whoever dispatches for everybody decides, and the unit that gets it may return it once."""
    number = await hall.taken()
    await hall.refused("transfer", number, by=hall.wang, department="police")
    await hall.done("transfer", number, BASIS, by=hall.wang, department="police")
    assert (await hall.by_number(number)).state is TicketState.DISPATCHED
    await hall.done("return", number, "阀门归水务局", by=hall.qian, department="water")


async def test_the_duty_desk_sends_on_what_lies_with_it(hall: Hall) -> None:
    """Nobody else owns it yet."""
    await hall.town.say("幸福路12号停水两天了")
    number = (await hall.ticket()).number
    await hall.done("take", number, by=hall.wang)
    await hall.done("transfer", number, "供水归水务局", by=hall.wang, department="water")
    assert (await hall.by_number(number)).department_id == "water"


async def test_a_request_to_hand_on_falls_when_it_is_answered(hall: Hall) -> None:
    """There is nothing left to hand on."""
    number = await hall.taken()
    await hall.done("ask_transfer", number, BASIS, department="police")
    await hall.done("answer", number, "您好，阀门已更换，今早恢复供水。水务局，电话12345。")
    await hall.refused("grant_transfer", number, by=hall.qian)
    assert (await hall.by_number(number)).department_id == "water"


async def test_help_that_is_refused_moves_nothing(hall: Hall) -> None:
    """The resident hears nothing of it; who asked reads why."""
    number = await hall.taken()
    due = (await hall.by_number(number)).resolution_due
    told = await hall.told()
    await hall.done("assist", number, "要一起封路", department="police")
    await hall.done("refuse_assistance", number, "自己围挡就行", by=hall.zhao)
    ticket = await hall.by_number(number)
    assert (ticket.assisting, ticket.resolution_due) == ((), due)
    assert await hall.told() == told
    assert "自己围挡就行" in await hall.heard(hall.li)


async def test_a_head_does_not_grant_their_own_request_for_help(hall: Hall) -> None:
    """Who stands above them does."""
    number = await hall.taken()
    await hall.done("assist", number, "要一起封路", by=hall.zhao, department="police")
    await hall.refused("grant_assistance", number, by=hall.zhao)
    await hall.refused("grant_assistance", number, by=hall.li)
    await hall.done("grant_assistance", number, by=hall.zhou)
    assert (await hall.by_number(number)).assisting == ("police",)


async def test_help_after_the_time_has_run_out_moves_no_date(hall: Hall) -> None:
    """What is overdue stays overdue; the resident is told of the help all the same."""
    number = await hall.taken()
    await hall.time.at("2026-12-04 10:00")
    due = (await hall.by_number(number)).resolution_due
    await hall.done("assist", number, "要一起封路", department="police")
    await hall.done("grant_assistance", number, by=hall.zhao)
    ticket = await hall.by_number(number)
    assert (ticket.assisting, ticket.resolution_due) == (("police",), due)
    assert "公安局协办" in await hall.told()
    assert "要久一些" not in await hall.told()


async def actions(hall: Hall, number: str, official: Official) -> list[str]:
    """What an official is offered on a ticket."""
    ticket, town = await hall.by_number(number), hall.town
    settings = town.house.settings
    return await town.database.read(
        lambda tx: [each.value for each in offered(tx, settings, ZONE, official, ticket, town.now)]
    )
