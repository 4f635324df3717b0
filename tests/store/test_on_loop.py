"""Bodies that the loop carries out itself: in order, in turns, and whatever becomes of the loop."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from bot.errors import StoreError
from bot.store import Database, Transaction, contacts
from bot.store.on_loop import SLICE_SECONDS, OnLoop


async def test_brief_bodies_and_others_are_committed_in_the_order_in_which_they_came(
    database: Database,
) -> None:
    """Whichever thread carries them out."""
    seen: list[int] = []

    def note(tx: Transaction, number: int) -> int:
        seen.append(number)
        return contacts.count(tx, "order", "now")

    begins = (database.brief, database.brief, database.transaction, database.brief)
    if database.name == "postgres":
        begins = (database.brief,)
    work = [
        begin(lambda tx, number=number: note(tx, number)) for number, begin in enumerate(begins)
    ]
    assert await asyncio.gather(*work) == [number + 1 for number in range(len(begins))]
    assert seen == sorted(seen)


async def test_a_brief_body_that_fails_is_undone_alone(database: Database) -> None:
    """Its neighbours in the group are kept, and it alone is told why."""

    def fail(tx: Transaction) -> None:
        contacts.count(tx, "kept", "now")
        raise ValueError("no")

    def break_off(tx: Transaction) -> None:
        contacts.count(tx, "kept", "now")
        tx.run("there_is_no_such_statement")

    found = await asyncio.gather(
        database.brief(lambda tx: contacts.count(tx, "kept", "now")),
        database.brief(fail),
        database.brief(break_off),
        return_exceptions=True,
    )
    assert found[0] == 1
    assert isinstance(found[1], ValueError)
    assert isinstance(found[2], StoreError)
    assert await database.read(lambda tx: contacts.counted(tx, "kept", "now")) == 1


async def test_other_work_of_the_loop_has_a_turn_between_the_bodies() -> None:
    """Nobody waits for a whole group."""
    turns: list[str] = []

    def body(number: int) -> int:
        turns.append(f"body {number}")
        time.sleep(SLICE_SECONDS)
        return number

    loop = asyncio.get_running_loop()
    waiting = asyncio.create_task(asyncio.to_thread(OnLoop(range(3), body).outcomes, loop))
    while not waiting.done():
        turns.append("another")
        await asyncio.sleep(0)
    assert await waiting == [0, 1, 2]
    first, last = turns.index("body 0"), turns.index("body 2")
    assert "another" in turns[first:last]


async def test_what_a_body_raises_is_raised_where_the_group_is_waited_for() -> None:
    """And those after it are left to whoever undoes the group."""
    carried: list[int] = []

    def body(number: int) -> None:
        carried.append(number)
        if number == 1:
            raise RuntimeError("the disk is full")

    loop = asyncio.get_running_loop()
    with pytest.raises(RuntimeError, match="full"):
        await asyncio.to_thread(OnLoop(range(3), body).outcomes, loop)
    assert carried == [0, 1]


def test_a_loop_that_was_closed_costs_no_body() -> None:
    """The thread that waits carries them out: before it was asked, and after."""
    closed = asyncio.new_event_loop()
    closed.close()
    assert OnLoop(range(3), str).outcomes(closed) == ["0", "1", "2"]

    never_run = asyncio.new_event_loop()
    found: list[list[str]] = []
    waits = threading.Thread(target=lambda: found.append(OnLoop("ab", str).outcomes(never_run)))
    waits.start()
    time.sleep(0.05)
    never_run.close()
    waits.join(timeout=10)
    assert found == [["a", "b"]]
