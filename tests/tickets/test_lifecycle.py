"""The table of a ticket's life: who may do what, in which state, and where it leads."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.commands.lifecycle_page import MEANINGS, lifecycle_page
from bot.errors import Refused
from bot.models import Actor, Outcome, Role, Ticket, TicketState
from bot.tickets.guards import check_objection, check_reopening
from bot.tickets.lifecycle import (
    OPEN,
    RESIDENT,
    RULES,
    SEEN_AS,
    WORKERS,
    Action,
    ClockEffect,
    Guard,
    actions,
    rule,
)
from tests.tickets.chain import START, Life
from tests.tickets.promised import DECISIONS, TELLING

STATES = st.sampled_from(TicketState)
ROLES = st.sets(st.sampled_from(Role))
TICKET = Ticket(
    id=1,
    number="20261123-0001",
    contact_id=1,
    state=TicketState.CLOSED,
    title="路灯不亮",
    created_at=START,
    updated_at=START,
    first_reply_due=START,
    version=1,
    closed_at=START,
)


@given(st.sampled_from(Action), STATES, ROLES)
def test_what_no_row_allows_is_refused(
    action: Action, state: TicketState, roles: set[Role]
) -> None:
    """The default is no; what is offered is exactly what is allowed."""
    offered = actions(state, roles)
    try:
        allowed = rule(action, state, roles)
    except Refused:
        assert action not in offered
    else:
        assert action in offered
        assert allowed.roles & roles


@given(STATES)
def test_nobody_without_a_role_does_anything(state: TicketState) -> None:
    """Whoever is not known has nothing to press."""
    assert actions(state, ()) == ()


@pytest.mark.parametrize("action", [Action.CONFIRM, Action.DISPUTE, Action.RATE, Action.OBJECT])
@given(STATES, st.sets(st.sampled_from(sorted(set(Role) - RESIDENT))))
def test_only_the_resident_judges(action: Action, state: TicketState, roles: set[Role]) -> None:
    """No official, whatever their roles, gives a verdict or rates."""
    with pytest.raises(Refused):
        rule(action, state, roles)


def test_who_watches_does_not_work_on_tickets() -> None:
    """The editor of knowledge may look and note; the auditor asks residents how it went, too."""
    asked = {TicketState.REPLIED, TicketState.CLOSED}
    for state in TicketState:
        assert set(actions(state, {Role.KNOWLEDGE_EDITOR})) == {Action.NOTE}
        calls = {Action.CALL_BACK} if state in asked else set()
        assert set(actions(state, {Role.AUDITOR})) == {Action.NOTE} | calls


def test_neither_leader_nor_reviewer_answers() -> None:
    """They instruct, supervise and decide; the words to the resident are an official's."""
    for role in (Role.LEADER, Role.REVIEWER):
        for state in TicketState:
            assert not {Action.ANSWER, Action.PROPOSE, Action.TAKE} & set(actions(state, {role}))


def test_a_machine_takes_nothing_and_answers_nothing() -> None:
    """What the service does by itself ends no clock and stops none; it may let one run again."""
    for row in RULES:
        if Actor.SYSTEM in row.roles:
            assert row.clock <= {ClockEffect.STARTS, ClockEffect.RESUMES_RESOLUTION}


def test_every_open_ticket_can_be_withdrawn_and_added_to() -> None:
    """The resident is never locked out of their own matter."""
    for state in OPEN:
        assert {Action.WITHDRAW, Action.ADD} <= set(actions(state, RESIDENT))


def test_a_closed_ticket_can_be_opened_again_by_its_resident() -> None:
    """Closed never hides "not fixed"."""
    assert {Action.DISPUTE, Action.REOPEN} <= set(actions(TicketState.CLOSED, RESIDENT))


def test_from_everywhere_a_ticket_can_be_closed() -> None:
    """No state is a dead end."""
    leads: dict[TicketState, set[TicketState]] = {state: set() for state in TicketState}
    for row in RULES:
        for source in row.sources:
            if row.target is not None:
                leads[source].add(row.target)
    for state in TicketState:
        seen, queue = {state}, deque([state])
        while queue:
            for following in leads[queue.popleft()] - seen:
                seen.add(following)
                queue.append(following)
        assert TicketState.CLOSED in seen


def test_an_addition_brings_an_answered_ticket_back() -> None:
    """It waits for the resident no longer: the officials have to look at it again."""
    row = rule(Action.ADD, TicketState.REPLIED, RESIDENT)
    assert row.target is TicketState.REOPENED
    assert rule(Action.ADD, TicketState.IN_PROGRESS, RESIDENT).target is None
    assert rule(Action.TAKE, TicketState.REOPENED, WORKERS).target is TicketState.IN_PROGRESS


def test_every_state_has_one_of_five_words() -> None:
    """The resident never meets a state that they have no word for."""
    assert set(SEEN_AS) == set(TicketState)
    assert len(set(SEEN_AS.values())) == 5


def test_a_ticket_is_reopened_within_its_days_only() -> None:
    """On the last day it may be; after it, it is registered anew."""
    check_reopening(TICKET, START + timedelta(days=30), 30)
    with pytest.raises(Refused, match="closed_too_long"):
        check_reopening(TICKET, START + timedelta(days=30, seconds=1), 30)


def test_an_objection_is_made_once_and_to_some_outcomes_only() -> None:
    """Against "not our business" one may object, against "done" one says that it is not."""
    life = Life()
    life.append(Action.OBJECT, Role.RESIDENT, TicketState.REOPENED)
    check_objection(replace(TICKET, outcome=Outcome.OUT_OF_SCOPE), [])
    with pytest.raises(Refused, match="nothing_to_object"):
        check_objection(replace(TICKET, outcome=Outcome.DONE), [])
    with pytest.raises(Refused, match="objected_before"):
        check_objection(replace(TICKET, outcome=Outcome.REFERRED), life.events)


def test_what_another_decides_is_never_decided_by_who_asked() -> None:
    """Each decision has the second person's guard, in whatever state it is made."""
    decided = [row for row in RULES if row.action in DECISIONS]
    assert {row.action for row in decided} == DECISIONS
    assert [row for row in decided if Guard.SECOND_PERSON not in row.guards] == []


def test_no_official_closes_alone() -> None:
    """They propose; the resident, time, a second person or another unit closes."""
    for row in RULES:
        if row.target is TicketState.CLOSED and row.roles - RESIDENT - {Actor.SYSTEM}:
            assert {Guard.SECOND_PERSON, Guard.ANOTHER_UNIT} & set(row.guards), row
    assert {row.target for row in RULES if row.action is Action.PROPOSE} == {
        TicketState.REPLIED,
        TicketState.IN_REVIEW,
        None,
    }


def test_the_resident_is_owed_a_word_of_all_that_is_done_to_their_matter() -> None:
    """And of whatever moves a clock's end, or closes or opens their ticket again for them."""
    for row in RULES:
        others = row.roles - RESIDENT
        moves = ClockEffect.MOVES_RESOLUTION in row.clock
        ends = row.target in (TicketState.CLOSED, TicketState.REOPENED)
        if others and (row.action in TELLING or moves or ends):
            assert row.notice, row


def test_the_document_shows_the_table() -> None:
    """`python -m bot.commands.lifecycle_page > docs/lifecycle.md` was not forgotten."""
    page = Path(__file__).parents[2] / "docs" / "lifecycle.md"
    assert page.read_text("utf-8") == lifecycle_page()


def test_every_guard_is_told_and_looked_at() -> None:
    """None is only a word in the table."""
    assert set(MEANINGS) == set(Guard)
    assert {guard for row in RULES for guard in row.guards} == set(Guard)
