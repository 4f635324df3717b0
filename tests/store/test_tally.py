"""Counting a ledger again and again: what is told is true, and the old is gone through once."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from types import FrameType
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import InboundMessage, InboxState, OutboxState, TicketState
from bot.store import Database, Row, Transaction, inbox, outbox, tally, tickets
from bot.store.tally import ANEW_SECONDS, INBOX, OUTBOX, TICKETS, YOUNG, Ledger, Tally
from tests.store.talk import opened, owed

LEDGER = Ledger("newest", "whole", "between")


class Ids:
    """A ledger of which a test says which ids are seen, and how many rows are gone through."""

    def __init__(self) -> None:
        self.seen: set[int] = set()
        self.walked = 0

    def row(self, statement: str, /) -> Row:
        """The newest id."""
        assert statement == LEDGER.newest
        return {"id": max(self.seen, default=None)}

    def rows(self, statement: str, /, after: int = 0, until: int | None = None) -> list[Row]:
        """How many there are."""
        assert statement == (LEDGER.whole if until is None else LEDGER.between)
        count = sum(after < each and (until is None or each <= until) for each in self.seen)
        self.walked += count
        return [{"channel": "", "count": count}]


@given(
    steps=st.lists(st.integers(0, 3 * YOUNG), max_size=8),
    late=st.sets(st.integers(1, YOUNG - 1)),
)
def test_no_row_is_missed_though_it_is_seen_late(steps: list[int], late: set[int]) -> None:
    """PostgreSQL shows some rows after others with higher ids, and leaves ids out."""
    ids, counting = Ids(), Tally(LEDGER)
    newest = 0
    for step in steps:
        coming = set(range(newest + 1, newest + step + 1, 1000)) | {newest + step}
        behind = {newest + step - each for each in late} & coming
        newest += step
        ids.seen |= coming - behind - {0}
        assert counting(cast("Transaction", ids)).total() == len(ids.seen)
        ids.seen |= behind - {0}
        assert counting(cast("Transaction", ids)).total() == len(ids.seen)


def test_what_is_old_is_gone_through_once() -> None:
    """Later looks go through what is young, and what has come since, however much there is."""
    ids, counting = Ids(), Tally(LEDGER)
    ids.seen = set(range(1, 50 * YOUNG))
    assert counting(cast("Transaction", ids)).total() == len(ids.seen)
    for _ in range(5):
        ids.walked = 0
        ids.seen |= {max(ids.seen) + 1, max(ids.seen) + 2}
        assert counting(cast("Transaction", ids)).total() == len(ids.seen)
        assert ids.walked <= YOUNG + 2


def test_a_row_that_is_seen_later_than_the_newest_is_told_within_the_hour() -> None:
    """It waited while thousands came; until then it is missing, and nothing is counted twice."""
    ids, time = Ids(), [0.0]
    counting = Tally(LEDGER, lambda: time[0])
    ids.seen = set(range(1, 2 * YOUNG)) - {5}
    counting(cast("Transaction", ids))
    ids.seen.add(5)
    time[0] = ANEW_SECONDS - 1
    assert counting(cast("Transaction", ids)).total() == len(ids.seen) - 1
    time[0] = ANEW_SECONDS
    assert counting(cast("Transaction", ids)).total() == len(ids.seen)


def test_looks_at_the_same_time_leave_nothing_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever one thread has reached when another one counts from beginning to end."""
    monkeypatch.setattr(tally, "YOUNG", 2)
    for step in count():
        first, second, counting = Ids(), Ids(), Tally(LEDGER)
        first.seen = set(range(1, 11))
        counting(cast("Transaction", first))
        first.seen, second.seen = set(range(1, 21)), set(range(1, 31))
        other = partial(counting, cast("Transaction", second))
        with _interrupted(Tally.__call__, step, other) as at:
            told = counting(cast("Transaction", first)).total()
        assert len(first.seen) <= told <= len(second.seen)
        assert counting(cast("Transaction", second)).total() == len(second.seen)
        if not at:
            break
    assert step > 20  # counting is made of more


async def test_a_tally_tells_what_counting_anew_does(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every ledger, state by state, while rows come and go from state to state."""
    monkeypatch.setattr(tally, "YOUNG", 2)
    kept, sent, asked = Tally(INBOX), Tally(OUTBOX), Tally(TICKETS)

    def work(tx: Transaction, number: int) -> None:
        message = InboundMessage("web", f"m{number}", "zhang")
        arrival = inbox.keep(tx, message, now, done=number % 2 == 0)
        assert arrival
        if number % 3 == 0:
            inbox.done(tx, arrival.id, now)
        outbox_id = owed(tx, now, f"at {number}")
        if number % 2:
            outbox.written(tx, [outbox_id], now)
        opened(tx, now + timedelta(seconds=number), f"of {number}")

    def look(tx: Transaction) -> None:
        assert inbox.counts(tx, kept) == inbox.counts(tx)
        assert sum(inbox.counts(tx).values()) == number + 1
        assert sorted(outbox.counts(tx, sent)) == sorted(outbox.counts(tx))
        assert {state for _, state, _ in outbox.counts(tx)} >= {OutboxState.QUEUED}
        assert tickets.counts(tx, asked) == tickets.counts(tx)
        assert sum(tickets.counts(tx).values()) == number + 1

    for number in range(9):
        await database.transaction(lambda tx, number=number: work(tx, number))
        await database.read(look)


async def test_no_state_is_told_as_fewer_than_none(database: Database, now: datetime) -> None:
    """Where a tally misses rows that are not finished."""
    behind = cast("Tally", lambda tx: Counter[str]())

    def work(tx: Transaction) -> None:
        inbox.keep(tx, InboundMessage("web", "m", "zhang"), now)
        owed(tx, now, "here")
        opened(tx, now, "of it")
        assert set(inbox.counts(tx, behind)) == {InboxState.RECEIVED}
        assert {state for _, state, _ in outbox.counts(tx, behind)} == {OutboxState.QUEUED}
        assert TicketState.CLOSED not in tickets.counts(tx, behind)

    await database.transaction(work)


@contextmanager
def _interrupted(
    called: Callable[..., object], step: int, other: Callable[[], object]
) -> Iterator[list[int]]:
    """Do something else right before the interpreter's n-th step within a function; yields where
    that was, and nothing where there are fewer steps.
    """
    before, steps, at = sys.gettrace(), count(), list[int]()

    def follow(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code is not called.__code__:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and next(steps) == step:
            sys.settrace(None)
            at.append(frame.f_lasti)
            other()
        return follow

    sys.settrace(follow)
    try:
        yield at
    finally:
        sys.settrace(before)
