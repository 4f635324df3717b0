"""Working time on China's calendar: holidays hold none, make-up days do, none runs back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import Hours, read_clock, read_hours
from bot.tickets.calendar import CalendarDay, DayKind, Holiday, WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = Hours(((8 * 60 + 30, 12 * 60), (14 * 60, 17 * 60 + 30)))
AROUND = Hours(((0, 24 * 60),))
NATIONAL_DAY = [CalendarDay(date(2026, 10, day), DayKind.HOLIDAY, "国庆节") for day in range(1, 8)]
CALENDAR = WorkCalendar(
    [
        *NATIONAL_DAY,
        CalendarDay(date(2026, 10, 10), DayKind.WORKDAY, "国庆节"),
        CalendarDay(date(2026, 9, 20), DayKind.WORKDAY, "国庆节"),
    ],
    ZONE,
)
MOMENTS = st.datetimes(
    datetime(2026, 9, 1),  # noqa: DTZ001 - hypothesis puts the zone on
    datetime(2027, 2, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
AMOUNTS = st.timedeltas(timedelta(0), timedelta(hours=120))
ANY_HOURS = st.sampled_from([OFFICE, AROUND, Hours(((540, 1020),))])


def at(text: str) -> datetime:
    """A moment of the city's time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-10-01 20:00", 5, date(2026, 10, 13)),
        ("2026-10-08 09:00", 2, date(2026, 10, 10)),
        ("2026-10-09 17:00", 1, date(2026, 10, 10)),
        ("2026-10-10 09:00", 1, date(2026, 10, 12)),
        ("2026-11-23 09:00", 5, date(2026, 11, 30)),
        ("2026-09-18 23:59", 1, date(2026, 9, 20)),
    ],
)
def test_working_days_are_counted_from_the_next_day(start: str, days: int, last: date) -> None:
    """Holidays and weekends are passed over, a make-up day counts, the first day never does."""
    assert CALENDAR.working_day_after(at(start), days) == last
    assert CALENDAR.end_of_working_day(at(start), days, OFFICE) == at(f"{last} 17:30")


def test_how_it_was_counted_can_be_told() -> None:
    """The whole holiday, the make-up day, and the weekend that was passed over."""
    counted = CALENDAR.explain(at("2026-10-01 20:00"), 5)
    assert (counted.first, counted.last) == (date(2026, 10, 8), date(2026, 10, 13))
    assert counted.holidays == (Holiday("国庆节", date(2026, 10, 1), date(2026, 10, 7)),)
    assert counted.made_up == (date(2026, 10, 10),)
    assert counted.weekends
    assert counted.provisional == ()


def test_a_year_that_is_not_published_is_counted_provisionally() -> None:
    """Monday to Friday, and it says so."""
    counted = CALENDAR.explain(at("2026-12-30 09:00"), 5)
    assert counted.last == date(2027, 1, 6)
    assert counted.provisional == (2027,)


def test_working_hours_go_on_over_the_noon_break_and_the_night() -> None:
    """Two working hours from eleven end at half past three... less the hour before noon."""
    assert CALENDAR.working_time_after(at("2026-11-23 11:00"), timedelta(hours=2), OFFICE) == at(
        "2026-11-23 15:00"
    )
    assert CALENDAR.working_time_after(at("2026-11-23 17:00"), timedelta(hours=2), OFFICE) == at(
        "2026-11-24 10:00"
    )
    assert CALENDAR.working_time_after(at("2026-10-01 20:00"), timedelta(hours=2), OFFICE) == at(
        "2026-10-08 10:30"
    )


def test_what_is_due_at_midnight_still_names_its_day() -> None:
    """A department that is always open: 23:59, not 00:00 of the next."""
    assert CALENDAR.end_of_working_day(at("2026-11-23 09:00"), 1, AROUND) == at("2026-11-24 23:59")


def test_working_days_backwards() -> None:
    """The reminder before a planned date skips the holiday too."""
    assert CALENDAR.working_day_before(date(2026, 10, 9), 2) == date(2026, 9, 30)


@given(start=MOMENTS, amount=AMOUNTS, more=AMOUNTS, hours=ANY_HOURS)
def test_working_time_is_monotone(
    start: datetime, amount: timedelta, more: timedelta, hours: Hours
) -> None:
    """Never before its start, and more time never ends earlier."""
    end = CALENDAR.working_time_after(start, amount, hours)
    assert end >= start
    assert CALENDAR.working_time_after(start, amount + more, hours) >= end
    assert CALENDAR.working_time_after(start + more, amount, hours) >= end


@given(start=MOMENTS, amount=AMOUNTS, hours=ANY_HOURS)
def test_what_was_counted_can_be_measured_again(
    start: datetime, amount: timedelta, hours: Hours
) -> None:
    """Between a start and the end of an amount of working time lies that amount."""
    end = CALENDAR.working_time_after(start, amount, hours)
    assert CALENDAR.working_time_between(start, end, hours) == amount


def minutes_of(start: datetime, hours: Hours) -> Iterator[datetime]:
    """Each minute of working time from a whole minute on, by its end, one after the other."""
    minute = timedelta(minutes=1)
    begin = start.astimezone(ZONE)
    for number in range(200):
        day = begin.date() + timedelta(days=number)
        if CALENDAR.is_working_day(day):
            midnight = datetime.combine(day, time(), ZONE)
            for opens, closes in hours.spans:
                first = max(midnight + opens * minute, begin)
                while first < midnight + closes * minute:
                    first += minute
                    yield first


@given(start=MOMENTS, minutes=st.integers(1, 6000), hours=ANY_HOURS)
def test_days_that_are_passed_over_at_once_count_as_those_gone_through(
    start: datetime, minutes: int, hours: Hours
) -> None:
    """As minute by minute, over holidays, nights and noon breaks."""
    start = start.replace(second=0, microsecond=0)
    walked = list(islice(minutes_of(start, hours), minutes))
    amount = timedelta(minutes=minutes)
    assert CALENDAR.working_time_after(start, amount, hours) == walked[-1]
    assert CALENDAR.working_time_between(start, walked[-1], hours) == amount
    before = walked[-1] - timedelta(minutes=1)
    assert CALENDAR.working_time_between(start, before, hours) == amount - timedelta(minutes=1)


@given(start=MOMENTS, amount=AMOUNTS, hours=ANY_HOURS)
def test_no_working_time_passes_on_a_holiday(
    start: datetime, amount: timedelta, hours: Hours
) -> None:
    """What ends, ends on a working day; a holiday holds none."""
    end = CALENDAR.working_time_after(start, max(amount, timedelta(minutes=1)), hours)
    last = (end - timedelta(microseconds=1)).astimezone(ZONE).date()
    assert CALENDAR.is_working_day(last)
    for day in NATIONAL_DAY:
        begins = at(f"{day.day} 00:00")
        assert not CALENDAR.working_time_between(begins, begins + timedelta(days=1), hours)


@given(start=MOMENTS, days=st.integers(1, 20))
def test_a_counting_adds_up(start: datetime, days: int) -> None:
    """As many working days lie between the first and the last that count, both included."""
    counted = CALENDAR.explain(start, days)
    span = (counted.last - counted.first).days + 1
    worked = [
        counted.first + timedelta(days=number)
        for number in range(span)
        if CALENDAR.is_working_day(counted.first + timedelta(days=number))
    ]
    assert len(worked) == days
    assert (worked[0], worked[-1]) == (counted.first, counted.last)
    assert set(counted.made_up) <= set(worked)


def test_a_city_that_moves_its_clocks_works_the_same_hours() -> None:
    """Working time is the wall clock's: the short night of March takes nothing from the day."""
    paris = WorkCalendar([], ZoneInfo("Europe/Paris"))
    friday = datetime(2026, 3, 27, 17, 0, tzinfo=paris.zone)
    end = paris.working_time_after(friday, timedelta(hours=1), OFFICE)
    assert end == datetime(2026, 3, 30, 9, 0, tzinfo=paris.zone)


@given(
    seconds=st.lists(st.integers(-3600, 3 * 3600), min_size=2, max_size=6),
    amount=st.timedeltas(timedelta(seconds=1), timedelta(hours=3)),
    told_in=st.sampled_from([UTC, ZoneInfo("Europe/Paris"), ZoneInfo("Europe/Berlin")]),
)
def test_in_the_hour_that_comes_twice_time_goes_on_from_the_one_that_is_meant(
    seconds: list[int], amount: timedelta, told_in: tzinfo
) -> None:
    """As summer time ends; whichever of the two hours was asked for before."""
    sunday = date(2026, 10, 25)
    paris = WorkCalendar([CalendarDay(sunday, DayKind.WORKDAY)], ZoneInfo("Europe/Paris"))
    for second in seconds:
        start = datetime(2026, 10, 25, tzinfo=UTC) + timedelta(seconds=second)
        end = paris.working_time_after(start.astimezone(told_in), amount, AROUND)
        assert end > start
        wall, later = (each.astimezone(paris.zone).replace(tzinfo=None) for each in (start, end))
        assert later == wall + amount


def test_a_calendar_without_a_working_day_is_a_fault_not_a_loop() -> None:
    """Ten years of holidays are refused."""
    start = date(2026, 1, 1)
    days = [CalendarDay(start + timedelta(days=n), DayKind.HOLIDAY) for n in range(4100)]
    with pytest.raises(ValueError, match="no working day"):
        WorkCalendar(days, ZONE).working_day_after(at("2026-01-01 08:00"), 1)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("周一至周五 9:00-17:00 样例", ((540, 1020),)),
        ("周一至周五 上午8:30—12:00，下午14:00至17:30", ((510, 720), (840, 1050))),
        ("８：３０～１２：００", ((510, 720),)),
        ("全天 样例", ((0, 1440),)),
        ("24小时", ((0, 1440),)),
    ],
)
def test_hours_are_read_as_departments_write_them(
    text: str, spans: tuple[tuple[int, int], ...]
) -> None:
    """Any width and dash; weekdays are the calendar's affair."""
    assert read_hours(text) == Hours(spans)


@pytest.mark.parametrize(
    "text", ["", "工作日", "17:00-9:00", "9:00-12:00 11:00-15:00", "9:00-25:00"]
)
def test_what_names_no_hours_is_not_guessed(text: str) -> None:
    """The city's own hours count then."""
    assert read_hours(text) is None


def test_a_time_of_day() -> None:
    """A time, and what is none."""
    assert str(read_clock("8:30")) == "08:30:00"
    assert [read_clock(text) for text in ("25:00", "8:60", "early")] == [None] * 3
