"""The one thread of the service that writes to SQLite: what waits is carried out in groups."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

import msgspec

from bot.errors import StoreError
from bot.store import Work
from bot.store.draining import waiting_in
from bot.store.groups import GROUP, Groups, Outcome

T = TypeVar("T")


class _Job(msgspec.Struct, frozen=True, eq=False):
    work: Work[Any]
    future: asyncio.Future[Any]


class GroupWriter:
    """Takes transactions from whoever waits for them, and runs them in a thread of its own."""

    def __init__(self, groups: Groups, path: Path) -> None:
        self._groups = groups
        self._path = path
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._closing = False
        self._thread = threading.Thread(target=self._write, name="sqlite-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> asyncio.Future[T]:
        """Queue a transaction; it runs even where nobody waits for its future any more."""
        if self._closing:
            raise StoreError(f"{self._path} has been closed; nothing can be written any more.")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(_Job(work, future))
        return future

    def close(self) -> None:
        """Finish what is queued, let go of the connection and end the thread; blocks."""
        if not self._closing:
            self._closing = True
            self._queue.put(None)
        self._thread.join()

    def _write(self) -> None:
        ended = False
        while not ended:
            jobs, ended = waiting_in(self._queue, GROUP)
            self._groups.carry_out([job.work for job in jobs], partial(_tell, jobs))
        self._groups.close()


_Settled = list[tuple[asyncio.Future[Any], Outcome]]


def _tell(jobs: Iterable[_Job], outcomes: Iterable[Outcome]) -> None:
    waiting: defaultdict[asyncio.AbstractEventLoop, _Settled] = defaultdict(list)
    for job, outcome in zip(jobs, outcomes, strict=True):
        waiting[job.future.get_loop()].append((job.future, outcome))
    for loop, some in waiting.items():
        # A closed loop has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, some)


def _settle(settled: _Settled) -> None:
    for future, outcome in settled:
        if future.done():
            continue
        if outcome.error is not None:
            future.set_exception(outcome.error)
        else:
            future.set_result(outcome.result)
