"""The table of the working calendar (放假与调休安排): date, kind, name.

A file speaks for every year it names: a day of such a year that it leaves out is an ordinary one.
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.imports.cells import line, needed, one_of
from bot.imports.report import Change
from bot.imports.tables import Table
from bot.store import calendar as store
from bot.tickets.calendar import CalendarDay, DayKind
from faq.errors import Faults, FieldError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.store import Transaction
    from faq.columns import Spellings
    from faq.rows import Row

FILE_NAME = "calendar.csv"
"""The editable file in the data folder."""
COLUMNS: Spellings = {
    "date": ("日期", "day"),
    "kind": ("类型", "安排"),
    "name": ("名称", "节日", "节假日", "holiday"),
}
KINDS_ZH = {DayKind.HOLIDAY: "放假", DayKind.WORKDAY: "上班"}
_KIND_OF: Mapping[str, DayKind] = {
    **{kind.value: kind for kind in DayKind},
    **{name: kind for kind, name in KINDS_ZH.items()},
    "休": DayKind.HOLIDAY,
    "班": DayKind.WORKDAY,
    "调休上班": DayKind.WORKDAY,
    "补班": DayKind.WORKDAY,
}


def parse_day(row: Row) -> CalendarDay:
    """The day in a row whose columns are folded; FieldError says which field is wrong."""
    faults = Faults()
    day = CalendarDay(
        day=faults.read(lambda: read_date(needed(row, "date")), date.min),
        kind=faults.read(partial(one_of, row, "kind", _KIND_OF), DayKind.HOLIDAY),
        name=faults.read(partial(line, row, "name", 40), ""),
    )
    faults.check()
    return day


def read_date(text: str) -> date:
    """A day such as 2026-10-01, 2026/10/1 or 2026年10月1日. FieldError."""
    plain = unicodedata.normalize("NFKC", text).removesuffix(" 00:00:00").removesuffix("日")
    for mark in "年月/.":
        plain = plain.replace(mark, "-")
    try:
        return datetime.strptime(plain, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        raise FieldError("date", f"{text[:40]!r} is no day: write it like 2026-10-01") from None


def keep_day(tx: Transaction, new: CalendarDay) -> Change:
    """Add or update a day."""
    before = store.day(tx, new.day)
    if before == new:
        return Change.UNCHANGED
    store.keep(tx, new)
    return Change.CHANGED if before else Change.ADDED


def drop_others(tx: Transaction, kept: Sequence[CalendarDay]) -> int:
    """Drop what a file leaves out of the years that it names; how many days."""
    named = {each.day for each in kept}
    known = [
        each.day for year in sorted({day.year for day in named}) for each in store.days(tx, year)
    ]
    return sum(store.drop(tx, day) for day in known if day not in named)


def values(each: CalendarDay) -> dict[str, object]:
    """A day as a row of the table."""
    return {"date": each.day.isoformat(), "kind": KINDS_ZH[each.kind], "name": each.name}


TABLE: Table[CalendarDay] = Table(
    COLUMNS, parse_day, lambda each: ("date", each.day), keep_day, drop_others
)
