"""Times of the day: a department's hours, in which its time counts, and a time alone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

_DAY = 24 * 60
_SPAN = re.compile(r"(\d{1,2})[:时](\d{2})分?\s*(?:-|—|–|~|～|至|到)+\s*(\d{1,2})[:时](\d{2})")
_CLOCK = re.compile(r"(\d{1,2})[:时](\d{2})分?")
_ALL_DAY = re.compile(r"全天|24\s*小时|24\s*hours|24/7|around the clock", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hours:
    """Stretches of one working day in minutes from midnight, in order, none touching the next."""

    spans: tuple[tuple[int, int], ...]

    @property
    def length(self) -> timedelta:
        """How much working time a working day holds."""
        return timedelta(minutes=sum(end - start for start, end in self.spans))

    @lru_cache(1024)  # noqa: B019 - hours are few, and kept: every ticket of a month asks of its days
    def on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The stretches as wall-clock times of a day."""
        midnight = datetime.combine(day, time())
        return tuple(
            (midnight + timedelta(minutes=start), midnight + timedelta(minutes=end))
            for start, end in self.spans
        )

    def closing(self, day: date) -> datetime:
        """When the day's business ends, by the wall clock: what is due *on* that day is due then.

        Civil Code, Art. 203: a term ends at midnight of its last day or, where there are business
        hours, when business ends. Midnight is told as 23:59, so that it still names that day.
        """
        minutes = min(self.spans[-1][1], _DAY - 1)
        return datetime.combine(day, time()) + timedelta(minutes=minutes)


@cache
def read_hours(text: str) -> Hours | None:
    """The hours that a text such as 「周一至周五 9:00-12:00, 13:30-17:00」 or 「全天」 names.

    Which days count is the calendar's affair: weekdays in the text are passed over. None where
    it names no hours, or hours that run backwards or overlap.
    """
    text = unicodedata.normalize("NFKC", text)
    found = tuple(
        (int(from_hour) * 60 + int(from_minute), int(to_hour) * 60 + int(to_minute))
        for from_hour, from_minute, to_hour, to_minute in _SPAN.findall(text)
    )
    if not found and _ALL_DAY.search(text):
        return Hours(((0, _DAY),))
    bounds = [bound for span in found for bound in span]
    if not bounds or bounds != sorted(set(bounds)) or bounds[-1] > _DAY:
        return None
    return Hours(found)


def read_clock(text: str) -> time | None:
    """A time of the day such as 08:30; None where the text is none."""
    match = _CLOCK.fullmatch(unicodedata.normalize("NFKC", text.strip()))
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return time(int(match[1]), int(match[2]))
