"""The three rates of a period: read page by page, frozen in time, with what was corrected since."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import local_date
from bot.errors import WenzhengError
from bot.store import Database, Transaction, rates
from bot.store.rates import Page
from bot.tickets.rated import Matter
from bot.tickets.rates import Period, Report, report, touches

_PERIOD = re.compile(r"(\d{4})(?:-(\d{2}))?")
_BEFORE = timedelta(days=400)
"""How long before a period its tickets may have been registered: longer than any promise."""
_PAGE = 200
"""Tickets read at a time, so that nobody's message waits for a statistic."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A row that is no longer what it was when its period was frozen."""

    number: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rated:
    """A period's rates; `frozen_at` is None while it is not frozen, and nothing is corrected.

    `until` is the moment up to which a period that goes on is counted, None where it has ended.
    """

    report: Report
    until: datetime | None = None
    frozen_at: datetime | None = None
    corrections: tuple[Correction, ...] = ()


def period_named(name: str, zone: ZoneInfo) -> Period:
    """A month (2026-10) or a year (2026) of the city's. Raises `WenzhengError`."""
    match = _PERIOD.fullmatch(name)
    try:
        year, month = (int(match[1]), int(match[2] or 1)) if match else (0, 0)
        start = datetime(year, month, 1, tzinfo=zone)
    except ValueError:
        raise WenzhengError(
            f"{name!r} is no period: write a month like 2026-10, or a year like 2026."
        ) from None
    months = 1 if match and match[2] else 12
    following = year * 12 + month - 1 + months
    end = datetime(following // 12, following % 12 + 1, 1, tzinfo=zone)
    return Period(name, start, end)


def last_month(now: datetime, zone: ZoneInfo) -> Period:
    """The month that ended last: of the one that goes on, much is not due yet."""
    return to_freeze(now, zone, 0)


async def rated(database: Database, period: Period, zone: ZoneInfo, now: datetime) -> Rated:
    """The rates of a period: the frozen ones where it is frozen, and what has changed since.

    Of a period that goes on, what is not due yet is neither kept nor missed: it is not counted.
    """
    until = now if now < period.end else None
    period = replace(period, end=until or period.end)
    found = await matters(database, period, zone)
    kept = await database.read(lambda tx: rates.frozen(tx, period.name))
    if kept is None:
        return Rated(report(found, period), until)
    corrections = tuple(_corrections(kept.matters, found))
    return Rated(report(kept.matters, period), until, kept.at, corrections)


async def freeze(database: Database, period: Period, zone: ZoneInfo, now: datetime) -> bool:
    """Keep the period's rows for good; False where that was done already, or there is none."""
    if await database.read(lambda tx: rates.frozen(tx, period.name)) is not None:
        return False
    found = await matters(database, period, zone)
    if not found:
        return False
    return await database.transaction(lambda tx: rates.freeze(tx, period.name, found, now))


def to_freeze(now: datetime, zone: ZoneInfo, days: int) -> Period:
    """The newest month that ended `days` days ago or earlier."""
    month = (now - timedelta(days=days)).astimezone(zone).replace(day=1) - timedelta(days=1)
    return period_named(f"{month:%Y-%m}", zone)


async def matters(database: Database, period: Period, zone: ZoneInfo) -> list[Matter]:
    """The rows that have to do with a period, from the events of their tickets alone."""
    first = local_date(period.start - _BEFORE, zone)
    last = local_date(period.end, zone)
    found: list[Matter] = []
    after = 0

    def read(tx: Transaction) -> Page:
        return rates.page(tx, first, last, after=after, limit=_PAGE)

    while (page := await database.read(read)).last:
        found += (each for each in page.matters if touches(each, period))
        after = page.last
    return found


def _corrections(kept: tuple[Matter, ...], now: list[Matter]) -> list[Correction]:
    before = {each.number: each for each in kept}
    after = {each.number: each for each in now}
    found = []
    for number in sorted(before.keys() | after.keys()):
        old, new = before.get(number), after.get(number)
        if old is None or new is None:
            found.append(Correction(number, ("added" if old is None else "removed",)))
        elif changed := _changed(old, new):
            found.append(Correction(number, changed))
    return found


def _changed(old: Matter, new: Matter) -> tuple[str, ...]:
    if replace(old, number=new.number) == new:
        return ()
    names = (field.name for field in fields(Matter))
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))
