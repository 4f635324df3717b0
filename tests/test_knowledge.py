"""Importing an FAQ: merge or replace, all or nothing, in short steps, while others read."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import pytest

from bot.errors import StoreError, WenzhengError
from bot.imports.report import Report
from bot.knowledge.importing import add_entries, read_entries, replace_entries
from bot.models import Department
from bot.store import knowledge, people
from faq.entries import FaqEntry
from faq.errors import FaqError
from faq.rows import Row
from faq.tables import read_rows

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.store import Database, Work


T = TypeVar("T")


def entry(number: int, answer: str = "a") -> FaqEntry:
    """The n-th entry of a long FAQ."""
    return FaqEntry(f"e{number:05}", f"问题 {number}?", answer)


async def test_a_repeated_import_reports_what_it_changed(database: Database, now: datetime) -> None:
    """Added, changed and unchanged are told; others stay; unchanged files make no version."""
    first = await add_entries(database, [entry(1), entry(2)], "a.csv", lambda: now)
    assert first == Report(added=2, version=1)
    second = await add_entries(database, [entry(2), entry(3), entry(1, "b")], "b", lambda: now)
    assert second == Report(added=1, changed=1, unchanged=1, version=2)
    third = await add_entries(database, [entry(3)], "b", lambda: now)
    assert third == Report(unchanged=1)
    assert await database.read(knowledge.count) == 3
    assert await database.read(knowledge.current_version) == 2


async def test_a_replacement_ends_what_the_file_does_not_hold(
    database: Database, now: datetime
) -> None:
    """The file is the whole FAQ afterwards."""
    await add_entries(database, [entry(1), entry(2)], "a.csv", lambda: now)
    report = await replace_entries(database, [entry(2), entry(3)], "b.csv", lambda: now)
    assert report == Report(added=1, unchanged=1, removed=1, version=2)
    assert [kept.id for kept in await database.read(knowledge.entries)] == ["e00002", "e00003"]


async def test_a_department_becomes_its_id_where_it_is_known(
    database: Database, now: datetime
) -> None:
    """By id or by name; a name that nobody knows is kept as it is."""
    kept = Department("tax", "税务局", "Tax Bureau")
    await database.transaction(lambda tx: people.keep_department(tx, kept))
    named = ["税务局", "TAX", "tax bureau", "观光局", ""]
    entries = [FaqEntry(str(n), "问?", "答", department=name) for n, name in enumerate(named)]
    await add_entries(database, entries, "a.csv", lambda: now)
    stored = await database.read(knowledge.entries)
    assert [each.department for each in stored] == ["tax", "tax", "tax", "观光局", ""]


async def test_a_large_import_goes_in_steps_and_tells_its_progress(
    database: Database, now: datetime
) -> None:
    """Progress only grows, and ends at the whole."""
    told: list[tuple[int, int]] = []
    entries = [entry(number) for number in range(3_000)]
    await add_entries(database, entries, "a", lambda: now, lambda *step: told.append(step))
    assert told == sorted(told)
    assert told[-1] == (3_000, 3_000)
    assert len(told) > 3
    assert await database.read(knowledge.count) == 3_000


async def test_others_read_the_old_version_and_write_meanwhile(
    database: Database, now: datetime
) -> None:
    """An import in progress neither shows half of itself nor keeps messages out."""
    await add_entries(database, [entry(0)], "a", lambda: now)
    importing = asyncio.create_task(
        add_entries(database, [entry(number) for number in range(1, 2_001)], "b", lambda: now)
    )
    seen = set()
    written = 0
    while not importing.done():
        seen.add(await database.read(knowledge.count))
        department = Department(f"d{written}", f"单位{written}")
        await database.transaction(partial(people.keep_department, department=department))
        written += 1
    await importing
    assert seen <= {1, 2_001}
    assert written > 3


class Failing:
    """A database whose n-th writing transaction fails as a full disk does."""

    def __init__(self, database: Database, fails_at: int) -> None:
        self.name = database.name
        self.read = database.read
        self.close = database.close
        self._database = database
        self._left = fails_at

    async def transaction(self, work: Work[T]) -> T:
        """Run it, until the disk is full."""
        self._left -= 1
        if self._left == 0:
            raise StoreError("the disk is full")
        return await self._database.transaction(work)


@pytest.mark.parametrize("fails_at", range(1, 6))
async def test_a_failed_import_leaves_everything_as_it_was(
    database: Database, now: datetime, fails_at: int
) -> None:
    """Wherever it fails, the old version answers, and the next import works."""
    await add_entries(database, [entry(1)], "a", lambda: now)
    entries = [entry(number, "b") for number in range(1, 100)]
    failing = Failing(database, fails_at)
    with pytest.raises(StoreError, match="disk is full"):
        await add_entries(failing, entries, "b", lambda: now)
    assert [kept.answer for kept in await database.read(knowledge.entries)] == ["a"]
    later = now + timedelta(minutes=knowledge.LEASE_MINUTES, seconds=1)
    report = await add_entries(database, entries, "b", lambda: later)
    assert report == Report(added=98, changed=1, version=2)


async def test_a_second_import_is_refused_while_one_runs(database: Database, now: datetime) -> None:
    """One of two concurrent imports says that the other is under way."""
    entries = [entry(number) for number in range(500)]
    results = await asyncio.gather(
        *(add_entries(database, entries, "a", lambda: now) for _ in range(2)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, WenzhengError) for result in results) == 1
    assert Report(added=500, version=1) in results


def test_every_refusal_is_named_with_row_and_field() -> None:
    """Nothing is dropped in silence."""
    rows = [
        Row(2, {"问题": "停水?", "答案": "打电话", "编号": "1"}),
        Row(3, {"问题": "", "答案": "x", "编号": "2"}),
        Row(4, {"问题": "停电?", "答案": "", "编号": "3"}),
        Row(5, {"问题": "停气?", "答案": "x", "编号": "1"}),
    ]
    entries, refused = read_entries(rows)
    assert [kept.id for kept in entries] == ["1"]
    assert [(each.row, each.field) for each in refused] == [
        (3, "question"),
        (4, "answer"),
        (5, "id"),
    ]


def test_a_file_without_an_entry_is_refused(tmp_path: Path) -> None:
    """An empty list is a mistake, never an import of nothing."""
    path = tmp_path / "a.json"
    path.write_text("[]", "utf-8")
    with pytest.raises(FaqError):
        read_entries(read_rows(path))
