"""The life of a ticket as a person would tell it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.clock import stamp
from bot.commands.tickets.life_words import clocks, how_long, passed, told_events
from bot.models import Role, Ticket, TicketState
from bot.tickets.actions import Action
from tests.tickets.chain import START, Life

TICKET = Ticket(
    id=1,
    number="20261123-0001",
    contact_id=1,
    state=TicketState.IN_PROGRESS,
    title="路灯不亮",
    created_at=START,
    updated_at=START,
    first_reply_due=START + timedelta(hours=24),
    version=1,
    acceptance_due=START + timedelta(hours=2),
    accepted_at=START + timedelta(hours=3),
    resolution_due=START + timedelta(days=7),
)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=20), "at once"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(days=3, hours=4, minutes=50), "3 d 4 h"),
    ],
)
def test_a_stretch_of_time_is_told_in_two_units(span: timedelta, words: str) -> None:
    """Nobody wants seconds of a ticket that took days."""
    assert how_long(span) == words


def test_each_event_says_what_it_did_and_to_which_clock() -> None:
    """A clock ends once; what was answered again ends nothing."""
    life = Life()
    life.append(Action.REGISTER, Role.RESIDENT, TicketState.REGISTERED)
    life.take(Action.TAKE, Role.OFFICIAL)
    life.take(Action.ASK, Role.OFFICIAL)
    life.take(Action.ADD, Role.RESIDENT)
    life.take(Action.ANSWER, Role.OFFICIAL)
    life.take(Action.DISPUTE, Role.RESIDENT, {"verdict": "not_solved", "level": 1})
    life.take(Action.TAKE, Role.OFFICIAL)
    life.take(Action.ANSWER, Role.OFFICIAL)
    life.take(Action.ANSWER, Role.OFFICIAL)
    told = [(each.did, each.effects) for each in told_events(life.events)]
    assert told == [
        ("registered it", ("all clocks start",)),
        ("took it", ("acceptance clock ends",)),
        ("asked the resident for more", ("resolution clock stands",)),
        ("added to it", ("resolution clock goes on",)),
        ("answered", ("first-reply clock ends", "resolution clock ends")),
        ("said that it is not solved, one level up (1)", ("resolution clock goes on",)),
        ("took it", ()),
        ("answered", ("resolution clock ends",)),
        ("answered", ()),
    ]


def test_a_moved_end_and_a_unit_are_told_by_date_and_name() -> None:
    """「moves」 alone tells nobody anything; nor does an id."""
    life = Life()
    life.append(Action.REGISTER, Role.RESIDENT, TicketState.REGISTERED)
    later = START + timedelta(days=9)
    changed = {"department_id": "water", "resolution_due": stamp(later)}
    life.append(Action.TRANSFER, Role.DISPATCHER, TicketState.DISPATCHED, changed)
    _, moved = told_events(life.events, {"water": "水务局"})
    assert (moved.did, moved.due) == ("transferred it to 水务局", later)


def test_a_life_is_summed_up_in_a_line() -> None:
    """How long it took, and what happened on the way."""
    life = Life()
    life.append(Action.REGISTER, Role.RESIDENT, TicketState.REGISTERED)
    life.take(Action.TAKE, Role.OFFICIAL)
    life.take(Action.ANSWER, Role.OFFICIAL)
    life.take(Action.DISPUTE, Role.RESIDENT, {"verdict": "not_solved", "level": 1})
    life.take(Action.TAKE, Role.OFFICIAL)
    life.take(Action.ANSWER, Role.OFFICIAL)
    closed = replace(TICKET, closed_at=START + timedelta(days=2), returns=1)
    assert passed(closed, life.events) == (
        "closed after 2 d, answered twice, returned once, came back once"
    )


def test_what_was_closed_as_it_came_is_told_in_a_sentence() -> None:
    """No "after at once"."""
    assert passed(replace(TICKET, closed_at=START), ()) == "closed at once"


def test_five_working_days_are_hours_and_not_a_day_and_a_half() -> None:
    """A working day has seven of them here, not twenty-four."""
    paused = replace(TICKET, paused_minutes=5 * 7 * 60)
    *_, resolution = clocks(paused, START)
    assert resolution.note == "stood 35 h of working time"


def test_every_action_has_words() -> None:
    """None is told by its bare name."""
    for action in Action:
        life = Life()
        life.append(action, Role.OFFICIAL, TicketState.IN_PROGRESS)
        (told,) = told_events(life.events)
        assert " " in told.did or told.did in ("answered", "objected", "noted"), action


def test_a_clock_is_in_time_late_or_running() -> None:
    """Against its due time, or against the present where it has not ended."""
    told = {each.name: each for each in clocks(TICKET, START + timedelta(hours=25))}
    assert told["Acceptance"].late
    assert told["First reply"].late
    assert told["First reply"].ended is None
    assert not told["Resolution"].late
