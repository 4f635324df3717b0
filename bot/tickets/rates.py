"""The three rates (响应率 解决率 满意率) and their companions, from the events of tickets alone.

One row is one resident's one matter, followers too. A period takes rows by their *original* due
time, never by when they were closed; a row belongs to the unit that held it at that time. What is
excluded is listed. No rate is told of fewer than ten rows. Source: docs/promises.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.models import Actor, Outcome, Satisfaction, TicketEvent, TicketState, Verdict
from bot.tickets.fold import Standing, changes, step
from bot.tickets.lifecycle import Action, ClockEffect, clock_effects

FEWEST = 10
"""Rows below which no rate is told: it would say more of chance than of a unit."""
LEAST_COVERAGE = 0.3
"""Verdicts among answered rows below which only counts are told."""
BY_OFFICIAL = "by_official"
"""In the detail of a registering event: the resident's address is an official's too."""
OUTSIDE = "outside"
"""In the detail of an approving event: the one who approved is of another unit."""

_GRADED = frozenset({Outcome.EXPLAINED, Outcome.REFERRED, Outcome.OUT_OF_SCOPE})
_SETTLED = frozenset({TicketState.REPLIED, TicketState.CLOSED})


class Exclusion(StrEnum):
    """Why a row counts in no rate."""

    OFFICIAL = "official"
    ABUSE = "abuse"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time from `start` until (not including) `end`, and how it is called."""

    name: str
    start: datetime
    end: datetime

    def holds(self, moment: datetime | None) -> bool:
        """Whether a moment lies in it."""
        return moment is not None and self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Life:
    """The events of one ticket, in order. `person` tells who asked: the same person, the same.

    `leader_person` is who asked the ticket that this one follows, None where it follows none.
    """

    number: str
    person: int
    events: Sequence[TicketEvent]
    leader_person: int | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """What one ticket means for the rates; the dues are the original ones."""

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


@dataclass(frozen=True, slots=True)
class Share:
    """n of N."""

    n: int = 0
    of: int = 0

    @property
    def rate(self) -> float | None:
        """The share; None of fewer than ten."""
        return self.n / self.of if self.of >= FEWEST else None

    def __add__(self, other: Share) -> Share:
        return Share(self.n + other.n, self.of + other.of)


@dataclass(frozen=True, slots=True)
class Rates:
    """What is told of a unit, or of all: each figure as n of N.

    `graded` leaves out what was explained, referred or out of scope with approval from outside.
    `silent` are the answered rows that nobody rated, `covered` those with a verdict, `extended`
    the rows whose time was extended, which moves none of them.
    """

    responded: Share = field(default_factory=Share)
    solved: Share = field(default_factory=Share)
    graded: Share = field(default_factory=Share)
    satisfied: Share = field(default_factory=Share)
    silent: Share = field(default_factory=Share)
    covered: Share = field(default_factory=Share)
    solved_at_once: Share = field(default_factory=Share)
    changed: Share = field(default_factory=Share)
    withdrawn: Share = field(default_factory=Share)
    extended: Share = field(default_factory=Share)

    @property
    def is_covered(self) -> bool:
        """Whether enough residents gave a verdict that the solved rates may be told."""
        return self.covered.of == 0 or self.covered.n / self.covered.of >= LEAST_COVERAGE


@dataclass(frozen=True, slots=True)
class Excluded:
    """A row that counts in no rate, and why."""

    number: str
    reason: Exclusion


@dataclass(frozen=True, slots=True)
class Report:
    """The rates of a period: all together, by unit, and what was left out."""

    period: str
    total: Rates
    units: dict[str, Rates]
    excluded: tuple[Excluded, ...]


def report(matters: Iterable[Matter], period: Period) -> Report:
    """The rates of a period."""
    inside = [each for each in matters if touches(each, period)]
    counted = [each for each in inside if each.exclusion is None]
    excluded = (Excluded(each.number, each.exclusion) for each in inside if each.exclusion)
    units = {each.first_reply_unit for each in counted if period.holds(each.first_reply_due)}
    units |= {each.resolution_unit for each in counted if period.holds(each.resolution_due)}
    units |= {each.resolution_unit for each in inside if _is_withdrawn(each, period)}
    return Report(
        period=period.name,
        total=_rates(inside, period, None),
        units={unit: _rates(inside, period, unit) for unit in sorted(units)},
        excluded=tuple(sorted(excluded, key=lambda each: each.number)),
    )


def matter(life: Life) -> Matter:
    """What a ticket's events mean for the rates."""
    history = _replayed(life.events)
    final = history[-1].standing
    first_due, due = _original_dues(final)
    answers = [number for number, each in enumerate(history) if each.answers]
    return Matter(
        number=life.number,
        first_reply_due=first_due,
        first_reply_unit=_unit_at(history, first_due),
        replied_in_time=_by(final.first_reply_at, first_due),
        resolution_due=due,
        resolution_unit=_unit_at(history, due),
        answered=bool(answers),
        answered_in_time=_is_answered_at(history, due),
        scheduled=final.outcome is Outcome.SCHEDULED,
        verdict=final.verdict,
        solved=_is_solved(history),
        solved_at_once=_is_solved(history) and not _came_back(history),
        changed=final.verdict is not None and final.verdict is not final.first_verdict,
        rating=_first_rating(history[answers[-1] :]) if answers else None,
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


def _replayed(events: Sequence[TicketEvent]) -> list[_Moment]:
    moments: list[_Moment] = []
    standing = Standing()
    for event in events:
        before = standing.state
        standing = step(
            standing, event.action, event.actor, event.to_state, event.at, changes(event.detail)
        )
        human = event.actor is Actor.OFFICIAL
        final = ClockEffect.ENDS_RESOLUTION in clock_effects(event.action, before)
        moments.append(_Moment(event, standing, human and final))
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


def _is_solved(history: Sequence[_Moment]) -> bool:
    final = history[-1].standing
    visited = any(each.event.action == Action.RECORD_VISIT for each in history)
    return final.verdict is Verdict.SOLVED and (visited or not final.visit_required)


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
    if history[0].event.detail.get(BY_OFFICIAL):
        return Exclusion.OFFICIAL
    if final.abuse:
        return Exclusion.ABUSE
    if final.follows_id is not None and life.leader_person == life.person:
        return Exclusion.DUPLICATE
    met = any(each.event.actor is Actor.OFFICIAL for each in history)
    if final.outcome is Outcome.WITHDRAWN and not met:
        return Exclusion.WITHDRAWN
    return None


def touches(each: Matter, period: Period) -> bool:
    """Whether one of a row's original due times lies in a period."""
    return period.holds(each.first_reply_due) or period.holds(each.resolution_due)


def _is_withdrawn(each: Matter, period: Period) -> bool:
    return each.withdrawn and period.holds(each.resolution_due)


def _rates(matters: Sequence[Matter], period: Period, unit: str | None) -> Rates:
    rates = Rates()
    for each in matters:
        counts = each.exclusion is None
        if counts and period.holds(each.first_reply_due) and unit in (None, each.first_reply_unit):
            rates = _with_response(rates, each)
        if period.holds(each.resolution_due) and unit in (None, each.resolution_unit):
            rates = _with_resolution(rates, each) if counts else rates
            if counts or each.exclusion is Exclusion.WITHDRAWN:
                rates = _with(rates, withdrawn=_one(each.withdrawn))
    return rates


def _with_response(rates: Rates, each: Matter) -> Rates:
    return _with(rates, responded=_one(each.replied_in_time))


def _with_resolution(rates: Rates, each: Matter) -> Rates:
    rates = _with(rates, extended=_one(each.extended))
    if each.answered:
        rates = _with(
            rates, covered=_one(each.verdict is not None), silent=_one(each.rating is None)
        )
    if each.rating is not None:
        rates = _with(rates, satisfied=_one(each.rating is Satisfaction.SATISFIED))
    if each.verdict is not None:
        rates = _with(rates, changed=_one(each.changed))
    if each.verdict is None and each.answered_in_time and not each.scheduled:
        # Answered in time, and the resident is silent: outside both.
        return rates
    rates = _with(rates, solved=_one(each.solved), solved_at_once=_one(each.solved_at_once))
    return rates if each.approved_outside else _with(rates, graded=_one(each.solved))


def _one(counts: bool) -> Share:
    return Share(int(counts), 1)


def _with(rates: Rates, **shares: Share) -> Rates:
    added = {name: getattr(rates, name) + share for name, share in shares.items()}
    values = {name: getattr(rates, name) for name in Rates.__slots__}
    return Rates(**{**values, **added})
