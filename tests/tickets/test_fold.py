"""A ticket is the fold of its events, whatever its life was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.models import Actor, Outcome, Role, TicketState, Verdict
from bot.tickets.fold import Standing, fold, step
from bot.tickets.lifecycle import Action
from tests.tickets.chain import START, Life

STEPS = st.lists(
    st.tuples(
        st.sampled_from(Action),
        st.sampled_from(Role),
        st.sampled_from(
            [
                {},
                {"verdict": "solved"},
                {"verdict": "not_solved", "level": 1},
                {"outcome": "done"},
                {"owner_id": 7},
                {"urgent": True},
                {"satisfaction": "satisfied"},
            ]
        ),
    ),
    max_size=40,
)


@given(STEPS)
def test_the_standing_is_the_fold_of_its_events(steps: list[tuple[Action, Role, dict]]) -> None:  # type: ignore[type-arg]
    """Step by step, or all at once from what is kept: it is the same."""
    life = Life()
    for action, role, changes in steps:
        try:
            life.take(action, role, changes)
        except Refused:
            continue
    assert fold(life.events) == life.standing
    assert life.standing.version == len(life.events)
    assert (life.standing.closed_at is not None) == (life.standing.state is TicketState.CLOSED)


def test_the_first_answer_of_a_person_ends_the_clock_for_good() -> None:
    """Neither a later answer nor reopening moves it."""
    life = Life()
    life.take(Action.TAKE, Role.OFFICIAL)
    life.take(Action.ANSWER, Role.OFFICIAL)
    first = life.standing.first_reply_at
    life.take(Action.DISPUTE, Role.RESIDENT, {"verdict": "not_solved"})
    life.take(Action.TAKE, Role.OFFICIAL)
    life.take(Action.ANSWER, Role.OFFICIAL)
    assert first == START + timedelta(minutes=1)
    assert life.standing.first_reply_at == first


def test_a_machine_answers_no_clock() -> None:
    """Only a person's answer is a first reply."""
    standing = step(Standing(), Action.ANSWER, Actor.SYSTEM, TicketState.REPLIED, START, {})
    assert standing.first_reply_at is None


def test_reopening_forgets_how_it_was_closed() -> None:
    """Outcome and closing time go; the verdict stays, for it was given."""
    life = Life()
    life.take(Action.TAKE, Role.OFFICIAL)
    life.take(Action.ANSWER, Role.OFFICIAL)
    life.take(Action.CONFIRM, Role.RESIDENT, {"outcome": "done"})
    assert life.standing.outcome is Outcome.DONE
    life.take(Action.DISPUTE, Role.RESIDENT, {"verdict": "partly", "level": 1})
    again = fold(life.events)
    assert (again.outcome, again.closed_at) == (None, None)
    assert (again.verdict, again.level) == (Verdict.PARTLY, 1)


@pytest.mark.parametrize("name", ["state", "version", "first_reply_at", "number", "place"])
def test_an_event_cannot_change_what_is_not_its_to_change(name: str) -> None:
    """A slip in a handler is found at once."""
    with pytest.raises(ValueError, match=name):
        step(Standing(), "add", Actor.RESIDENT, TicketState.REGISTERED, START, {name: 1})
