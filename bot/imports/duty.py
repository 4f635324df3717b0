"""The table of the duty roster (值班表): who, from when, until when, in the city's time."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.imports.cells import needed
from bot.imports.report import Change
from bot.imports.tables import Table
from bot.store import duty, people
from bot.store.duty import Shift
from faq.errors import Faults, FieldError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.store import Transaction
    from faq.columns import Spellings
    from faq.rows import Row

COLUMNS: Spellings = {
    "official": ("姓名", "值班人", "值班人员", "工作人员", "name"),
    "starts": ("start", "starts_at", "开始", "开始时间", "起"),
    "ends": ("end", "ends_at", "结束", "结束时间", "止"),
}

_MOMENT = re.compile(
    r"(?:(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?)?[ T]*"
    r"(?:(?P<hour>\d{1,2})[:时](?P<minute>\d{2})?分?(?::00(?:\.0+)?)?)?"
)
_LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A row of the table; `official` is a name."""

    official: str
    starts_at: datetime
    ends_at: datetime


def duty_table(zone: ZoneInfo) -> Table[ShiftRow]:
    """The table of the duty roster of a city in this time zone."""

    def parse(row: Row) -> ShiftRow:
        return parse_shift(row, zone)

    return Table(COLUMNS, parse, lambda one: ("starts", (one.official, one.starts_at)), keep_shift)


def parse_shift(row: Row, zone: ZoneInfo) -> ShiftRow:
    """The shift in a row whose columns are folded.

    An end without a day is the next such time after the start. FieldError says which field is
    wrong.
    """
    faults = Faults()
    official = faults.read(partial(needed, row, "official"), "")
    starts = faults.read(partial(_moment, row, "starts", None), None)
    ends = faults.read(partial(_moment, row, "ends", starts), None)
    faults.check()
    if starts is None or ends is None or not starts < ends <= starts + _LONGEST:
        raise FieldError("ends", "must come after starts, by no more than 31 days")
    return ShiftRow(
        official=official,
        starts_at=starts.replace(tzinfo=zone).astimezone(UTC),
        ends_at=ends.replace(tzinfo=zone).astimezone(UTC),
    )


def keep_shift(tx: Transaction, row: ShiftRow) -> Change:
    """Add or update a shift. FieldError where the official is not known."""
    official = people.official_by_name(tx, row.official)
    if official is None:
        raise FieldError(
            "official", f"{row.official} is no active official: see `wenzheng official list`"
        )
    shift = Shift(official.id, row.starts_at, row.ends_at)
    before = duty.shift(tx, shift.official_id, shift.starts_at)
    if before == shift:
        return Change.UNCHANGED
    duty.keep_shift(tx, shift)
    return Change.CHANGED if before else Change.ADDED


def _moment(row: Row, field: str, after: datetime | None) -> datetime:
    text = unicodedata.normalize("NFKC", needed(row, field))
    try:
        return _read(text, after)
    except ValueError:
        raise FieldError(
            field, f"{text[:40]!r} is no time: write it like 2026-11-23 08:00, in the city's time"
        ) from None


def _read(text: str, after: datetime | None) -> datetime:
    match = _MOMENT.fullmatch(text)
    if match is None or not (match["year"] or (match["hour"] and after)):
        raise ValueError(text)
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    if (hour, minute) > (24, 0) or minute > 59:
        raise ValueError(text)
    clock = timedelta(hours=hour, minutes=minute)
    if after is None or match["year"]:
        year, month, day = (int(match[part]) for part in ("year", "month", "day"))
        return datetime(year, month, day) + clock  # noqa: DTZ001 - the zone is put on later
    moment = datetime.combine(after, time()) + clock
    return moment if moment > after else moment + timedelta(days=1)
