"""Two tickets of one matter, of two neighbours or of one resident, and the one merged away."""

from __future__ import annotations

from datetime import date

from bot.models import Ticket
from bot.store import rates
from bot.tickets.rated import Matter
from tests.handlers.cast import Hall

WATER = "幸福路12号停水两天了"
ANSWER = "您好，阀门已更换，今早恢复供水。水务局，电话12345。"
MERGED = {"outcome": "merged", "reason": "现场查看是同一根主管道"}


async def neighbours(hall: Hall) -> tuple[str, str]:
    """Two residents tell of the same, one an hour after the other: the numbers, older first."""
    first = await hall.taken(WATER, "chen")
    hall.town.later(hours=1)
    return first, await hall.taken(WATER, "zhang")


async def twice(hall: Hall) -> tuple[str, str]:
    """One resident's words stand in two tickets, for they were parted: the numbers, older first."""
    first = await hall.taken(WATER)
    hall.town.later(hours=1)
    await hall.town.say("幸福路12号还是停水，已经两天了")
    await hall.done("split", first)
    return first, await taken_beside(hall, first)


async def taken_beside(hall: Hall, first: str) -> str:
    """The resident's other ticket, taken by the water bureau; its number."""
    second = next(each.number for each in await hall.town.tickets() if each.number != first)
    await hall.town.act("transfer", second, by=hall.wang, department="water")
    await hall.done("take", second)
    return second


async def merge(hall: Hall, number: str, into: str, text: str = "") -> Ticket:
    """It is proposed and approved outside the unit; the closed ticket."""
    await hall.done("propose", number, text, into=into, **MERGED)
    await hall.done("approve", number, by=hall.qian)
    return await hall.by_number(number)


async def matter_of(hall: Hall, number: str) -> Matter:
    """What the rates read of a ticket."""
    page = await hall.town.database.read(
        lambda tx: rates.page(tx, date(2026, 1, 1), date(2027, 1, 1), after=0, limit=99)
    )
    return next(each for each in page.matters if each.number == number)
