"""The worker: what could not be handled is tried again, less and less often, and never lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

import handlers
from bot.intake.effects import RETRY_SECONDS
from bot.models import InboxState
from bot.settings import Settings
from bot.store import Database, contacts, inbox, people
from bot.worker import KEEP_RUN_OUT, Worker
from tests.ledgers import until
from tests.rules import BREAK_A_TABLE, CONFUSE, RAISE, Door, Rules, open_door


@pytest.fixture
def door(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Door:
    """An intake whose handlers are simple rules."""
    rules = Rules()
    for name in ("handle", "admit", "overdue_questions"):
        monkeypatch.setattr(handlers, name, getattr(rules, name))
    return open_door(database, settings, rules)


@pytest.fixture
def worker(door: Door) -> Worker:
    """A worker behind that intake."""
    return Worker(door.database, door.intake, door.signals, door.clock)


@pytest.fixture
async def at_work(worker: Worker) -> AsyncIterator[Worker]:
    """The worker on its rounds."""
    task = asyncio.create_task(worker.run())
    yield worker
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("failure", [RAISE, BREAK_A_TABLE, CONFUSE])
async def test_a_kept_message_is_handled_once_the_rules_are_mended(
    door: Door, worker: Worker, failure: str
) -> None:
    """Its effect comes late but whole: the reply follows the acknowledgement."""
    receipt = await door.comes(failure)
    door.rules.mend()
    assert await worker.clear_inbox() == 0
    door.clock.turn(RETRY_SECONDS[0])
    assert await worker.clear_inbox() == 1
    assert (await door.arrival(receipt.inbox_id)).state is InboxState.DONE
    _, reply = await door.caused(receipt.inbox_id)
    assert f"echo: {failure}" in reply["content"]
    door.clock.turn(3600)
    assert await worker.clear_inbox() == 0


@pytest.mark.parametrize("failure", [RAISE, BREAK_A_TABLE, CONFUSE])
async def test_what_fails_too_often_waits_for_a_person(
    door: Door, worker: Worker, failure: str
) -> None:
    """After the last try it counts as failed; `inbox retry` has it tried again."""
    receipt = await door.comes(failure)
    for tried, pause in enumerate(RETRY_SECONDS[:4], start=1):
        arrival = await door.arrival(receipt.inbox_id)
        assert (arrival.state, arrival.attempts) == (InboxState.RECEIVED, tried)
        assert arrival.next_attempt_at == door.clock() + timedelta(seconds=pause)
        door.clock.turn(pause)
        assert await worker.clear_inbox() == 1
    assert (await door.arrival(receipt.inbox_id)).state is InboxState.FAILED
    door.clock.turn(86_400)
    assert await worker.clear_inbox() == 0
    door.rules.mend()
    await door.database.transaction(lambda tx: inbox.retry(tx, receipt.inbox_id, door.clock()))
    assert await worker.clear_inbox() == 1
    assert (await door.arrival(receipt.inbox_id)).state is InboxState.DONE


async def test_one_message_holds_up_no_other(door: Door, worker: Worker) -> None:
    """Behind a message that fails again the others are handled."""
    for text in (BREAK_A_TABLE, RAISE, CONFUSE):
        await door.comes(text)
    door.clock.turn(RETRY_SECONDS[0])
    door.rules.mend(RAISE, CONFUSE)
    assert await worker.clear_inbox() == 3
    assert door.rules.handled == [RAISE, CONFUSE]
    assert await door.counts() == {InboxState.RECEIVED: 1, InboxState.DONE: 2}


async def test_two_workers_handle_a_message_once(door: Door) -> None:
    """Whoever comes second finds it done."""
    receipt = await door.comes(RAISE)
    door.rules.mend()
    states = await asyncio.gather(*(door.intake.handle_again(receipt.inbox_id) for _ in range(6)))
    assert states.count(InboxState.DONE) == 1
    assert set(states) <= {InboxState.DONE, None}
    assert door.rules.handled == [RAISE]


async def test_the_rounds_go_on_though_a_question_cannot_be_settled(
    door: Door, at_work: Worker
) -> None:
    """What fails in one round ends neither the worker nor the other round."""
    receipt = await door.comes(RAISE)
    door.rules.mend()
    door.clock.turn(1)
    door.signals.notify("inbox")

    async def done() -> bool:
        return (await door.arrival(receipt.inbox_id)).state is InboxState.DONE

    await until(done)


async def test_old_counters_are_swept(door: Door, worker: Worker) -> None:
    """Brakes of days past are forgotten, though no question can be settled; today's are not."""
    await door.database.transaction(lambda tx: contacts.count(tx, "x", "2026-11-20T01:30"))
    await door.database.transaction(lambda tx: contacts.count(tx, "x", "2026-11-23T01:30"))
    task = asyncio.create_task(worker.run())

    async def swept() -> bool:
        old = await door.database.read(lambda tx: contacts.counted(tx, "x", "2026-11-20T01:30"))
        return old == 0

    await until(swept)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    today = await door.database.read(lambda tx: contacts.counted(tx, "x", "2026-11-23T01:30"))
    assert today == 1


async def test_what_let_officials_in_is_swept(
    door: Door, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links and sessions that ran out days ago, in the same round; later ones are still known."""
    swept: list[datetime] = []
    monkeypatch.setattr(people, "sweep_access", lambda _, before: swept.append(before))
    task = asyncio.create_task(worker.run())

    async def done() -> bool:
        return swept == [door.clock() - KEEP_RUN_OUT]

    await until(done)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
