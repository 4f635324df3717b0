"""The three clocks: when they end, what a pause moves, and what it can never move."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Kind
from bot.settings import Promises
from bot.tickets.clocks import Clocks, Demand, hours_of, resolution_days
from tests.tickets.test_calendar import CALENDAR, MOMENTS, OFFICE, at

CLOCKS = Clocks(CALENDAR, OFFICE, Promises())


def test_the_evening_of_the_national_holiday() -> None:
    """A lamp is out: answered within 24 hours, holiday or not; settled on the fifth working day."""
    dues = CLOCKS.dues(Demand(Kind.HELP), at("2026-10-01 20:00"))
    assert dues.first_reply == at("2026-10-02 20:00")
    assert dues.resolution == at("2026-10-13 17:30")
    assert dues.acceptance == at("2026-10-08 10:30")
    assert dues.counting.days == 5


def test_an_urgent_matter_waits_two_hours_of_the_clock() -> None:
    """Night and holiday count: somebody must act."""
    dues = CLOCKS.dues(Demand(Kind.HELP, urgent=True), at("2026-10-01 20:00"))
    assert dues.acceptance == at("2026-10-01 22:00")


@pytest.mark.parametrize(
    ("demand", "days"),
    [
        (Demand(Kind.CONSULTATION), 2),
        (Demand(Kind.COMPLAINT), 5),
        (Demand(Kind.SUGGESTION), 5),
        (Demand(Kind.HELP), 5),
        (Demand(Kind.LETTER), 10),
        (Demand(Kind.HELP, hard=True), 15),
        (Demand(Kind.CONSULTATION, departments=2), 15),
        (Demand(Kind.LETTER, departments=3), 15),
    ],
)
def test_working_days_by_kind(demand: Demand, days: int) -> None:
    """The table of promises."""
    assert resolution_days(demand, Promises()) == days


def test_warnings() -> None:
    """A consultation after one working day, everything else after three quarters of the time."""
    start = at("2026-11-23 09:00")
    asked = Demand(Kind.CONSULTATION)
    due = CLOCKS.dues(asked, start).resolution
    assert CLOCKS.warning(asked, start, due) == at("2026-11-24 17:30")
    matter = Demand(Kind.COMPLAINT)
    due = CLOCKS.dues(matter, start).resolution
    assert start < CLOCKS.warning(matter, start, due) < due
    # 41.5 working hours lie between; three quarters of them are over on Friday after noon.
    assert CLOCKS.warning(matter, start, due) == at("2026-11-27 14:07") + timedelta(seconds=30)


@pytest.mark.parametrize("year", [2037, 2060, 2999])
def test_a_far_date_is_warned_of_like_any_other(year: int) -> None:
    """Whatever date a ticket has come to, its clocks can be told."""
    start, due = at("2026-11-23 09:00"), at(f"{year}-12-01 17:30")
    assert start < CLOCKS.warning(Demand(Kind.HELP), start, due) < due
    assert CALENDAR.working_time_between(start, due, OFFICE) > timedelta(0)


def test_a_pause_moves_the_end_by_the_working_time_it_took() -> None:
    """Asked on Monday at nine, answered on Tuesday at nine: one working day."""
    due = at("2026-11-30 17:30")
    moved, minutes = CLOCKS.resumed(due, at("2026-11-23 09:00"), at("2026-11-24 09:00"), 0)
    assert minutes == 7 * 60
    assert moved == at("2026-12-01 17:30")


def test_all_pauses_together_take_five_working_days() -> None:
    """Whatever is asked, and however late the resident replies."""
    due, paused_at = at("2026-11-30 17:30"), at("2026-11-23 09:00")
    moved, minutes = CLOCKS.resumed(due, paused_at, at("2027-01-20 09:00"), 0)
    assert minutes == 5 * 7 * 60
    assert moved == at("2026-12-07 17:30")
    assert CLOCKS.resumed(moved, paused_at, at("2027-01-21 09:00"), minutes) == (moved, minutes)


@given(
    registered=MOMENTS,
    wait=st.timedeltas(timedelta(0), timedelta(days=9)),
    pause=st.timedeltas(timedelta(0), timedelta(days=20)),
    before=st.integers(0, 5 * 7 * 60),
)
def test_a_pause_never_brings_an_end_nearer(
    registered: datetime, wait: timedelta, pause: timedelta, before: int
) -> None:
    """Monotone, bounded by the promise, and repeatable."""
    due = CLOCKS.dues(Demand(), registered).resolution
    paused_at = registered + wait
    moved, minutes = CLOCKS.resumed(due, paused_at, paused_at + pause, before)
    assert moved >= due
    assert before <= minutes <= max(before, 5 * 7 * 60)
    assert CALENDAR.working_time_between(due, moved, OFFICE) == timedelta(minutes=minutes - before)


@given(registered=MOMENTS, demand=st.builds(Demand, kind=st.sampled_from(Kind), hard=st.booleans()))
def test_the_clocks_of_any_ticket_run_forward(registered: datetime, demand: Demand) -> None:
    """Nothing is due before it began, and a warning comes in between."""
    dues = CLOCKS.dues(demand, registered)
    assert registered < dues.acceptance
    assert registered < dues.first_reply
    assert registered < dues.resolution
    assert registered <= CLOCKS.warning(demand, registered, dues.resolution) <= dues.resolution


def test_a_department_without_hours_keeps_those_of_the_city() -> None:
    """And one that names some, its own."""
    promises = Promises(working_hours="09:00-11:00")
    assert hours_of("", promises).spans == ((540, 660),)
    assert hours_of("周一至周五 9:00-17:00", promises).spans == ((540, 1020),)
