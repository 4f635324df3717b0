"""The one place that asks what time it is, and how a time is written down."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

STAMP_WIDTH = len("2026-11-23T01:30:00.000000Z")

_written = msgspec.json.Encoder().encode

Clock = Callable[[], datetime]
"""A function that tells the present time in UTC; tests pass a frozen one."""


def utc_now() -> datetime:
    """The present time in UTC."""
    return datetime.now(UTC)


class _Latest:
    """The latest moment that was written down, and how.

    Every row that a message leaves says the same moment, the very same object. It is not looked up
    by its value: a moment's hash takes as long as writing it down.
    """

    stamped = (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000000Z")
    dated: tuple[datetime, ZoneInfo | None, str] = (datetime(1, 1, 1, tzinfo=UTC), None, "")


_latest = _Latest()


def stamp(moment: datetime) -> str:
    """A moment as UTC text of one width (27 characters), so that text order is time order."""
    known, text = _latest.stamped
    if moment is not known:
        text = _stamp(_universal(moment))
        # In one go: another thread may ask meanwhile.
        _latest.stamped = moment, text
    return text


def _stamp(moment: datetime) -> str:
    # msgspec writes it in a tenth of the time; within quotes, and a whole second without fraction.
    text = _written(moment)[1:-1].decode()
    return text if len(text) == STAMP_WIDTH else f"{text[:-1]}.000000Z"


def parse_stamp(text: str) -> datetime:
    """The moment that `stamp` wrote.

    Raises `ValueError` where the text is not such a stamp.
    """
    moment = datetime.fromisoformat(text)
    if len(text) != STAMP_WIDTH or not text.endswith("Z"):
        raise ValueError(f"{text!r} is a time, but not one that this program wrote")
    return moment


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The city's calendar day at a moment."""
    return moment.astimezone(zone).date()


def local_day(moment: datetime, zone: ZoneInfo) -> str:
    """The same as text: 2026-11-23."""
    known, there, text = _latest.dated
    if moment is not known or zone is not there:
        text = local_date(_universal(moment), zone).isoformat()
        _latest.dated = moment, zone, text
    return text


def _universal(moment: datetime) -> datetime:
    # Elsewhere two moments may be told alike: in the hour for which clocks are put back.
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


class SteadyClock:
    """A clock that never goes back, though the machine's may be set back.

    Order and ages are computed from stored times; a machine clock that is corrected backwards
    would let a later event look earlier. This one then goes on at half its pace until real time
    has caught up: standing still, it would let no pause, brake or session end meanwhile.

    `elapsed` counts seconds that nobody can set.
    """

    def __init__(
        self, source: Clock = utc_now, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._source = source
        self._elapsed = elapsed
        self._elapsed_then = elapsed()
        self._latest = datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> datetime:
        """The present time, never before a time told earlier, always a microsecond on."""
        now, elapsed = self._source(), self._elapsed()
        if now <= self._latest:
            slowly = max((elapsed - self._elapsed_then) / 2, 0.000_001)
            now = self._latest + timedelta(seconds=slowly)
        self._latest, self._elapsed_then = now, elapsed
        return now

    def begin_at(self, moment: datetime) -> None:
        """Never tell a time before this one, which an earlier run has kept."""
        self._latest = max(self._latest, moment)
