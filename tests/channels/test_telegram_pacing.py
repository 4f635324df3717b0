"""The pace: never faster than the platform likes, whatever happens, on a clock that we turn."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.pacing import Pace


@dataclass
class Seconds:
    """A clock that moves only when it is turned."""

    now: float = 100.0

    def __call__(self) -> float:
        """The seconds it shows."""
        return self.now


def drain(
    pace: Pace, clock: Seconds, owed: Counter[str], limit: float = 10_000
) -> list[tuple[float, str]]:
    """Send all that is owed, each as soon as it may be; when, and to whom."""
    sent: list[tuple[float, str]] = []
    while +owed:
        waits = []
        for chat in sorted(owed):
            if owed[chat] and not (wait := pace.take(chat)):
                owed[chat] -= 1
                sent.append((clock.now, chat))
            elif owed[chat]:
                waits.append(wait)
        clock.now += min(waits, default=0.0)
        assert clock.now < limit
    return sent


def most_within(times: list[float], seconds: float) -> int:
    """The most messages in any stretch of so many seconds."""
    return max(
        (sum(begin <= each < begin + seconds - 1e-3 for each in times) for begin in times),
        default=0,
    )


@given(owed=st.dictionaries(st.integers(1, 40).map(str), st.integers(1, 12), min_size=1))
def test_residents_get_no_more_than_the_platform_likes(owed: dict[str, int]) -> None:
    """Twenty-five in any second in all, also in the first; one a second to one person."""
    clock = Seconds()
    sent = drain(Pace(25, 18, clock), clock, Counter(owed))
    assert most_within([at for at, _ in sent], 1.0) <= 25
    for chat in owed:
        assert most_within([at for at, to in sent if to == chat], 1.0) <= 4


def test_t34_a_group_gets_at_most_twenty_in_any_minute() -> None:
    """T34: sixty tickets into one group, paced; a resident beside it waits for nothing."""
    clock = Seconds()
    pace = Pace(25, 18, clock)
    sent = drain(pace, clock, Counter({"-100": 60, "7": 1}))
    assert most_within([at for at, to in sent if to == "-100"], 60.0) <= 19
    assert next(at for at, to in sent if to == "7") == 100.0


@given(waits=st.lists(st.floats(0.1, 60), min_size=1, max_size=5))
def test_a_pause_is_for_all_and_no_shorter_one_ends_it(waits: list[float]) -> None:
    """T32, T33: nothing may be sent before the longest wait is over; then it may."""
    clock = Seconds()
    pace = Pace(25, 18, clock)
    for wait in waits:
        pace.pause(wait)
    assert pace.room == 0
    assert pace.take("7") == pytest.approx(max(waits))
    clock.now += max(waits) + 0.001
    assert pace.room > 0
    assert pace.take("7") == 0.0


def test_who_has_to_wait_takes_nothing() -> None:
    """Asking in vain costs nobody else their turn."""
    clock = Seconds()
    pace = Pace(5, 18, clock)
    assert [pace.take("7") for _ in range(3)] == [0.0] * 3
    assert all(pace.take("7") > 0 for _ in range(50))
    assert [pace.take(chat) for chat in "89"] == [0.0] * 2
    assert pace.take("6") > 0
