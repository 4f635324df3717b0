"""The quiet hours (免打扰): officials are not disturbed by night, but by what is urgent."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.hours import read_clock
from handlers.turn import House


def is_quiet(house: House, now: datetime) -> bool:
    """Whether it is night for officials."""
    promises = house.settings.promises
    begins, ends = clock(promises.quiet_from), clock(promises.quiet_until)
    local = now.astimezone(house.zone).time()
    if begins <= ends:
        return begins <= local < ends
    return local >= begins or local < ends


def morning(house: House, now: datetime) -> datetime:
    """When the night that it is now ends for officials."""
    local = now.astimezone(house.zone)
    ends = clock(house.settings.promises.quiet_until)
    day = local.date() if local.time() < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, house.zone)


def clock(text: str) -> time:
    """A time of the day as the settings write it. Raises `ValueError`."""
    found = read_clock(text)
    if found is None:
        raise ValueError(f"{text!r} is no time of the day")
    return found
