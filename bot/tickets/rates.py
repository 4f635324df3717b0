"""The three rates (响应率 解决率 满意率) and their companions, from the events of tickets alone.

One row is one resident's one matter, followers too. A period takes rows by their *original* due
time, never by when they were closed; a row belongs to the unit that held it at that time. What is
excluded is listed. No rate is told of fewer than ten rows. Source: docs/promises.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.models import Satisfaction
from bot.tickets.rated import Exclusion, Matter

FEWEST = 10
"""Rows below which no rate is told: it would say more of chance than of a unit."""
LEAST_COVERAGE = 0.3
"""Verdicts among answered rows below which only counts are told."""


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
