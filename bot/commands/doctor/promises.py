"""What `wenzheng doctor` looks at so that promises can be kept: calendar, hours, roster, clock."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.as_typed import typed
from bot.clock import local_date
from bot.commands.doctor.surroundings import Finding, good, warning
from bot.commands.printing import plural
from bot.hours import read_hours
from bot.imports.calendar import COLUMNS, FILE_NAME, parse_day
from bot.store import calendar, duty, people, timetable
from faq.columns import fold_columns
from faq.errors import FaqError
from faq.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from bot.store import Transaction

_CALENDAR_DAYS = 45
"""Days before a year begins without its holidays that it is told: longer than any promise."""
_ROSTER = timedelta(days=7)
_LATE = timedelta(minutes=10)
_SHOWN = 5
_MANY = 1000


def check_promises(
    tx: Transaction, now: datetime, zone: ZoneInfo, folder: Path
) -> Iterator[Finding]:
    """Everything that promises rest on."""
    yield _horizon(tx, now, zone)
    yield from _calendar_file(tx, folder)
    yield from _hours(tx)
    yield from _roster(tx, now)
    yield from _steps(tx, now)


def _horizon(tx: Transaction, now: datetime, zone: ZoneInfo) -> Finding:
    today = local_date(now, zone)
    years = {each.day.year for each in calendar.days(tx)}
    if not years:
        return good("calendar", "the published years come with the first `wenzheng serve`")
    first = next(year for year in itertools.count(today.year) if year not in years)
    if (date(first, 1, 1) - today).days > _CALENDAR_DAYS:
        return good("calendar", f"holidays and make-up days are known until the end of {first - 1}")
    return warning(
        "calendar",
        f"the holidays of {first} are not known: Monday to Friday are counted for now",
        f"as soon as the State Council has published them: {typed('calendar import FILE')}",
    )


def _calendar_file(tx: Transaction, folder: Path) -> Iterator[Finding]:
    file = folder / FILE_NAME
    if not file.exists():
        return
    try:
        written = {parse_day(row) for row in fold_columns(read_rows(file), COLUMNS)}
        differs = written != set(calendar.days(tx))
    except FaqError as error:
        yield warning("calendar", f"{file} cannot be read: {error}", "correct it")
        return
    if differs:
        yield warning(
            "calendar",
            f"{file} is not what is in force",
            "take it over with `wenzheng calendar import`, or write it anew with "
            "`wenzheng calendar export`",
        )


def _hours(tx: Transaction) -> Iterator[Finding]:
    vague = [each for each in people.departments(tx) if each.hours and not read_hours(each.hours)]
    if vague:
        more = f" and {len(vague) - _SHOWN} more" if len(vague) > _SHOWN else ""
        yield warning(
            "hours",
            f"no working hours can be read from those of "
            f"{', '.join(each.id for each in vague[:_SHOWN])}{more}: the city's count there",
            "write them like 8:30-12:00 14:00-17:30, or 全天",
        )


def _roster(tx: Transaction, now: datetime) -> Iterator[Finding]:
    shifts = [each for each in duty.shifts(tx, now) if each.starts_at < now + _ROSTER]
    if shifts:
        yield good("duty roster", f"{plural(len(shifts), 'shift')} within 7 days")
    else:
        yield warning(
            "duty roster",
            "nobody is on it within 7 days: outside working hours, whoever writes of something "
            "urgent is told that nobody is there",
            "wenzheng duty import FILE",
        )


def _steps(tx: Transaction, now: datetime) -> Iterator[Finding]:
    late = len(timetable.due(tx, now - _LATE, _MANY))
    if late:
        number = f"{_MANY} or more tickets" if late == _MANY else plural(late, "ticket")
        yield warning(
            "deadlines",
            f"{number} should have been looked at ten minutes ago",
            "start the service; if it runs, its log says what fails",
        )
    else:
        yield good("deadlines", "no step is late")
