"""Both engines keep the same promises."""

from __future__ import annotations

import asyncio
import re
import threading
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial

import msgspec
import pytest

from bot.errors import Refused, StoreError
from bot.settings import Settings
from bot.store import Row, Transaction
from tests.store.probe import Engine, all_keys, insert, open_engine


class Colour(StrEnum):
    """A value as the nouns have them."""

    RED = "red"


async def test_what_is_committed_is_read(engine: Engine) -> None:
    """A committed row is there for every later reader."""
    await engine.transaction(insert("a", "停水"))
    assert await engine.read(lambda tx: tx.row("key", name="a")) == {"value": "停水"}


async def test_a_body_that_raises_leaves_nothing_and_its_error_arrives(engine: Engine) -> None:
    """The caller gets the very error of the body, and the body's changes are undone."""
    refusal = Refused("closed")

    def body(tx: Transaction) -> None:
        tx.run("insert_key", name="a", value="1")
        raise refusal

    with pytest.raises(Refused) as caught:
        await engine.transaction(body)
    assert caught.value is refusal
    assert await engine.read(all_keys) == {}


async def test_a_refused_statement_names_itself_and_repeats_no_value(engine: Engine) -> None:
    """A broken constraint is a sentence with the statement in it, without what was written."""

    def body(tx: Transaction) -> None:
        tx.run("insert_key", name="13800138000", value="1")
        tx.run("insert_key", name="13800138000", value="2")

    with pytest.raises(StoreError, match=r"'insert_key'.*nothing of this was written") as caught:
        await engine.transaction(body)
    assert "13800138000" not in str(caught.value)
    assert await engine.read(all_keys) == {}


async def test_a_failed_statement_cannot_be_hidden(engine: Engine) -> None:
    """A body that swallows the error of a statement still fails, on both engines alike."""

    def body(tx: Transaction) -> str:
        tx.run("insert_key", name="a", value="1")
        try:
            tx.run("insert_key", name="a", value="2")
        except Exception:  # noqa: BLE001 - the very thing a body must not do
            return "all is well"
        return "no error at all"

    with pytest.raises(StoreError):
        await engine.transaction(body)
    assert await engine.read(all_keys) == {}


async def test_a_missing_value_is_an_error_that_names_the_statement(engine: Engine) -> None:
    """A parameter nobody gave is refused."""
    with pytest.raises(StoreError, match="'insert_key'"):
        await engine.transaction(lambda tx: tx.run("insert_key", name="a"))


async def test_an_unknown_statement_is_an_error_that_names_it(engine: Engine) -> None:
    """A misspelt statement says so."""
    with pytest.raises(StoreError, match="'insert_kee'"):
        await engine.transaction(lambda tx: tx.run("insert_kee"))


async def test_returning_gives_the_row_back(engine: Engine) -> None:
    """INSERT … RETURNING is carried out whole, also where only its row is asked for."""

    def body(tx: Transaction) -> list[int]:
        return [tx.rows("count_up", subject="s")[0]["count"] for _ in range(3)]

    assert await engine.transaction(body) == [1, 2, 3]
    assert await engine.transaction(lambda tx: tx.row("count_up", subject="s")) == {"count": 4}


async def test_run_counts_the_rows_it_touched(engine: Engine) -> None:
    """The number of rows: inserted, deleted, none, returned or found."""

    def body(tx: Transaction) -> list[int]:
        return [
            tx.run("insert_key", name="a", value="1"),
            tx.run("keys"),
            tx.run("delete_key", name="a"),
            tx.run("delete_key", name="a"),
            tx.run("count_up", subject="s"),
        ]

    assert await engine.transaction(body) == [1, 1, 1, 0, 1]


async def test_no_row_is_none_and_a_statement_without_rows_has_none(engine: Engine) -> None:
    """`row` and `rows` of nothing."""

    def body(tx: Transaction) -> list[object]:
        return [
            tx.row("key", name="nobody"),
            tx.rows("put_key", name="a", value="1"),
            tx.row("put_key", name="a", value="1"),
        ]

    assert await engine.transaction(body) == [None, [], None]


async def test_run_many_writes_each_set_of_values(engine: Engine) -> None:
    """Many rows at once, also from a generator, also none."""

    def body(tx: Transaction) -> dict[str, str]:
        tx.run_many("insert_key", ({"name": str(n), "value": n > 1} for n in range(3)))
        tx.run_many("insert_key", [])
        return all_keys(tx)

    assert await engine.transaction(body) == {"0": "0", "1": "0", "2": "1"}


async def test_run_many_that_fails_leaves_nothing(engine: Engine) -> None:
    """One broken row undoes all."""
    twice = [{"name": "a", "value": ""}, {"name": "a", "value": ""}]
    with pytest.raises(StoreError, match="'insert_key'"):
        await engine.transaction(lambda tx: tx.run_many("insert_key", twice))
    assert await engine.read(all_keys) == {}


async def test_bytes_come_back_as_they_went(engine: Engine) -> None:
    """Every byte, and true and false as one and nought."""
    body = bytes(range(256))
    await engine.transaction(lambda tx: tx.run("put_attachment", sha256="a", size=True, body=body))
    row = await engine.read(lambda tx: tx.row("attachment", sha256="a"))
    assert row == {"size": 1, "body": body}


async def test_a_members_value_is_written(engine: Engine) -> None:
    """A StrEnum member is kept as its text."""
    await engine.transaction(insert(Colour.RED, Colour.RED))
    assert await engine.read(all_keys) == {"red": "red"}


@pytest.mark.parametrize("odd", ["水\0管\ud83d爆了😀", "水管\udfff爆了", "\ud83d"])
async def test_characters_no_engine_can_keep_are_replaced(engine: Engine, odd: str) -> None:
    """A message with half a surrogate pair is kept, not lost, and U+0000 with it."""
    await engine.transaction(insert("a", odd))
    kept = re.sub("[\0\ud800-\udfff]", "\ufffd", odd)
    assert await engine.read(all_keys) == {"a": kept}


async def test_u0000_is_replaced_where_the_engine_cannot_keep_it(engine: Engine) -> None:
    """PostgreSQL cannot, SQLite keeps the text as it is."""
    odd = "水\0管爆了"
    await engine.transaction(insert("a", odd))
    kept = odd if engine.name == "sqlite" else odd.replace("\0", "\ufffd")
    assert await engine.read(all_keys) == {"a": kept}


@pytest.mark.parametrize("value", [datetime(2026, 1, 1, tzinfo=UTC), 2**63, ["list"], b"x".hex])
async def test_a_value_of_another_type_is_refused(engine: Engine, value: object) -> None:
    """What the engines would write in two ways, or not at all, neither takes."""
    with pytest.raises(StoreError, match="'value'"):
        await engine.transaction(insert("a", value))


async def test_a_colon_or_percent_in_a_literal_is_left_alone(engine: Engine) -> None:
    """`'%:n%'` is text, not a parameter."""

    def body(tx: Transaction) -> list[str]:
        for name in ("50%:nord", "west", "north"):
            tx.run("insert_key", name=name, value="")
        return sorted(row["name"] for row in tx.rows("keys_like", name="west"))

    assert await engine.transaction(body) == ["50%:nord", "west"]


async def test_what_is_kept_is_known_by_its_id_and_a_repeat_by_none(engine: Engine) -> None:
    """The id of the very row that was kept; 0 where it was there before."""

    def body(tx: Transaction) -> tuple[list[int], list[int]]:
        kept = [tx.insert("keep_contact", address=each) for each in ("a", "b", "a", "c")]
        return kept, [row["id"] for row in tx.rows("contacts")]

    (first, second, repeated, third), there = await engine.transaction(body)
    assert [first, second, third] == there
    assert repeated == 0


class _Contact(msgspec.Struct):
    address: str


class _Key(msgspec.Struct):
    name: str
    value: object = ""


class _KeyFromItsEnd(msgspec.Struct):
    value: str
    name: str


async def test_a_row_is_kept_as_its_fields_are_when_they_are_named(engine: Engine) -> None:
    """With the id of the very row, 0 where it was there before."""

    def body(tx: Transaction) -> tuple[list[int], list[Row]]:
        kept = [tx.keep("keep_contact", _Contact(each)) for each in ("a", "b", "a")]
        return kept, tx.rows("contacts")

    (first, second, repeated), there = await engine.transaction(body)
    assert there == [{"id": first, "address": "a"}, {"id": second, "address": "b"}]
    assert repeated == 0


async def test_a_row_with_other_fields_is_refused(engine: Engine) -> None:
    """In another order, too few of them: nothing is written in a wrong column."""
    for row in (_KeyFromItsEnd("1", "a"), _Contact("a")):
        with pytest.raises(StoreError, match="'insert_key' asks for name, value"):
            await engine.transaction(partial(_keep_key, row))
    assert await engine.read(all_keys) == {}


async def test_a_value_of_a_row_that_no_engine_takes_is_refused(engine: Engine) -> None:
    """As it is where it is handed over by its name."""
    row = _Key("a", datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(StoreError, match="'value'"):
        await engine.transaction(partial(_keep_key, row))


def _keep_key(row: msgspec.Struct, tx: Transaction) -> int:
    return tx.keep("insert_key", row)


async def test_a_read_cannot_write(engine: Engine) -> None:
    """The read-only view refuses a statement that writes."""
    with pytest.raises(StoreError):
        await engine.read(insert("a", "1"))
    assert await engine.read(all_keys) == {}


async def test_a_read_sees_one_moment(engine: Engine) -> None:
    """What is committed while a read goes on is not seen by it, and is not held up by it."""
    await engine.transaction(insert("a", "1"))
    begun, committed = threading.Event(), threading.Event()

    def look_twice(tx: Transaction) -> list[dict[str, str]]:
        before = all_keys(tx)
        begun.set()
        committed.wait()
        return [before, all_keys(tx)]

    reading = asyncio.create_task(engine.read(look_twice))
    await asyncio.to_thread(begun.wait)
    await engine.transaction(insert("b", "2"))
    committed.set()
    assert await reading == [{"a": "1"}, {"a": "1"}]
    assert await engine.read(all_keys) == {"a": "1", "b": "2"}


async def test_bodies_that_raise_leave_their_neighbours_alone(engine: Engine) -> None:
    """Of many transactions at once, each that raises is undone, and only it."""

    def body(number: int, tx: Transaction) -> int:
        tx.run("insert_key", name=f"{number:03d}", value="")
        if number % 3 == 0:
            raise Refused("third")
        return number

    results = await asyncio.gather(
        *(engine.transaction(partial(body, n)) for n in range(200)),
        return_exceptions=True,
    )
    assert [isinstance(result, Refused) for result in results] == [n % 3 == 0 for n in range(200)]
    kept = {f"{n:03d}" for n in range(200) if n % 3}
    assert set(await engine.read(all_keys)) == kept


async def test_no_step_of_a_counter_is_lost(engine: Engine) -> None:
    """A hundred at once make a hundred."""
    counts = await asyncio.gather(
        *(engine.transaction(lambda tx: tx.row("count_up", subject="s")) for _ in range(100))
    )
    assert sorted(row["count"] for row in counts if row) == list(range(1, 101))


async def test_a_transaction_nobody_waits_for_is_still_done(
    engine: Engine, settings: Settings
) -> None:
    """Cancelling who waits does not cancel what was begun or queued."""
    running, go_on = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        running.set()
        go_on.wait()
        tx.run("insert_key", name="slow", value="")

    first = asyncio.create_task(engine.transaction(slow))
    await asyncio.to_thread(running.wait)
    second = asyncio.create_task(engine.transaction(insert("queued")))
    await asyncio.sleep(0)
    first.cancel()
    second.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    assert first.cancelled()
    assert second.cancelled()
    go_on.set()
    await engine.close()
    reopened = open_engine(settings)
    assert set(await reopened.read(all_keys)) == {"slow", "queued"}
    await reopened.close()


async def test_closing_finishes_what_is_queued(engine: Engine) -> None:
    """Everything submitted before `close` is committed and answered."""
    waiting = [asyncio.create_task(engine.transaction(insert(str(n)))) for n in range(50)]
    await asyncio.sleep(0)
    await engine.close()
    assert await asyncio.gather(*waiting) == [1] * 50


async def test_a_closed_database_says_so(engine: Engine) -> None:
    """No hanging and no traceback after `close`; closing twice is no harm."""
    await engine.close()
    await engine.close()
    with pytest.raises(StoreError, match="closed"):
        await engine.transaction(all_keys)
    with pytest.raises(StoreError, match="closed"):
        await engine.read(all_keys)


async def test_a_stop_iteration_reaches_whoever_waits(engine: Engine) -> None:
    """`next()` of nothing in a body is an error, not a wait for ever."""
    nothing = iter(())
    with pytest.raises(RuntimeError, match="StopIteration"):
        await engine.transaction(lambda _: next(nothing))
    with pytest.raises(RuntimeError, match="StopIteration"):
        await engine.read(lambda _: next(nothing))


async def test_a_body_that_wants_to_exit_does_not_end_the_engine(engine: Engine) -> None:
    """The next transaction is served after a body raised what is no ordinary error."""

    class Ended(BaseException):
        """Not an Exception."""

    def body(tx: Transaction) -> None:
        tx.run("insert_key", name="a", value="")
        raise Ended

    with pytest.raises(Ended):
        await engine.transaction(body)
    assert await engine.transaction(all_keys) == {}
