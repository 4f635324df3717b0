"""What one ticket means for the three rates: read from its events alone.

Source: docs/promises.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.models import Actor, Outcome, Satisfaction, TicketEvent, TicketState, Verdict
from bot.tickets.fold import Standing, changes, step
from bot.tickets.lifecycle import RULES, Action, ClockEffect, clock_effects
from bot.tickets.rounds import answer_rated, begins_round

BY_OFFICIAL = "by_official"
"""In the detail of a registering event: the officials whose own contact it was, by their ids."""
VISITED = "visited"
"""In the detail of an answering event: the place was visited, for the ticket that this follows."""
OUTSIDE = "outside"
"""In the detail of an approving event: the one who approved is of another unit."""


_GRADED = frozenset({Outcome.EXPLAINED, Outcome.REFERRED, Outcome.OUT_OF_SCOPE})
_CONTACTS = frozenset(row.action for row in RULES if row.notice)
"""What officials do that their resident hears of; a note, or a draft, is no contact."""
_SETTLED = frozenset({TicketState.REPLIED, TicketState.CLOSED})


class Exclusion(StrEnum):
    """Why a row counts in no rate."""

    OFFICIAL = "official"
    ABUSE = "abuse"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Life:
    """The events of one ticket, in order. `person` tells who asked: the same person, the same.

    `leader_person` is who asked the ticket that this one follows, None where it follows none;
    `linked`: one of the resident's contacts is an official's by now (绑定).
    """

    number: str
    person: int
    events: Sequence[TicketEvent]
    leader_person: int | None = None
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """What one ticket means for the rates; the dues are the original ones.

    `scheduled`: it is planned (挂账), or was when it was due, whatever became of it since.
    """

    number: str
    first_reply_due: datetime | None
    first_reply_unit: str
    replied_in_time: bool
    resolution_due: datetime | None
    resolution_unit: str
    answered: bool
    answered_in_time: bool
    scheduled: bool
    verdict: Verdict | None
    solved: bool
    solved_at_once: bool
    changed: bool
    rating: Satisfaction | None
    withdrawn: bool
    approved_outside: bool
    extended: bool
    exclusion: Exclusion | None


def matter(life: Life) -> Matter:
    """What a ticket's events mean for the rates."""
    history = _replayed(life.events)
    final = history[-1].standing
    first_due, due = _original_dues(final)
    answers = [number for number, each in enumerate(history) if each.answers]
    rated = answer_rated(answers, [place for place, each in enumerate(history) if each.begins])
    return Matter(
        number=life.number,
        first_reply_due=first_due,
        first_reply_unit=_unit_at(history, first_due),
        replied_in_time=_by(final.first_reply_at, first_due),
        resolution_due=due,
        resolution_unit=_unit_at(history, due),
        answered=bool(answers),
        answered_in_time=_is_answered_at(history, due),
        scheduled=_is_planned(final) or _was_planned_at(history, due),
        verdict=final.verdict,
        solved=_is_solved(history),
        solved_at_once=_is_solved(history) and not _came_back(history),
        changed=final.verdict is not None and final.verdict is not final.first_verdict,
        rating=_first_rating(history[rated:]) if rated is not None else None,
        withdrawn=final.outcome is Outcome.WITHDRAWN,
        approved_outside=_is_approved_outside(history),
        extended=final.extensions > 0,
        exclusion=_exclusion(life, history),
    )


@dataclass(frozen=True, slots=True)
class _Moment:
    event: TicketEvent
    standing: Standing
    answers: bool
    begins: bool


def _replayed(events: Sequence[TicketEvent]) -> list[_Moment]:
    moments: list[_Moment] = []
    standing = Standing()
    for event in events:
        before = standing.state
        standing = step(
            standing, event.action, event.actor, event.to_state, event.at, changes(event.detail)
        )
        human = event.actor is Actor.OFFICIAL
        final = ClockEffect.ENDS_RESOLUTION in clock_effects(event.action, before, event.to_state)
        begins = begins_round(event, before)
        moments.append(_Moment(event, standing, human and final, begins))
    return moments


def _original_dues(final: Standing) -> tuple[datetime | None, datetime | None]:
    return final.first_reply_due, final.resolution_due_original or final.resolution_due


def _unit_at(history: Sequence[_Moment], due: datetime | None) -> str:
    """The unit that held the ticket at a moment: the lead, where several work on it."""
    held = [each.standing.department_id for each in history if due and each.event.at <= due]
    return held[-1] if held else history[0].standing.department_id


def _by(moment: datetime | None, due: datetime | None) -> bool:
    return moment is not None and due is not None and moment <= due


def _is_answered_at(history: Sequence[_Moment], due: datetime | None) -> bool:
    """Whether a final answer stood at the due time: given, and not taken back by a reopening."""
    stands = False
    for each in history:
        if due is None or each.event.at > due:
            break
        stands = each.answers or (stands and each.standing.state in _SETTLED)
    return stands


def _is_planned(standing: Standing) -> bool:
    return Outcome.SCHEDULED in (standing.outcome, standing.proposed)


def _was_planned_at(history: Sequence[_Moment], due: datetime | None) -> bool:
    """Whether it stood planned when it was due: it comes back on its day, and is counted still."""
    until = [each.standing for each in history if due and each.event.at <= due]
    return bool(until) and _is_planned(until[-1])


def _is_solved(history: Sequence[_Moment]) -> bool:
    final = history[-1].standing
    visited = any(
        each.event.action == Action.RECORD_VISIT or each.event.detail.get(VISITED)
        for each in history
    )
    return final.verdict is Verdict.SOLVED and (visited or not final.visit_required)


def _is_praise(history: Sequence[_Moment]) -> bool:
    final = history[-1].standing
    said = (final.verdict, final.contested_verdict, final.satisfaction)
    return Verdict.SOLVED in said or Satisfaction.SATISFIED in said


def _came_back(history: Sequence[_Moment]) -> bool:
    return any(each.standing.state is TicketState.REOPENED for each in history)


def _first_rating(since: Sequence[_Moment]) -> Satisfaction | None:
    rated = (each for each in since if "satisfaction" in changes(each.event.detail))
    first = next(rated, None)
    return first.standing.satisfaction if first else None


def _is_approved_outside(history: Sequence[_Moment]) -> bool:
    final = history[-1].standing
    outcome = final.outcome or final.proposed
    approved = any(
        each.event.action == Action.APPROVE and bool(each.event.detail.get(OUTSIDE))
        for each in history
    )
    return approved and outcome in _GRADED


def _exclusion(life: Life, history: Sequence[_Moment]) -> Exclusion | None:
    final = history[-1].standing
    # Nobody links a bad row away: a later link takes out only what speaks for the unit.
    if history[0].event.detail.get(BY_OFFICIAL) or (life.linked and _is_praise(history)):
        return Exclusion.OFFICIAL
    if final.abuse:
        return Exclusion.ABUSE
    if final.follows_id is not None and life.leader_person == life.person:
        return Exclusion.DUPLICATE
    by_officials = (each.event for each in history if each.event.actor is Actor.OFFICIAL)
    met = any(event.action in _CONTACTS for event in by_officials)
    if final.outcome is Outcome.WITHDRAWN and not met:
        return Exclusion.WITHDRAWN
    return None
