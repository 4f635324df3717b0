"""The working calendar as it is kept: the days that depart from Monday to Friday."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from bot.tickets.calendar import CalendarDay, DayKind, WorkCalendar

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.store import Row, Transaction

_BUILT: dict[tuple[str, str], WorkCalendar] = {}
"""Calendars by version and zone: a version names its content, so it is read only once."""
_MOST_BUILT = 8


def working(tx: Transaction, zone: ZoneInfo) -> WorkCalendar:
    """The calendar to count by."""
    key = (version(tx), zone.key)
    if key not in _BUILT:
        if len(_BUILT) >= _MOST_BUILT:
            _BUILT.clear()
        _BUILT[key] = WorkCalendar(days(tx), zone)
    return _BUILT[key]


def days(tx: Transaction, year: int | None = None) -> list[CalendarDay]:
    """The days of one year, or of all, in order."""
    first, last = (f"{year}-01-01", f"{year}-12-31") if year else ("", "9999-12-31")
    return [_day(row) for row in tx.rows("calendar_days", first=first, last=last)]


def day(tx: Transaction, wanted: date) -> CalendarDay | None:
    """What is published of one day."""
    row = tx.row("calendar_day", day=wanted.isoformat())
    return _day(row) if row else None


def keep(tx: Transaction, new: CalendarDay) -> None:
    """Let a day be worked, or not."""
    tx.run("calendar_day_kept", day=new.day.isoformat(), kind=new.kind.value, name=new.name)
    _move(tx)


def drop(tx: Transaction, wanted: date) -> bool:
    """Let a day be like any other of its weekday; False where it was."""
    dropped = tx.run("calendar_day_dropped", day=wanted.isoformat()) > 0
    if dropped:
        _move(tx)
    return dropped


def version(tx: Transaction) -> str:
    """What changes with every change of the calendar; empty before the first."""
    row = tx.row("calendar_version")
    return str(row["version"]) if row else ""


def _move(tx: Transaction) -> None:
    tx.run("calendar_version_moved", version=uuid.uuid4().hex)


def _day(row: Row) -> CalendarDay:
    return CalendarDay(date.fromisoformat(row["day"]), DayKind(row["kind"]), row["name"])
