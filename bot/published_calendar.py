"""The calendar that the State Council published, as the package chinesecalendar knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chinese_calendar import constants

from bot.store import calendar
from bot.tickets.calendar import CalendarDay, DayKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.store import Transaction

_NAMES = {holiday.value: holiday.chinese for holiday in constants.Holiday}


def published(first_year: int) -> list[CalendarDay]:
    """Every day from a year on that departs from Monday to Friday, in order."""
    kinds = {DayKind.HOLIDAY: constants.holidays, DayKind.WORKDAY: constants.workdays}
    days = (
        CalendarDay(day, kind, _NAMES[name])
        for kind, names in kinds.items()
        for day, name in names.items()
        if day.year >= first_year
    )
    return sorted(days, key=lambda each: each.day)


def seed(tx: Transaction, first_year: int) -> int:
    """Keep the published years that the calendar lacks; how many days.

    A year that somebody has imported or edited is theirs, and is left alone.
    """
    known = {each.day.year for each in calendar.days(tx)}
    missing: Iterable[CalendarDay] = (
        each for each in published(first_year) if each.day.year not in known
    )
    count = 0
    for count, each in enumerate(missing, 1):  # noqa: B007 - counted
        calendar.keep(tx, each)
    return count
