"""Time: how it is written down, and a clock that never goes back."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SteadyClock, local_date, local_day, parse_stamp, stamp
from tests.conftest import NOW
from tests.ledgers import Hands

MOMENTS = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    datetime(9999, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(moment=MOMENTS)
def test_a_stamp_is_read_back_to_the_microsecond(moment: datetime) -> None:
    """Writing and reading a moment changes nothing."""
    assert parse_stamp(stamp(moment)) == moment


@given(one=MOMENTS, other=MOMENTS)
def test_the_order_of_stamps_is_the_order_of_time(one: datetime, other: datetime) -> None:
    """Stamps can be compared as text, whatever their moments."""
    assert (stamp(one) < stamp(other)) == (one < other)
    assert len(stamp(one)) == len(stamp(other)) == 27


def test_a_stamp_is_in_universal_time() -> None:
    """The same moment in another zone has the same stamp."""
    there = NOW.astimezone(timezone(timedelta(hours=8)))
    assert stamp(there) == stamp(NOW) == "2026-11-23T01:30:00.000000Z"


def test_each_zone_has_its_own_day_of_one_moment() -> None:
    """Whichever was asked for before, and of another moment in between."""
    evening = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    for _ in range(2):
        assert local_day(evening, ZoneInfo("Asia/Shanghai")) == "2026-11-24"
        assert local_day(evening, ZoneInfo("Etc/GMT+1")) == "2026-11-23"
        assert stamp(evening) == "2026-11-23T16:00:00.000000Z"
        assert local_day(NOW, ZoneInfo("Asia/Shanghai")) == "2026-11-23"
        assert stamp(NOW) == "2026-11-23T01:30:00.000000Z"


def test_the_citys_day_is_not_the_universal_one() -> None:
    """Before eight in the morning Shanghai is a day ahead of UTC."""
    evening = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert local_date(evening, ZoneInfo("Asia/Shanghai")) == date(2026, 11, 24)


@given(second=st.integers(0, 3599), order=st.permutations([0, 1]))
def test_two_moments_that_a_clock_tells_alike_have_each_their_day_and_stamp(
    second: int, order: list[int]
) -> None:
    """In the hour that comes twice in Paris as summer time ends, whichever was asked for before."""
    first = datetime(2026, 10, 25, tzinfo=UTC) + timedelta(seconds=second)
    for zone in (ZoneInfo("Etc/GMT+1"), ZoneInfo("Asia/Shanghai")):
        for hour in order:
            moment = first + timedelta(hours=hour)
            there = moment.astimezone(ZoneInfo("Europe/Paris"))
            assert local_day(there, zone) == moment.astimezone(zone).date().isoformat()
            assert parse_stamp(stamp(there)) == moment


@given(steps=st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e5)), max_size=30))
def test_a_steady_clock_never_goes_back(steps: list[tuple[float, float]]) -> None:
    """However the machine's clock jumps, each time told is later than the one before."""
    machine, elapsed = Hands(), [0.0]
    clock = SteadyClock(machine, lambda: elapsed[0])
    told = [clock()]
    for jump, passed in steps:
        machine.turn(jump)
        elapsed[0] += passed
        told.append(clock())
    assert all(earlier < later for earlier, later in itertools.pairwise(told))


def test_a_clock_set_back_goes_slower_until_it_is_caught_up() -> None:
    """Meanwhile a minute takes two, and afterwards the machine's time counts again."""
    machine, elapsed = Hands(), [0.0]
    clock = SteadyClock(machine, lambda: elapsed[0])
    before = clock()
    machine.turn(-3600)
    _pass(machine, elapsed, 120)
    assert clock() == before + timedelta(seconds=60)
    _pass(machine, elapsed, 7200)
    assert clock() == machine()


def test_a_clock_goes_on_from_what_an_earlier_run_has_kept() -> None:
    """After a restart on a machine that was set back no time is told twice."""
    clock = SteadyClock(Hands())
    clock.begin_at(NOW + timedelta(hours=8))
    assert clock() > NOW + timedelta(hours=8)


def _pass(machine: Hands, elapsed: list[float], seconds: float) -> None:
    machine.turn(seconds)
    elapsed[0] += seconds
