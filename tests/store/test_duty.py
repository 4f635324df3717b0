"""The duty roster, on both engines."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.models import Department, Role
from bot.store import duty, people
from bot.store.duty import Shift

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store import Database, Transaction

HOUR = timedelta(hours=1)


def two_officials(tx: Transaction, now: datetime) -> tuple[int, int]:
    """Two officials of the duty desk."""
    people.keep_department(tx, Department("duty", "值班室"))
    first, second = (
        people.add_official(tx, name, "duty", {Role.OFFICIAL}, now).id for name in ("甲", "乙")
    )
    return first, second


async def test_who_is_on_duty_is_told_until_the_shift_ends(
    database: Database, now: datetime
) -> None:
    """From the first moment on, not at the last; who began last comes first."""
    first, second = await database.transaction(partial(two_officials, now=now))
    for shift in (Shift(first, now, now + 8 * HOUR), Shift(second, now + HOUR, now + 2 * HOUR)):
        await database.transaction(partial(duty.keep_shift, shift=shift))

    async def names(moment: datetime) -> list[str]:
        return [each.name for each in await database.read(partial(duty.on_duty, now=moment))]

    assert await names(now - HOUR) == []
    assert await names(now) == ["甲"]
    assert await names(now + HOUR) == ["乙", "甲"]
    assert await names(now + 2 * HOUR) == ["甲"]
    assert await names(now + 8 * HOUR) == []


async def test_a_removed_official_is_not_called(database: Database, now: datetime) -> None:
    """The shift stays on record, the telephone stays silent."""
    first, _ = await database.transaction(partial(two_officials, now=now))
    await database.transaction(lambda tx: duty.keep_shift(tx, Shift(first, now, now + HOUR)))
    await database.transaction(lambda tx: people.remove_official(tx, first, now))
    assert await database.read(lambda tx: duty.on_duty(tx, now)) == []


async def test_a_shift_is_changed_by_its_beginning(database: Database, now: datetime) -> None:
    """The same official cannot begin twice at one moment."""
    first, _ = await database.transaction(partial(two_officials, now=now))
    for hours in (8, 12):
        shift = Shift(first, now, now + hours * HOUR)
        await database.transaction(partial(duty.keep_shift, shift=shift))
    assert await database.read(lambda tx: duty.shifts(tx, now)) == [shift]
    assert await database.read(lambda tx: duty.shift(tx, first, now)) == shift


async def test_past_shifts_are_swept(database: Database, now: datetime) -> None:
    """And are not listed before that either."""
    first, _ = await database.transaction(partial(two_officials, now=now))
    await database.transaction(lambda tx: duty.keep_shift(tx, Shift(first, now, now + HOUR)))
    assert await database.read(lambda tx: duty.shifts(tx, now + HOUR)) == []
    sweep = partial(duty.sweep, before=now + 2 * HOUR)
    assert [await database.transaction(sweep) for _ in range(2)] == [1, 0]
