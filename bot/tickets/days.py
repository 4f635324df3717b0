"""Reads the day, or the moment, that an official writes: 2026-11-30, 11月30日, 周五, 明天 15:00."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_SHORT = re.compile(r"(?<![\d:])(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?![\d:])")
_NAMED = {
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "yesterday": -1,
    "今天": 0,
    "今日": 0,
    "today": 0,
    "明天": 1,
    "明日": 1,
    "tomorrow": 1,
    "后天": 2,
}
_WEEKDAY = re.compile(r"(下)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")
_WEEKDAYS = "一二三四五六日"
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_HOUR = re.compile(r"(?:(上午|早上|下午|晚上|中午)\s*)?(\d{1,2})\s*[点时](半)?")
_MORNING = time(9, 0)
"""When nothing else is said: offices are open."""
_FAR = timedelta(days=31)


def read_day(text: str, today: date) -> date | None:
    """The day a text names, seen from `today`; None where it names none, or one that is none.

    A month and day without a year are the coming ones, unless they lie less than a month back.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    if found := _FULL.search(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _SHORT.search(plain):
        day = _day(today.year, int(found[1]), int(found[2]))
        late = day is not None and day < today - _FAR
        return _day(today.year + 1, int(found[1]), int(found[2])) if late else day
    if found := _WEEKDAY.search(plain):
        wanted = _WEEKDAYS.index(found[2].replace("天", "日"))
        monday = today - timedelta(days=today.weekday())
        day = monday + timedelta(days=wanted + (7 if found[1] else 0))
        return day if found[1] or day >= today else day + timedelta(days=7)
    return next(
        (today + timedelta(days=far) for name, far in _NAMED.items() if name in plain), None
    )


def read_moment(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment a text names in the city's time; a day alone means nine in the morning."""
    today = now.astimezone(zone).date()
    hour = _time(unicodedata.normalize("NFKC", text))
    day = read_day(_without_time(text), today) or (today if hour else None)
    if day is None:
        return None
    return datetime.combine(day, hour or _MORNING, zone)


def _without_time(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return _HOUR.sub(" ", _CLOCK.sub(" ", plain.replace("T", " ")))


def _time(plain: str) -> time | None:
    if found := _CLOCK.search(plain):
        return _clock(int(found[1]), int(found[2]))
    if found := _HOUR.search(plain):
        hour = int(found[2])
        late = found[1] in ("下午", "晚上") or (found[1] == "中午" and hour < 11)
        return _clock(hour + 12 if late and hour < 12 else hour, 30 if found[3] else 0)
    return None


def _clock(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
