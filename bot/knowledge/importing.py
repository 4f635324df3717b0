"""Imports an FAQ: all of it or nothing, while the service goes on answering from the old one."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.errors import StoreError
from bot.imports.department_names import ids_by_name
from bot.imports.report import Report
from bot.store import knowledge, people
from bot.store.knowledge import StoredEntry
from bot.store.patience import patiently
from faq.errors import FaqError
from faq.importing import Refusal, check_answerable, parse_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.clock import Clock
    from bot.store import Database, Transaction, Work
    from bot.store.knowledge import Lease
    from faq.entries import FaqEntry
    from faq.rows import Row

    Progress = Callable[[int, int], None]
    """Told how many rows of how many have been written."""

T = TypeVar("T")

SAMPLE = "sample"
"""The origin of the entries that an empty service starts with."""

_FEWEST, _MOST = 20, 1_000  # entries in one transaction
_LONGEST_PAUSE = 1.0  # seconds left to others after a transaction that had to wait itself
_WANTED_SECONDS = 0.015  # a transaction, well below the 100 ms that a message may have to wait


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import is going to write."""

    staged: tuple[StoredEntry, ...]
    ended: tuple[str, ...]
    report: Report


def read_entries(
    rows: Iterable[Row], seen: dict[str, int] | None = None, ignored: list[str] | None = None
) -> tuple[list[FaqEntry], list[Refusal]]:
    """The entries of an FAQ table and the rows that cannot be taken. FaqError: no such table.

    `seen` holds the ids of the tables before, where several make one import; `ignored` is given
    the names of the columns that are passed over.
    """
    entries: list[FaqEntry] = []
    refused: list[Refusal] = []
    for item in parse_entries(rows, seen=seen, checks=[check_answerable], ignored=ignored):
        if isinstance(item, Refusal):
            refused.append(item)
        else:
            entries.append(item)
    if not entries and not refused:
        raise FaqError("the file holds no entry; nothing was imported")
    return entries, refused


async def add_entries(
    database: Database,
    entries: Sequence[FaqEntry],
    origin: str,
    clock: Clock,
    progress: Progress | None = None,
) -> Report:
    """Add entries and update those with known ids; all others stay.

    Raises `WenzhengError` while another import is under way, or `StoreError`.
    """
    return await _import(database, entries, _additions, origin, clock, progress or _silent)


async def replace_entries(
    database: Database,
    entries: Sequence[FaqEntry],
    origin: str,
    clock: Clock,
    progress: Progress | None = None,
) -> Report:
    """Make these entries the whole FAQ. Raises as `add_entries` does."""
    return await _import(database, entries, _replacement, origin, clock, progress or _silent)


def stored(entry: FaqEntry) -> StoredEntry:
    """An entry as it is kept."""
    return StoredEntry(**{name: getattr(entry, name) for name in StoredEntry.__slots__})


async def _import(
    database: Database,
    entries: Sequence[FaqEntry],
    plan_of: Callable[[Sequence[StoredEntry], dict[str, str]], Plan],
    origin: str,
    clock: Clock,
    progress: Progress,
) -> Report:
    rows = await _rows(database, entries)
    lease = await patiently(database, partial(knowledge.begin_import, now=clock()))
    writing = _Writing(database, lease, clock, progress)
    try:
        await writing.clear()
        plan = plan_of(rows, await database.read(knowledge.digests))
        return await writing.carry_out(plan, origin)
    finally:
        # Where nothing had to be put in force, or something failed: let others import. Where not
        # even that can be written, the lease runs out by itself.
        with suppress(StoreError):
            await database.transaction(partial(knowledge.end_import, lease=writing.lease))


async def _rows(database: Database, entries: Sequence[FaqEntry]) -> list[StoredEntry]:
    ids = ids_by_name(await database.read(people.departments))

    def kept(entry: FaqEntry) -> StoredEntry:
        row = stored(entry)
        known = ids.get(row.department.casefold(), row.department)
        return row if known == row.department else replace(row, department=known)

    return [kept(entry) for entry in entries]


def _additions(rows: Sequence[StoredEntry], known: dict[str, str]) -> Plan:
    staged = tuple(row for row in rows if known.get(row.id) != row.digest)
    changed = sum(row.id in known for row in staged)
    return Plan(
        staged, (), Report(len(staged) - changed, changed, unchanged=len(rows) - len(staged))
    )


def _replacement(rows: Sequence[StoredEntry], known: dict[str, str]) -> Plan:
    plan = _additions(rows, known)
    ended = tuple(known.keys() - {row.id for row in rows})
    return replace(plan, ended=ended, report=replace(plan.report, removed=len(ended)))


class _Writing:
    """One import at work: short transactions, each as long as the last one allows."""

    def __init__(self, database: Database, lease: Lease, clock: Clock, progress: Progress) -> None:
        self.lease = lease
        self._database = database
        self._clock = clock
        self._progress = progress
        self._batch = _FEWEST

    async def clear(self) -> None:
        """Undo what an import that died has left."""
        found = 1
        while found:
            found = await self._timed(
                partial(knowledge.clear_leftovers, lease=self.lease, limit=self._batch)
            )

    async def carry_out(self, plan: Plan, origin: str) -> Report:
        """Stage everything, then put it in force at once."""
        report, staged = plan.report, len(plan.staged)
        if not report.moved:
            return report
        total = staged + len(plan.ended)
        for start, batch in self._batches(plan.staged):
            await self._write(_staging(batch))
            self._progress(start + len(batch), total)
        for start, ids in self._batches(plan.ended):
            await self._write(_ending(ids))
            self._progress(staged + start + len(ids), total)
        flip = partial(
            knowledge.flip,
            lease=self.lease,
            origin=origin,
            now=self._clock(),
            added=report.added,
            changed=report.changed,
            removed=report.removed,
        )
        return replace(report, version=await patiently(self._database, flip))

    def _batches(self, items: Sequence[T]) -> Iterator[tuple[int, Sequence[T]]]:
        start = 0
        while start < len(items):
            batch = items[start : start + self._batch]
            yield start, batch
            start += len(batch)

    async def _write(self, step: Callable[[Transaction, Lease, datetime], Lease]) -> None:
        held, now = self.lease, self._clock()
        self.lease = await self._timed(lambda tx: step(tx, held, now))

    async def _timed(self, work: Work[T]) -> T:
        seconds = 0.0
        began = time.perf_counter()

        def timed(tx: Transaction) -> T:
            nonlocal seconds
            start = time.perf_counter()
            result = work(tx)
            seconds = time.perf_counter() - start
            return result

        result = await patiently(self._database, timed)
        fitting = int(self._batch * _WANTED_SECONDS / max(seconds, 0.001))
        self._batch = max(_FEWEST, min(fitting, 2 * self._batch, _MOST))
        # SQLite lets those who wait ask again every few milliseconds, and gives the lock to who
        # asks first: leave it free for as long as it was held, so that residents' messages get it.
        await asyncio.sleep(min(time.perf_counter() - began, _LONGEST_PAUSE))
        return result


def _staging(batch: Sequence[StoredEntry]) -> Callable[[Transaction, Lease, datetime], Lease]:
    return lambda tx, lease, now: knowledge.stage(tx, lease, batch, now)


def _ending(ids: Sequence[str]) -> Callable[[Transaction, Lease, datetime], Lease]:
    return lambda tx, lease, now: knowledge.end_entries(tx, lease, ids, now)


def _silent(done: int, total: int) -> None:
    """Tell nobody."""
