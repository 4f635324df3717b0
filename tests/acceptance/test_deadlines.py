"""What time does in a running program whose clock a test turns: the promises of a small town."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot import rating
from bot.models import Actor
from bot.settings import Settings
from bot.store import Transaction, people, tickets
from bot.tickets.rates import Share
from tests.acceptance.town import Town, town
from tests.ledgers import ZONE, until

pytestmark = pytest.mark.process
LAMP = "幸福路小学门口的旗杆歪了,快要倒下来"


@pytest.fixture
async def holiday(settings: Settings) -> AsyncIterator[Town]:
    """The first evening of the national holiday, on either engine."""
    async with town(settings, "2026-10-01 20:00") as opened:
        yield opened


async def steps(here: Town, number: str) -> list[str]:
    """What time did to a ticket: clock and rung."""

    def read(tx: Transaction) -> list[str]:
        ticket = tickets.by_number(tx, number)
        events = tickets.events(tx, ticket.id) if ticket else []
        by_time = [each for each in events if each.actor is Actor.SYSTEM]
        return [
            f"{event.detail['watch']}:{event.detail['rung']}"
            for event in by_time
            if "rung" in event.detail
        ]

    return await here.database.read(read)


async def test_missed_at_twenty_holiday_or_not(holiday: Town) -> None:
    """Registered at 20:00 on the first of October: warned in the night, due at 20:00 the next day;
    nobody is woken for it, and the ladder stands still where no working day passes.
    """
    async with holiday.resident().page() as resident:
        accepted = await resident.asks(LAMP)
        number = accepted["ticket"]
        assert "最晚 10月2日（明天）20:00（从现在起 24 小时，节假日照算）" in accepted["text"]
        assert "10月10日调休上班，算" in accepted["text"]
        holiday.turns_to("2026-10-02 19:59")
        await until(lambda: taken(holiday, number, "first_reply:warn"))
        assert "first_reply:urge" not in await steps(holiday, number)
        holiday.turns_to("2026-10-02 20:00")
        await until(lambda: taken(holiday, number, "first_reply:urge"))
        (listed,) = await holiday.official.tickets()
        assert listed["clock"]["due"].startswith("2026-10-02T12:00:00")
        holiday.turns_to("2026-10-07 20:00")
        assert "first_reply:supervise" not in await steps(holiday, number)
        holiday.turns_to("2026-10-08 20:00")
        await until(lambda: taken(holiday, number, "first_reply:supervise"))
        await resident.hears_text("已列入督办")
        holiday.turns_to("2026-10-14 00:00")
        await until(lambda: taken(holiday, number, "resolution:urge"))
        before = await steps(holiday, number)
        assert len(set(before)) == len(before)


async def test_an_hour_of_downtime_loses_no_step_and_repeats_none(settings: Settings) -> None:
    """Killed before it is due, started an hour after; killed and started again."""
    async with town(settings, "2026-11-23 09:00") as first, first.resident().page() as resident:
        number = (await resident.asks(LAMP))["ticket"]
        first.turns_to("2026-11-24 08:50")
        await until(lambda: taken(first, number, "first_reply:warn"))
    async with town(settings, "2026-11-24 10:00") as second:
        await until(lambda: taken(second, number, "first_reply:urge"))
        once = await steps(second, number)
    async with town(settings, "2026-11-24 10:05") as third:
        third.turns_to("2026-11-25 09:00")
        await until(lambda: taken(third, number, "first_reply:supervise"))
        every = await steps(third, number)
        assert every[: len(once)] == once
        assert len(set(every)) == len(every)


async def test_one_official_on_an_empty_roster_at_night(holiday: Town) -> None:
    """The resident is told at once that nobody is there, and the one official is the owner."""
    holiday.turns_to("2026-10-02 02:00")
    async with holiday.resident().page() as resident:
        await resident.asks("我家三楼着火了,烟很大,快来人")
        said = await resident.hears_text("现在没有人值守，请立即打上面的电话")
        ticket = await holiday.only_ticket()
        assert said["ticket"] == ticket["number"]
        first = (await holiday.database.read(people.officials))[0]
        assert ticket["owner"] == first.name
        holiday.turns_to("2026-10-02 04:00")
        await until(lambda: taken(holiday, ticket["number"], "acceptance:deputy"))


async def test_an_extension_leaves_the_rates_as_they_are(holiday: Town) -> None:
    """The resident hears the new date and why; the row stays with the date promised first."""
    async with holiday.resident().page() as resident:
        number = (await resident.asks(LAMP))["ticket"]
        await holiday.official.act(number, "take")
        holiday.turns_to("2026-10-09 10:00")
        why = "灯具厂家十月二十日才到货。"
        await holiday.official.act(number, "extend", why, until="2026-10-23")
        said = await resident.hears_text("10月23日（周五）")
        assert "10月13日" in said["text"]
        holiday.turns_to("2026-10-22 10:00")
        await holiday.official.act(number, "answer", "路灯已换好。城管局 12319。")
    october = rating.period_named("2026-10", ZONE)
    total = (await rating.rated(holiday.database, october, ZONE, october.end)).report.total
    assert (total.extended, total.solved) == (Share(1, 1), Share(0, 1))
    assert total.responded == Share(0, 1)


async def taken(here: Town, number: str, step: str) -> bool:
    """Whether a step has been taken."""
    return step in await steps(here, number)
