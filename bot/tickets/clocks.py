"""The three clocks of a ticket: when each ends, what it is paused by, and how that was counted.

All of them start at registration, whoever holds the ticket. *Acceptance* ends with the first
签收 or answer of a person, *first reply* never pauses, *resolution* stands only while a resident
is asked for more. Pure: calendar, hours and moments come in. Source: docs/promises.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.hours import Hours, read_hours
from bot.models import Kind, Ticket
from bot.settings import Promises
from bot.tickets.calendar import Counting, WorkCalendar

_MINUTE = timedelta(minutes=1)
_FAR = timedelta(days=3650)
"""Further than that no warning is counted: a calendar looks about ten years ahead."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What the promises of a ticket hang on; `departments` is how many work on it."""

    kind: Kind = Kind.HELP
    urgent: bool = False
    hard: bool = False
    departments: int = 1

    @classmethod
    def of(cls, ticket: Ticket) -> Demand:
        """The demand that a ticket is."""
        return cls(ticket.kind, ticket.urgent, ticket.hard, 1 + len(ticket.assisting))


@dataclass(frozen=True, slots=True)
class Dues:
    """When the three clocks of a ticket run out; `counting` tells how the last one was counted."""

    acceptance: datetime
    first_reply: datetime
    resolution: datetime
    counting: Counting


@dataclass(frozen=True, slots=True)
class Clocks:
    """The promises of a city, on its calendar, in the hours of one department."""

    calendar: WorkCalendar
    hours: Hours
    promises: Promises

    def dues(self, demand: Demand, registered_at: datetime) -> Dues:
        """The three ends for a ticket that was registered at a moment."""
        days = resolution_days(demand, self.promises)
        return Dues(
            acceptance=self.acceptance_due(demand, registered_at),
            first_reply=registered_at + timedelta(hours=self.promises.first_reply_hours),
            resolution=self.calendar.end_of_working_day(registered_at, days, self.hours),
            counting=self.calendar.explain(registered_at, days),
        )

    def acceptance_due(self, demand: Demand, registered_at: datetime) -> datetime:
        """By when a person must have acted: working time, or clock time where it is urgent."""
        if demand.urgent:
            return registered_at + timedelta(hours=self.promises.urgent_hours)
        amount = timedelta(hours=self.promises.acceptance_hours)
        return self.calendar.working_time_after(registered_at, amount, self.hours)

    def counting(self, demand: Demand, registered_at: datetime) -> Counting:
        """How the working days of a ticket are counted."""
        return self.calendar.explain(registered_at, resolution_days(demand, self.promises))

    def paused_minutes(self, paused_at: datetime, until: datetime) -> int:
        """The working minutes between the beginning of a pause and a moment."""
        return self.calendar.working_time_between(paused_at, until, self.hours) // _MINUTE

    def pause_ends(self, paused_at: datetime, paused_before: int) -> datetime:
        """When a pause ends by itself: `pause_days` working days in all, `paused_before` of them
        (in working minutes) used up by earlier pauses.
        """
        longest = self.hours.length * self.promises.pause_days
        left = max(longest - paused_before * _MINUTE, timedelta(0))
        return self.calendar.working_time_after(paused_at, left, self.hours)

    def resumed(
        self, due: datetime, paused_at: datetime, now: datetime, paused_before: int
    ) -> tuple[datetime, int]:
        """Where the resolution clock stands after a pause that ends now.

        Gives the new end and the working minutes paused in all. Never earlier than `due`, and
        moved by no more than the pause lasted.
        """
        until = min(now, self.pause_ends(paused_at, paused_before))
        minutes = self.paused_minutes(paused_at, until)
        return self._moved(due, minutes), paused_before + minutes

    def due_on(self, day: date) -> datetime:
        """The end of business on a day: what an extension to that day means."""
        return self.calendar.closing(day, self.hours)

    def warning(self, demand: Demand, start: datetime, due: datetime) -> datetime:
        """When the official is warned of a resolution that is due: after `warn_percent` of the
        working time, for a consultation after `consultation_warn_days`.
        """
        if demand.kind is Kind.CONSULTATION and not demand.hard and demand.departments < 2:
            days = self.promises.consultation_warn_days
            return min(self.calendar.end_of_working_day(start, days, self.hours), due)
        whole = self.calendar.working_time_between(start, min(due, start + _FAR), self.hours)
        part = whole * self.promises.warn_percent / 100
        return min(self.calendar.working_time_after(start, part, self.hours), due)

    def working_days_later(self, moment: datetime, days: int) -> datetime:
        """The same time of the clock, `days` working days later."""
        return self.calendar.working_days_later(moment, days)

    def working_hours_later(self, moment: datetime, hours: int) -> datetime:
        """The moment by which so many working hours have passed."""
        return self.calendar.working_time_after(moment, timedelta(hours=hours), self.hours)

    def _moved(self, due: datetime, minutes: int) -> datetime:
        return self.calendar.working_time_after(due, minutes * _MINUTE, self.hours)


def resolution_days(demand: Demand, promises: Promises) -> int:
    """How many working days a demand may take: the longest of what applies."""
    days = {
        Kind.CONSULTATION: promises.consultation_days,
        Kind.LETTER: promises.letter_days,
    }.get(demand.kind, promises.matter_days)
    if demand.hard or demand.departments > 1:
        return max(days, promises.hard_days)
    return days


def hours_of(department_hours: str, promises: Promises) -> Hours:
    """A department's hours as it names them, else those of the city."""
    found = read_hours(department_hours) or read_hours(promises.working_hours)
    if found is None:
        raise ValueError(f"{promises.working_hours!r} names no hours")
    return found
