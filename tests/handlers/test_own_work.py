"""Officials are residents too, and say nothing about their own unit's work in a resident's name."""

from __future__ import annotations

import re

import pytest

from bot.models import Official, Role, TicketState
from bot.store import Transaction, people
from bot.store.rates import page
from bot.tickets.rated import Exclusion
from tests.handlers.cast import REACHABLE, Hall
from tests.handlers.town import NOW, text

PRIVATE, HOME = "li-telephone", "li-at-home"


@pytest.fixture
async def linked(hall: Hall) -> Hall:
    """李强 of the water bureau has an account; the contact at home is linked with it by 绑定."""
    await _account(hall, hall.li)
    await _link(hall, PRIVATE, HOME)
    return hall


async def _account(hall: Hall, official: Official) -> None:
    def give(tx: Transaction) -> None:
        people.give_account(tx, official.id, "web", PRIVATE)

    await hall.town.database.transaction(give)


async def _link(hall: Hall, one: str, other: str) -> None:
    code = re.search(r"\b\d{8}\b", text(await hall.town.say("绑定", one)))
    assert code
    assert "绑定好了" in text(await hall.town.say(f"绑定 {code[0]}", other))


async def _excluded(hall: Hall) -> list[Exclusion | None]:
    def read(tx: Transaction) -> list[Exclusion | None]:
        today = NOW.date()
        found = page(tx, today, today.replace(month=12), after=0, limit=50).matters
        return [each.exclusion for each in found]

    return await hall.town.database.read(read)


async def test_what_a_linked_contact_of_an_official_asks_counts_in_no_rate(linked: Hall) -> None:
    """Found through 绑定, and listed."""
    await linked.opened(who=HOME)
    assert await _excluded(linked) == [Exclusion.OFFICIAL]


@pytest.mark.parametrize("tapped", ["verdict:solved", "satisfaction:satisfied"])
async def test_who_works_there_neither_confirms_nor_rates(linked: Hall, tapped: str) -> None:
    """Their unit's work, by whatever contact; 没解决 is heard from them like from anybody."""
    number = await linked.answered(who=HOME)
    (told,) = await linked.town.tap(f"{tapped}:{number}", HOME)
    assert told.refused
    assert "不能由您来评价" in told.text
    ticket = await linked.by_number(number)
    assert (ticket.state, ticket.verdict, ticket.satisfaction) == (TicketState.REPLIED, None, None)
    await linked.town.tap(f"verdict:not_solved:{number}", HOME)
    assert (await linked.by_number(number)).state is TicketState.REOPENED


async def test_unlinking_before_the_verdict_changes_nothing(linked: Hall) -> None:
    """Whose it was as they asked is kept with the ticket."""
    number = await linked.answered(who=HOME)
    await linked.town.say("解除绑定", HOME)
    (told,) = await linked.town.tap(f"verdict:solved:{number}", HOME)
    assert told.refused
    assert await _excluded(linked) == [Exclusion.OFFICIAL]


async def test_an_official_says_how_another_unit_worked(linked: Hall) -> None:
    """In that matter they are a resident, and their row is excluded all the same."""
    await linked.town.say("小区门口天天有车乱停", HOME)
    number = (await linked.ticket(HOME)).number
    await linked.done("transfer", number, by=linked.wang, department="police")
    await linked.done("take", number, by=linked.qian)
    await linked.done("answer", number, "已划线并派人值守。公安局110。", by=linked.qian)
    await linked.town.tap(f"verdict:solved:{number}", HOME)
    assert (await linked.by_number(number)).state is TicketState.CLOSED
    assert await _excluded(linked) == [Exclusion.OFFICIAL]


async def test_nobody_calls_themselves_back(hall: Hall) -> None:
    """钱警官 of another unit asked; somebody else calls."""
    await _account(hall, hall.qian)
    await _link(hall, PRIVATE, HOME)
    number = await hall.answered(HOME, REACHABLE)
    said = "居民说水来了，压力正常"
    other = await hall.time.hire("孙警官", "police", Role.OFFICIAL)
    assert "您自己的账号" in await hall.refused(
        "call_back", number, said, by=hall.qian, verdict="solved"
    )
    await hall.done("call_back", number, said, by=other, verdict="solved")


async def test_a_link_made_later_takes_out_what_praises_and_keeps_what_blames(hall: Hall) -> None:
    """Nobody links a bad row away, and no friend's praise stands."""
    await _account(hall, hall.li)
    await hall.town.say("您好", PRIVATE)
    good = await hall.answered(who="good")
    await hall.answered(who="bad")
    await hall.town.tap(f"verdict:solved:{good}", "good")
    await _link(hall, "good", PRIVATE)
    await _link(hall, "bad", PRIVATE)
    assert await _excluded(hall) == [Exclusion.OFFICIAL, None]
