"""SQLite's writer commits in groups, and nobody in a group suffers for another."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Refused, StoreError
from bot.store import Transaction, Work
from bot.store.groups import GROUP
from bot.store.sqlite import SqliteDatabase
from bot.store.sqlite_ground import prepare_sqlite
from tests.conftest import NOW
from tests.store.probe import STATEMENTS, Engine, all_keys, insert

Step = tuple[str, str, str]
_STEPS = st.tuples(
    st.sampled_from(["insert_key", "put_key", "delete_key"]),
    st.sampled_from("abc"),
    st.sampled_from("123"),
)
_BODIES = st.tuples(st.lists(_STEPS, max_size=4), st.booleans())


def _body(steps: list[Step], raises: bool) -> Callable[[Transaction], None]:
    def body(tx: Transaction) -> None:
        for statement, name, value in steps:
            tx.run(statement, name=name, value=value)
        if raises:
            raise Refused("asked for")

    return body


async def _in_one_group(sqlite: Engine, bodies: Sequence[Work[object]]) -> list[object]:
    """What comes of bodies that waited together behind another transaction."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_: Transaction) -> None:
        begun.set()
        go_on.wait()

    holding = asyncio.create_task(sqlite.transaction(hold))
    await asyncio.to_thread(begun.wait)
    waiting = [asyncio.create_task(sqlite.transaction(body)) for body in bodies]
    await asyncio.sleep(0)
    go_on.set()
    await holding
    return list(await asyncio.gather(*waiting, return_exceptions=True))


def _expect(model: dict[str, str], steps: list[Step], raises: bool) -> type[Exception] | None:
    """What the body does to a dict; the model is changed only where it succeeds."""
    draft = dict(model)
    for statement, name, value in steps:
        if statement == "delete_key":
            draft.pop(name, None)
        elif statement == "insert_key" and name in draft:
            return StoreError
        else:
            draft[name] = value
    if raises:
        return Refused
    model.clear()
    model.update(draft)
    return None


@given(groups=st.lists(st.lists(_BODIES, max_size=8), max_size=4))
@settings(max_examples=60, deadline=None)
def test_groups_of_transactions_do_what_a_dict_does(
    groups: list[list[tuple[list[Step], bool]]],
) -> None:
    """Random transactions, some of which raise or break a constraint, in random groups."""

    async def against_the_model(path: Path) -> None:
        database = SqliteDatabase(path, STATEMENTS)
        model: dict[str, str] = {}
        for group in groups:
            expected = [_expect(model, *body) for body in group]
            results = await asyncio.gather(
                *(database.transaction(_body(*body)) for body in group), return_exceptions=True
            )
            assert [type(result) if result else None for result in results] == expected
            assert await database.read(all_keys) == model
        await database.close()

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trial.db"
        prepare_sqlite(path, NOW)
        asyncio.run(against_the_model(path))


async def test_waiting_transactions_share_a_commit(sqlite: SqliteDatabase) -> None:
    """What waits behind a slow transaction is invisible until all of its group is committed."""
    begun, go_on = threading.Event(), threading.Event()
    last_begun, last_go_on = threading.Event(), threading.Event()

    def block(first: threading.Event, second: threading.Event) -> Work[object]:
        def body(_: Transaction) -> None:
            first.set()
            second.wait()

        return body

    bodies: list[Work[object]] = [insert(str(n)) for n in range(GROUP - 1)]
    bodies.append(block(last_begun, last_go_on))
    waiting = [asyncio.create_task(sqlite.transaction(block(begun, go_on)))]
    await asyncio.to_thread(begun.wait)
    waiting += [asyncio.create_task(sqlite.transaction(body)) for body in bodies]
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.to_thread(last_begun.wait)
    assert await sqlite.read(all_keys) == {}
    last_go_on.set()
    await asyncio.gather(*waiting)
    assert len(await sqlite.read(all_keys)) == GROUP - 1


async def test_a_commit_that_fails_fails_only_for_whose_fault_it_is(sqlite: Engine) -> None:
    """The bodies of a failed group are run again singly: one fails, the others are kept."""
    runs: list[int] = []

    def body(number: int, tx: Transaction) -> int:
        runs.append(number)
        tx.run("insert_key", name=f"{number:02d}", value="")
        if number == 7:
            tx.run("check_references_late")
            tx.run("role_of_nobody", official_id=1)
        return number

    results = await _in_one_group(sqlite, [partial(body, n) for n in range(20)])
    assert [n for n, result in enumerate(results) if result != n] == [7]
    assert isinstance(results[7], StoreError)
    assert runs == [*range(20), *range(20)]
    assert len(await sqlite.read(all_keys)) == 19


async def test_one_that_raises_is_undone_alone_and_the_others_are_kept(
    sqlite: SqliteDatabase,
) -> None:
    """Its group is run again from the start; once nobody raises, each runs once as before."""
    runs: list[int] = []

    def body(raising: int | None, number: int, tx: Transaction) -> int:
        runs.append(number)
        tx.run("put_key", name=f"{number}", value="")
        if number == raising:
            raise Refused("asked for")
        return number

    async def together(raising: int | None) -> list[object]:
        runs.clear()
        return await _in_one_group(sqlite, [partial(body, raising, number) for number in range(4)])

    raised = await together(2)
    assert [type(each) for each in raised] == [int, int, Refused, int]
    assert set(await sqlite.read(all_keys)) == {"0", "1", "3"}
    assert runs == [0, 1, 2, 0, 1, 2, 3]
    assert await together(None) == [0, 1, 2, 3]
    assert runs == [0, 1, 2, 3]
    assert await together(None) == [0, 1, 2, 3]
    assert runs == [0, 1, 2, 3]


async def test_a_transaction_sqlite_undid_whole_takes_no_neighbour_with_it(
    sqlite: Engine,
) -> None:
    """Where a statement ends the whole transaction, as a full disk can, the others run again."""

    def body(number: int, tx: Transaction) -> None:
        tx.run("insert_key", name=f"{number:02d}", value="")
        if number == 5:
            tx.run("undo_all")

    results = await asyncio.gather(
        *(sqlite.transaction(partial(body, n)) for n in range(10)), return_exceptions=True
    )
    assert [n for n, result in enumerate(results) if isinstance(result, StoreError)] == [5]
    assert len(await sqlite.read(all_keys)) == 9
