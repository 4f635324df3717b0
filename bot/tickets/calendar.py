"""Working time: China's calendar with its make-up working days, in a department's hours.

Pure: the days come in as rows, and every moment as a parameter. Days are the city's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.hours import Hours

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_MOST_DAYS = 4000
"""Days looked through before a calendar is said to hold no working time: ten years."""


class DayKind(StrEnum):
    """How a day departs from Monday to Friday."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the published calendar: 放假 (whatever weekday it is), or 调休上班.

    `name` is the holiday it belongs to, as published (国庆节).
    """

    day: date
    kind: DayKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days without work in a row, from `first` to `last`, that a counting passes over."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Counting:
    """How a number of working days was counted, for whoever wants to count it again.

    `first` and `last` are the first and the last day that count, `holidays` what lies between
    registration and the end and does not, `made_up` the days on a weekend that do. `weekends`:
    an ordinary weekend was passed over. `provisional` are the years whose calendar is not
    published: there, Monday to Friday were counted.
    """

    days: int
    first: date
    last: date
    holidays: tuple[Holiday, ...] = ()
    made_up: tuple[date, ...] = ()
    weekends: bool = False
    provisional: tuple[int, ...] = ()


class WorkCalendar:
    """Which days are worked. A year without a single row is not published: Monday to Friday."""

    def __init__(self, days: Iterable[CalendarDay], zone: ZoneInfo) -> None:
        self._days: Mapping[date, CalendarDay] = {each.day: each for each in days}
        self._zone = zone
        self.years = frozenset(day.year for day in self._days)
        # All tickets of a day are promised the same days: each is counted once.
        self._nth: dict[tuple[date, int], date] = {}
        self._told: dict[tuple[date, int], Counting] = {}
        self._between: dict[tuple[date, date], int] = {}

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return self._zone

    def is_working_day(self, day: date) -> bool:
        """Whether the city works on a day."""
        known = self._days.get(day)
        if known is not None:
            return known.kind is DayKind.WORKDAY
        return day.weekday() < _SATURDAY

    def is_provisional(self, day: date) -> bool:
        """Whether the day lies in a year whose calendar is not published yet."""
        return day.year not in self.years

    def working_day_after(self, moment: datetime, days: int) -> date:
        """The `days`-th working day after the day of `moment`.

        That day itself never counts (Civil Code, Art. 201: counting begins on the next day).
        """
        return self._working_day(self._local(moment).date(), days)

    def _working_day(self, begins: date, days: int) -> date:
        known = self._nth.get((begins, days))
        if known is None:
            known = self._nth[begins, days] = self._counted(begins, days)
        return known

    def _counted(self, begins: date, days: int) -> date:
        left = days
        for day in self._days_from(begins + _ONE_DAY):
            left -= self.is_working_day(day)
            if left <= 0:
                return day
        raise AssertionError  # _days_from raises before it ends

    def end_of_working_day(self, moment: datetime, days: int, hours: Hours) -> datetime:
        """When business ends on the `days`-th working day after the day of `moment`."""
        return self.closing(self.working_day_after(moment, days), hours)

    def closing(self, day: date, hours: Hours) -> datetime:
        """When business ends on a day."""
        return self._moment(hours.closing(day))

    def opening(self, day: date, hours: Hours) -> datetime:
        """When business begins on a day."""
        return self._moment(hours.on(day)[0][0])

    def working_days_later(self, moment: datetime, days: int) -> datetime:
        """The same time of the clock, `days` working days later."""
        day = self.working_day_after(moment, days)
        return self._moment(datetime.combine(day, self._local(moment).time()))

    def working_day_before(self, day: date, days: int) -> date:
        """The `days`-th working day before a day, which itself does not count."""
        left = days
        while left > 0:
            day -= _ONE_DAY
            left -= self.is_working_day(day)
        return day

    def working_time_after(self, start: datetime, amount: timedelta, hours: Hours) -> datetime:
        """The moment by which `amount` of working time has passed since `start`.

        No time has passed at once, whether it is working time or not.
        """
        if amount <= timedelta(0):
            return start
        begin, left = self._local(start), amount
        for opens, closes in self._stretches_on((begin.date(),), begin, hours):
            if closes - opens >= left:
                # Of an hour that comes twice it is still the second.
                return self._moment((opens + left).replace(fold=opens.fold))
            left -= closes - opens
        # Whole days are passed over at once: so many of them end on the same day for all tickets
        # of a day. Of a whole number the last one is gone through: it ends when business does.
        days, left = divmod(left, hours.length)
        if not left:
            days, left = days - 1, hours.length
        for opens, closes in hours.on(self._working_day(begin.date(), days + 1)):
            if closes - opens >= left:
                return self._moment(opens + left)
            left -= closes - opens
        raise AssertionError  # a day holds as much as its hours

    def working_time_between(self, start: datetime, end: datetime, hours: Hours) -> timedelta:
        """How much working time lies between two moments; none where `end` is not later."""
        if end <= start:
            return timedelta(0)
        begin, until = self._local(start), self._local(end)
        first, last = begin.date(), until.date()
        days = (first, last) if first < last else (first,)
        outer = self._stretches_on(days, begin, hours)
        total = sum(
            (min(closes, until) - opens for opens, closes in outer if opens < until), timedelta(0)
        )
        return total + hours.length * self._working_days_between(first, last)

    def _working_days_between(self, first: date, last: date) -> int:
        """How many days are worked between two days, neither of them counted."""
        known = self._between.get((first, last))
        if known is None:
            span = _span(first + _ONE_DAY, (last - first).days - 1)
            known = self._between[first, last] = sum(map(self.is_working_day, span))
        return known

    def explain(self, start: datetime, days: int) -> Counting:
        """How `days` working days after `start` are counted."""
        begins = self._local(start).date()
        known = self._told.get((begins, days))
        if known is None:
            known = self._told[begins, days] = self._tell(begins, days)
        return known

    def _tell(self, begins: date, days: int) -> Counting:
        last = self._working_day(begins, days)
        span = [begins + timedelta(days=number) for number in range((last - begins).days + 1)]
        counted = [day for day in span[1:] if self.is_working_day(day)]
        return Counting(
            days=days,
            first=counted[0],
            last=last,
            holidays=tuple(self._holidays(span)),
            made_up=tuple(day for day in counted if day.weekday() >= _SATURDAY),
            weekends=any(day.weekday() >= _SATURDAY and day not in self._days for day in span[1:]),
            provisional=tuple(sorted({day.year for day in span if self.is_provisional(day)})),
        )

    def _holidays(self, span: list[date]) -> Iterator[Holiday]:
        """The holidays that touch these days, each from its own first to its own last day."""
        shown: date | None = None
        for day in span:
            if not self._is_holiday(day) or (shown is not None and day <= shown):
                continue
            first = last = day
            while self._is_holiday(first - _ONE_DAY):
                first -= _ONE_DAY
            while self._is_holiday(last + _ONE_DAY):
                last += _ONE_DAY
            shown = last
            yield Holiday(self._days[day].name, first, last)

    def _is_holiday(self, day: date) -> bool:
        known = self._days.get(day)
        return known is not None and known.kind is DayKind.HOLIDAY

    def _stretches_on(
        self, days: Iterable[date], begin: datetime, hours: Hours
    ) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of working time of some days from `begin` on, by the wall clock."""
        for day in days:
            if self.is_working_day(day):
                for opens, closes in hours.on(day):
                    if closes > begin:
                        yield max(begin, opens), closes

    def _days_from(self, day: date) -> Iterator[date]:
        for number in range(_MOST_DAYS):
            yield day + timedelta(days=number)
        raise ValueError(f"the calendar holds no working day within ten years of {day}")

    def _local(self, moment: datetime) -> datetime:
        # Elsewhere two moments may be told alike, as may two times on the wall here: in the hour
        # that comes twice as summer time ends.
        return _wall(moment.astimezone(UTC), self._zone)

    def _moment(self, wall: datetime) -> datetime:
        return _moment(wall, wall.fold, self._zone)


# Kept: each clock of a ticket asks for its moments, and the days of all tickets end alike.
@lru_cache(512)
def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    # Working time is counted by the wall clock: a city that moves its clocks at night still
    # works the same hours.
    return moment.astimezone(zone).replace(tzinfo=None)


@lru_cache(512)
def _moment(wall: datetime, fold: int, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _span(day: date, days: int) -> Iterator[date]:
    """So many days, from `day` on: however far it is, it has an end."""
    return (day + timedelta(days=number) for number in range(days))
