"""The quiet hours (免打扰): officials are not disturbed by night, but by what is urgent."""

from __future__ import annotations

from datetime import datetime, time

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


def clock(text: str) -> time:
    """A time of the day as the settings write it. Raises `ValueError`."""
    found = read_clock(text)
    if found is None:
        raise ValueError(f"{text!r} is no time of the day")
    return found
