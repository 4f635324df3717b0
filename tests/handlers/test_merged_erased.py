"""A matter that ended as merged, and 忘记我: nobody's matter is erased with another's."""

from __future__ import annotations

from bot.models import Outcome, TicketState
from tests.handlers.cast import Hall
from tests.handlers.test_merged_end import ANSWER, matter_of, merge, neighbours


async def test_the_others_matter_goes_on_when_a_resident_is_erased(hall: Hall) -> None:
    """Nobody is answered in a ticket that was erased: the neighbour is told, and worked for."""
    first, second = await neighbours(hall)
    await merge(hall, second, first)
    await hall.town.say("忘记我", "chen")
    await hall.town.say("1", "chen")
    await hall.time.at("2026-11-23 10:33")
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.follows_id) == (TicketState.REOPENED, None)
    assert second in await hall.told("zhang")


async def test_an_erased_residents_merged_matter_is_withdrawn_with_them(hall: Hall) -> None:
    """An answer reaches nobody there, and counts for nothing."""
    first, second = await neighbours(hall)
    await merge(hall, second, first)
    (asked,) = await hall.town.say("忘记我", "zhang")
    assert "正在办的 1 件事会一起撤回" in asked.text
    await hall.town.say("1", "zhang")
    ticket = await hall.by_number(second)
    assert (ticket.state, ticket.outcome) == (TicketState.CLOSED, Outcome.WITHDRAWN)
    assert ticket.follows_id is None
    await hall.done("answer", first, ANSWER)
    found = await matter_of(hall, second)
    assert not found.answered
    assert found.withdrawn
