"""When a department sends against the answer check so often that a second person must look."""

from __future__ import annotations

from datetime import date

MOST = 0.10
"""The share of a month's answers that may go out against the check."""
FEWEST = 10
"""Answers under which a share says nothing."""


def month_of(day: date) -> tuple[date, date]:
    """The first day of a day's month, and the first of the next."""
    first = day.replace(day=1)
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)


def month_before(day: date) -> tuple[date, date]:
    """The first day of the month before a day's, and the first of its own."""
    first = day.replace(day=1)
    before = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    return before, first


def too_many(answers: int, overridden: int) -> bool:
    """Whether so many of so many answers make review compulsory."""
    return answers >= FEWEST and overridden > answers * MOST
