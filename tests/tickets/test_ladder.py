"""What time will do to a ticket, and when: in order, once, and nothing where nothing is owed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.models import Approval, Approver, Kind, Outcome, Ticket, TicketState
from bot.settings import Promises
from bot.tickets.clocks import Clocks, Demand
from bot.tickets.ladder import Rung, Step, Watch, next_step, steps
from tests.tickets.test_calendar import CALENDAR, MOMENTS, OFFICE, at

CLOCKS = Clocks(CALENDAR, OFFICE, Promises())
HOUR = timedelta(hours=1)


def registered(when: datetime, kind: Kind = Kind.HELP, *, urgent: bool = False) -> Ticket:
    """A ticket as it stands when it has just been registered."""
    dues = CLOCKS.dues(Demand(kind, urgent), when)
    return Ticket(
        id=1,
        number="20261123-0001",
        contact_id=1,
        state=TicketState.DISPATCHED,
        title="路灯",
        created_at=when,
        updated_at=when,
        first_reply_due=dues.first_reply,
        version=1,
        kind=kind,
        urgent=urgent,
        acceptance_due=dues.acceptance,
        resolution_due=dues.resolution,
        resolution_due_original=dues.resolution,
    )


def told(ticket: Ticket) -> list[tuple[Watch, Rung]]:
    """Clock and rung of every step, in order."""
    return [(step.watch, step.rung) for step in steps(ticket, CLOCKS)]


NINE = at("2026-11-23 09:00")
FRESH = registered(NINE)


def test_the_steps_of_a_ticket_that_nobody_touches() -> None:
    """Not taken, not answered, not settled: each clock has its own rungs."""
    assert told(FRESH)[:4] == [
        (Watch.ACCEPTANCE, Rung.DEPUTY),
        (Watch.ACCEPTANCE, Rung.HEAD),
        (Watch.ACCEPTANCE, Rung.LEADER),
        (Watch.FIRST_REPLY, Rung.WARN),
    ]
    by_watch = [rung for watch, rung in told(FRESH) if watch is Watch.RESOLUTION]
    assert by_watch == [Rung.WARN, Rung.URGE, Rung.SUPERVISE, Rung.CIRCULATE]


@pytest.mark.parametrize(
    ("ticket", "silent"),
    [
        (replace(FRESH, accepted_at=NINE), Watch.ACCEPTANCE),
        (replace(FRESH, first_reply_at=NINE), Watch.FIRST_REPLY),
        (replace(FRESH, state=TicketState.REPLIED), Watch.RESOLUTION),
        (
            replace(FRESH, state=TicketState.AWAITING_RESIDENT, paused_at=NINE),
            Watch.RESOLUTION,
        ),
    ],
)
def test_a_clock_that_has_ended_or_stands_has_no_steps(ticket: Ticket, silent: Watch) -> None:
    """And takes none of the others along."""
    assert silent not in {watch for watch, _ in told(ticket)}
    if silent is not Watch.FIRST_REPLY:
        assert Watch.FIRST_REPLY in {watch for watch, _ in told(ticket)}


@pytest.mark.parametrize(
    "ticket",
    [
        replace(FRESH, state=TicketState.CLOSED, closed_at=NINE),
        replace(FRESH, abuse=True),
    ],
)
def test_nothing_is_owed_for_what_is_closed_or_is_abuse(ticket: Ticket) -> None:
    """Nobody is reminded of it."""
    assert next_step(ticket, CLOCKS, ()) is None


def test_an_urgent_ticket_is_followed_by_the_clock() -> None:
    """Two hours, and two and four more, at night too."""
    night = registered(at("2026-11-24 01:00"), urgent=True)
    acceptance = [step.at for step in steps(night, CLOCKS) if step.watch is Watch.ACCEPTANCE]
    assert acceptance == [at("2026-11-24 03:00"), at("2026-11-24 05:00"), at("2026-11-24 07:00")]


def test_an_extension_has_a_ladder_of_its_own() -> None:
    """What was said of the old date is not said again, and the new one is watched."""
    taken = {step.key for step in steps(FRESH, CLOCKS)}
    later = replace(FRESH, resolution_due=at("2026-12-11 17:30"), extensions=1)
    step = next_step(later, CLOCKS, taken)
    assert step is not None
    assert (step.watch, step.rung) == (Watch.RESOLUTION, Rung.WARN)


@given(
    MOMENTS,
    st.sampled_from(Kind),
    st.booleans(),
    st.sampled_from(["fresh", "asked", "replied"]),
    st.lists(MOMENTS, max_size=2),
    st.integers(0, 14),
)
def test_the_next_step_is_the_first_of_all_that_is_not_taken(
    when: datetime, kind: Kind, urgent: bool, state: str, asked: list[datetime], taken: int
) -> None:
    """However many are taken, and whatever else waits."""
    ticket = registered(when, kind, urgent=urgent)
    if state == "asked":
        ticket = replace(ticket, state=TicketState.AWAITING_RESIDENT, paused_at=when)
    if state == "replied":
        week = timedelta(days=7)
        ticket = replace(ticket, state=TicketState.REPLIED, confirm_by=when + week)
    waiting = [
        Approval(number, 1, "extend", Approver.HEAD, "duty", 1, moment)
        for number, moment in enumerate(asked, start=1)
    ]
    found = steps(ticket, CLOCKS, waiting)
    keys = {step.key for step in found[:taken]}
    left = (step for step in found if step.key not in keys)
    assert next_step(ticket, CLOCKS, keys, waiting) == next(left, None)


def test_a_resident_who_is_asked_is_reminded_twice_and_not_waited_for_for_ever() -> None:
    """After one and three working days; after five the clock runs again."""
    asked = replace(FRESH, state=TicketState.AWAITING_RESIDENT, paused_at=NINE, first_reply_at=NINE)
    waits = [(step.at, step.rung) for step in steps(asked, CLOCKS) if step.watch is Watch.PAUSE]
    assert waits == [
        (at("2026-11-24 10:00"), Rung.PROMPT),
        (at("2026-11-26 10:00"), Rung.PROMPT_AGAIN),
        (at("2026-11-30 09:00"), Rung.LAPSE),
    ]
    second = replace(asked, paused_minutes=4 * 7 * 60 + 60)
    waits = [(step.at, step.rung) for step in steps(second, CLOCKS) if step.watch is Watch.PAUSE]
    assert waits == [(at("2026-11-23 17:00"), Rung.LAPSE)]


def test_two_requests_of_one_moment_are_two() -> None:
    """Each is urged, and then told to the leader."""
    requests = [Approval(number, 1, "extend", Approver.HEAD, "duty", 1, NINE) for number in (1, 2)]
    found = [
        (step.at, step.rung, step.subject)
        for step in steps(FRESH, CLOCKS, requests)
        if step.watch is Watch.APPROVAL
    ]
    assert sorted(found) == [
        (at("2026-11-23 15:00"), Rung.URGE, 1),
        (at("2026-11-23 15:00"), Rung.URGE, 2),
        (at("2026-11-24 10:00"), Rung.LEADER, 1),
        (at("2026-11-24 10:00"), Rung.LEADER, 2),
    ]
    assert len({step.key for step in steps(FRESH, CLOCKS, requests)}) == 11 + 4


def test_an_answer_is_asked_about_once_and_waits_a_week() -> None:
    """The next morning at ten, and seven days after it was given."""
    answered = replace(
        FRESH,
        state=TicketState.REPLIED,
        accepted_at=NINE,
        first_reply_at=NINE,
        confirm_by=NINE + timedelta(days=7),
    )
    assert [(step.at, step.rung) for step in steps(answered, CLOCKS)] == [
        (at("2026-11-24 10:00"), Rung.PROMPT),
        (at("2026-11-30 09:00"), Rung.LAPSE),
    ]


@pytest.mark.parametrize(
    ("answered", "lapses"),
    [
        ("2026-11-23 23:30", "2026-12-01 10:00"),
        ("2026-11-24 03:00", "2026-12-01 10:00"),
        ("2026-11-24 19:59", "2026-12-01 19:59"),
    ],
)
def test_nobody_is_woken_to_be_told_that_it_is_over(answered: str, lapses: str) -> None:
    """What was answered at night lapses in the morning."""
    confirm_by = at(answered) + timedelta(days=7)
    ticket = replace(FRESH, state=TicketState.REPLIED, confirm_by=confirm_by)
    (lapse,) = [step.at for step in steps(ticket, CLOCKS) if step.rung is Rung.LAPSE]
    assert lapse == at(lapses)


def test_a_planned_day_is_announced_and_comes() -> None:
    """Five working days before, and when the office opens on the day."""
    planned = replace(
        FRESH,
        state=TicketState.CLOSED,
        outcome=Outcome.SCHEDULED,
        closed_at=NINE,
        scheduled_for=date(2026, 12, 14),
    )
    assert [(step.at, step.rung) for step in steps(planned, CLOCKS)] == [
        (at("2026-12-07 08:30"), Rung.WARN),
        (at("2026-12-14 08:30"), Rung.COME),
    ]


@given(when=MOMENTS, kind=st.sampled_from(Kind), urgent=st.booleans())
def test_steps_are_in_order_and_each_is_another(when: datetime, kind: Kind, urgent: bool) -> None:
    """None before registration; no two share a key; taking them one by one takes all."""
    ticket = registered(when, kind, urgent=urgent)
    found = steps(ticket, CLOCKS)
    assert [step.at for step in found] == sorted(step.at for step in found)
    assert all(step.at >= when for step in found)
    assert len({step.key for step in found}) == len(found)
    taken: set[str] = set()
    order: list[Step] = []
    while (step := next_step(ticket, CLOCKS, taken)) is not None:
        taken.add(step.key)
        order.append(step)
    assert order == found
    for watch in (Watch.FIRST_REPLY, Watch.RESOLUTION):
        rungs = [step.rung for step in found if step.watch is watch]
        assert rungs == [Rung.WARN, Rung.URGE, Rung.SUPERVISE, Rung.CIRCULATE]
