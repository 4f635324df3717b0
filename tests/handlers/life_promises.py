"""What holds of a ticket whatever was done to it: the promises, read from its events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from bot.clock import parse_stamp
from bot.models import Actor, Approval, Message, Official, Outcome, Ticket, TicketEvent, TicketState
from bot.tickets.actions import Action, ClockEffect
from bot.tickets.fold import Standing, changes, step
from bot.tickets.lifecycle import RULES, clock_effects
from bot.tickets.merged import goes_on_elsewhere
from tests.handlers.town import ZONE
from tests.tickets.promised import DECISIONS, TELLING


def attributable(staff: Iterable[Official], ticket: Ticket, events: Iterable[TicketEvent]) -> None:
    """Every event names who did it; what time does names nobody."""
    officials = {each.id for each in staff}
    for event in events:
        match event.actor:
            case Actor.OFFICIAL:
                assert event.actor_id in officials
            case Actor.RESIDENT:
                assert event.actor_id == ticket.contact_id
            case Actor.SYSTEM:
                assert event.actor_id is None


def only_people_reply(ticket: Ticket, events: list[TicketEvent], said: Iterable[Message]) -> None:
    """The first-reply clock is ended by an official's words, which the resident was sent."""
    ending = [each for each in events if _ends_first_reply(each)]
    assert all(each.actor is Actor.OFFICIAL for each in ending)
    assert ticket.first_reply_at == (ending[0].at if ending else None)
    words = {line.at for line in said if line.direction == "out" and line.official_id}
    assert {each.at for each in ending} <= words


def _ends_first_reply(event: TicketEvent) -> bool:
    before = event.from_state or TicketState.REGISTERED
    return ClockEffect.ENDS_FIRST_REPLY in clock_effects(event.action, before)


def only_others_solve(events: Iterable[TicketEvent]) -> None:
    """A verdict is the resident's, or that of a unit that calls back; no official closes alone."""
    for event in events:
        changed = changes(event.detail)
        if changed.get("verdict") or changed.get("contested_verdict") or "satisfaction" in changed:
            caller = event.action == Action.CALL_BACK
            assert event.actor is Actor.RESIDENT or caller
        if event.to_state is TicketState.CLOSED and event.from_state is not TicketState.CLOSED:
            approved = event.action in (Action.APPROVE, Action.CALL_BACK, Action.MERGE)
            assert event.actor is not Actor.OFFICIAL or approved


def clocks_are_monotone(events: Iterable[TicketEvent]) -> None:
    """No date comes nearer, the original ones never move, and what has happened stays."""
    lived = [Standing()]
    for event in events:
        lived.append(
            step(
                lived[-1],
                event.action,
                event.actor,
                event.to_state,
                event.at,
                changes(event.detail),
            )
        )
    for before, after in pairwise(lived[2:]):
        assert after.first_reply_due == before.first_reply_due
        assert after.resolution_due_original == before.resolution_due_original
        assert after.resolution_due is not None
        assert before.resolution_due is not None
        assert after.resolution_due >= before.resolution_due
        for name in ("accepted_at", "first_reply_at", "first_verdict"):
            assert getattr(before, name) in (None, getattr(after, name))
        assert after.paused_minutes >= before.paused_minutes


def always_told(events: Iterable[TicketEvent], heard: Iterable[Message]) -> None:
    """Where the resident is owed a sentence they were told one at that moment, of an extension the
    new day.
    """
    told: dict[datetime, str] = {}
    for message in heard:
        told[message.at] = told.get(message.at, "") + message.content.text
    supervised = False
    for event in events:
        owed = [
            row.notice
            for row in RULES
            if row.action == event.action
            and event.from_state in row.sources
            and (row.target or event.from_state) is event.to_state
            and event.actor is not Actor.RESIDENT
        ]
        # A proposed end that waits for its approval is told when it has it.
        waits = event.action == Action.PROPOSE and "outcome" in event.detail
        # Time supervises by several clocks, and says so once.
        again = event.action == Action.SUPERVISE and supervised
        supervised |= event.action == Action.SUPERVISE
        owes = any(owed) or (event.action in TELLING and event.actor is not Actor.RESIDENT)
        if owes and event.action != Action.DISPATCH and not (waits or again):
            assert event.at in told, event
        if event.action == Action.GRANT_EXTENSION:
            assert _day_of(event) in told[event.at]


def _day_of(event: TicketEvent) -> str:
    due = parse_stamp(changes(event.detail)["resolution_due"]).astimezone(ZONE)
    return f"{due.month}月{due.day}日"


def read_by_two(events: Iterable[TicketEvent], unit: str) -> None:
    """Where a unit has what it writes read by a second person, nothing is sent without: what goes
    to others was read for the first of them.
    """
    standing = Standing()
    for event in events:
        alone = event.action == Action.ANSWER and not event.detail.keys() & {"with", "notice"}
        assert not (alone and standing.department_id == unit), event
        standing = step(
            standing,
            event.action,
            event.actor,
            event.to_state,
            event.at,
            changes(event.detail),
        )


def nobody_waits_in_vain(held: Iterable[Ticket]) -> None:
    """What was closed as merged into another resident's ticket has one that is still open; into
    their own, one that is open or ended with an answer.
    """
    by_id = {each.id: each for each in held}
    for each in by_id.values():
        into = by_id.get(each.follows_id or 0)
        if not goes_on_elsewhere(each) or into is None:
            continue
        if into.contact_id != each.contact_id:
            assert into.state is not TicketState.CLOSED
            assert into.confidential == each.confidential
        elif into.state is TicketState.CLOSED:
            assert into.answered_at is not None
            assert into.outcome not in (Outcome.UNREACHABLE, Outcome.OUT_OF_SCOPE)


def second_persons(decided: Iterable[Approval]) -> None:
    """Nobody decides what they asked for."""
    for each in decided:
        assert each.decided_by is None or each.decided_by != each.asked_by


def decided_by_another(events: Iterable[TicketEvent], decided: Iterable[Approval]) -> None:
    """Whatever was decided had been asked for, by somebody else than who decided it."""
    asked = {each.id: each.asked_by for each in decided}
    for event in events:
        if event.action in DECISIONS or _merges_away(event):
            request = event.detail.get("approval")
            assert isinstance(request, int)
            assert asked[request] != event.actor_id, event


def _merges_away(event: TicketEvent) -> bool:
    return event.action == Action.MERGE and event.to_state is TicketState.CLOSED
