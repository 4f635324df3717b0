"""Versions of the FAQ, and imports that crash, meet or lose their lease, on both engines."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

import pytest

from bot.errors import StoreError, WenzhengError
from bot.store import Database, knowledge
from bot.store.knowledge import Lease, StoredEntry

WATER = StoredEntry(
    "water",
    "停水找谁?",
    "请打 96116。",
    variants=("没水了", "家里\n停水"),
    department="water",
    category="生活",
    source="《供水条例》",
    updated=date(2026, 11, 1),
    valid_until=date(2027, 1, 31),
    language="zh-Hans",
)
POWER = StoredEntry("power", "停电找谁?", "请打 95598。")


async def begin(database: Database, now: datetime) -> Lease:
    """Take the lease of an import."""
    return await database.transaction(partial(knowledge.begin_import, now=now))


async def put(database: Database, now: datetime, *entries: StoredEntry) -> int:
    """Stage entries and put them in force; the version."""
    lease = await begin(database, now)
    lease = await database.transaction(lambda tx: knowledge.stage(tx, lease, entries, now))
    flip = partial(
        knowledge.flip, lease=lease, origin="a.csv", now=now, added=2, changed=1, removed=0
    )
    return await database.transaction(flip)


async def test_an_entry_is_read_as_it_was_written(database: Database, now: datetime) -> None:
    """Every field survives, empty ones too."""
    assert await put(database, now, WATER, POWER) == 1
    assert await database.read(knowledge.entries) == [POWER, WATER]
    assert await database.read(lambda tx: knowledge.entry(tx, "water")) == WATER
    assert await database.read(knowledge.digests) == {"power": POWER.digest, "water": WATER.digest}


async def test_staged_entries_are_not_read_before_the_flip(
    database: Database, now: datetime
) -> None:
    """Residents are answered from the old version until the new one is whole."""
    await put(database, now, WATER)
    changed = StoredEntry("water", "停水找谁?", "请打 12345。")
    lease = await begin(database, now)
    lease = await database.transaction(lambda tx: knowledge.stage(tx, lease, [changed, POWER], now))
    assert await database.read(knowledge.entries) == [WATER]
    flip = partial(knowledge.flip, lease=lease, origin="b", now=now, added=1, changed=1, removed=0)
    assert await database.transaction(flip) == 2
    assert await database.read(knowledge.entries) == [POWER, changed]


async def test_ended_entries_leave_with_the_flip(database: Database, now: datetime) -> None:
    """Removing is staged like everything else."""
    await put(database, now, WATER, POWER)
    lease = await begin(database, now)
    lease = await database.transaction(lambda tx: knowledge.end_entries(tx, lease, ["water"], now))
    assert await database.read(knowledge.count) == 2
    flip = partial(knowledge.flip, lease=lease, origin="b", now=now, added=0, changed=0, removed=1)
    await database.transaction(flip)
    assert await database.read(knowledge.entries) == [POWER]


async def test_the_versions_say_where_they_came_from(database: Database, now: datetime) -> None:
    """Newest first, with what each changed."""
    await put(database, now, WATER)
    await put(database, now + timedelta(days=1), POWER)
    newest, oldest = await database.read(partial(knowledge.versions, limit=10))
    assert (newest.version, newest.origin, newest.added) == (2, "a.csv", 2)
    assert oldest.imported_at == now
    assert await database.read(partial(knowledge.count_of_origin, origin="a.csv")) == 2
    assert await database.read(partial(knowledge.count_of_origin, origin="other")) == 0


async def test_two_imports_cannot_interleave(database: Database, now: datetime) -> None:
    """The second is told to wait; when the first has ended, it may."""
    lease = await begin(database, now)
    with pytest.raises(WenzhengError, match="Another import"):
        await begin(database, now + timedelta(minutes=knowledge.LEASE_MINUTES))
    await database.transaction(partial(knowledge.end_import, lease=lease))
    assert (await begin(database, now)).version == 1


async def test_a_crashed_import_is_forgotten_and_cleared_away(
    database: Database, now: datetime
) -> None:
    """Its rows are undone in small steps, and what it would have changed is as before."""
    await put(database, now, WATER, POWER)
    crashed = await begin(database, now)
    changed = [StoredEntry("water", "停水?", "x"), StoredEntry("new", "新的?", "y")]
    await database.transaction(lambda tx: knowledge.stage(tx, crashed, changed, now))
    later = now + timedelta(minutes=knowledge.LEASE_MINUTES, seconds=1)
    lease = await begin(database, later)
    clear = partial(knowledge.clear_leftovers, lease=lease, limit=1)
    assert [await database.transaction(clear) for _ in range(3)] == [2, 1, 0]
    lease = await database.transaction(lambda tx: knowledge.stage(tx, lease, changed[1:], later))
    flip = partial(
        knowledge.flip, lease=lease, origin="c", now=later, added=1, changed=0, removed=0
    )
    await database.transaction(flip)
    assert await database.read(knowledge.entries) == [changed[1], POWER, WATER]


async def test_an_import_that_was_taken_for_dead_can_write_nothing(
    database: Database, now: datetime
) -> None:
    """However late it wakes up, neither its rows nor its flip are taken."""
    sleeper = await begin(database, now)
    await begin(database, now + timedelta(minutes=knowledge.LEASE_MINUTES, seconds=1))
    with pytest.raises(StoreError, match="taken for dead"):
        await database.transaction(lambda tx: knowledge.stage(tx, sleeper, [WATER], now))
    flip = partial(
        knowledge.flip, lease=sleeper, origin="d", now=now, added=1, changed=0, removed=0
    )
    with pytest.raises(StoreError, match="taken for dead"):
        await database.transaction(flip)
    assert await database.read(knowledge.current_version) == 0


def test_the_digest_tells_any_difference() -> None:
    """Each field counts, the order of variants too."""
    others = [
        StoredEntry("water2", WATER.question),
        StoredEntry("water", WATER.question, WATER.answer),
        StoredEntry("water", WATER.question, WATER.answer, variants=("家里\n停水", "没水了")),
        WATER,
    ]
    assert len({other.digest for other in others}) == len(others)
