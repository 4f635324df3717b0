"""What only PostgreSQL can do to us: deadlocks, lost connections, a server that is away."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import psycopg
import pytest

from bot.errors import SettingsError, StoreBusy, StoreError
from bot.store import Transaction
from bot.store import postgres as postgres_module
from bot.store.lexing import percent_parameters
from bot.store.postgres import PostgresDatabase
from bot.store.statements import Statements
from tests.postgres_server import PostgresServer
from tests.store.probe import PROBE, all_keys

_LOCKING = {
    "lock_key": "SELECT name FROM keys WHERE name = :name FOR UPDATE",
    "wait_briefly": "SET LOCAL lock_timeout = '100ms'",
    "my_connection": "SELECT pg_backend_pid() AS pid",
    "bad_number": "SELECT CAST(:text AS INTEGER)",
}


@pytest.fixture
async def server_and_name(
    postgres_server: PostgresServer, migrated_postgres: str
) -> AsyncIterator[tuple[PostgresServer, str]]:
    """The server, and a migrated database of its own for the test."""
    name = postgres_server.create(template=migrated_postgres)
    yield postgres_server, name
    postgres_server.drop(name)


@pytest.fixture
async def postgres(
    server_and_name: tuple[PostgresServer, str],
) -> AsyncIterator[PostgresDatabase]:
    """A PostgreSQL engine with the probe's statements, and two rows to lock."""
    server, name = server_and_name
    statements = Statements({**PROBE, **_LOCKING}, percent_parameters)
    opened = PostgresDatabase(server.address(name), statements)
    rows = [{"name": "a", "value": ""}, {"name": "b", "value": ""}]
    await opened.transaction(lambda tx: tx.run_many("insert_key", rows))
    yield opened
    await opened.close()


async def test_a_deadlock_is_run_again(postgres: PostgresDatabase) -> None:
    """Two transactions that wait for each other both succeed; the loser's body ran twice."""
    meeting = threading.Barrier(2)
    met: set[str] = set()
    runs: list[str] = []

    def body(first: str, second: str, tx: Transaction) -> str:
        runs.append(first)
        tx.row("lock_key", name=first)
        if first not in met:
            met.add(first)
            meeting.wait()
        tx.row("lock_key", name=second)
        tx.run("put_key", name=f"done {first}", value="")
        return first

    results = await asyncio.gather(
        postgres.transaction(lambda tx: body("a", "b", tx)),
        postgres.transaction(lambda tx: body("b", "a", tx)),
    )
    assert list(results) == ["a", "b"]
    assert len(runs) == 3
    assert {"done a", "done b"} <= set(await postgres.read(all_keys))


async def test_a_row_locked_too_long_is_busy(postgres: PostgresDatabase) -> None:
    """Whoever waits for a row longer than the limit is told that nothing was written."""
    held, let_go = threading.Event(), threading.Event()

    def hold(tx: Transaction) -> None:
        tx.row("lock_key", name="a")
        held.set()
        let_go.wait()

    def want(tx: Transaction) -> None:
        tx.run("wait_briefly")
        tx.row("lock_key", name="a")

    holding = asyncio.create_task(postgres.transaction(hold))
    await asyncio.to_thread(held.wait)
    with pytest.raises(StoreBusy, match="nothing was written"):
        await postgres.transaction(want)
    let_go.set()
    await holding


async def test_connections_lost_while_idle_are_made_anew(
    postgres: PostgresDatabase, server_and_name: tuple[PostgresServer, str]
) -> None:
    """After a restart of the server nobody sees an error, however many connections were open."""
    meeting = threading.Barrier(postgres_module.WRITERS)
    await asyncio.gather(
        *(postgres.transaction(lambda _: meeting.wait()) for _ in range(postgres_module.WRITERS))
    )
    server, name = server_and_name
    server.disconnect_all(name)
    results = await asyncio.gather(
        *(postgres.transaction(lambda tx: tx.row("count_up", subject="s")) for _ in range(20))
    )
    assert sorted(row["count"] for row in results if row) == list(range(1, 21))
    assert len(await postgres.read(all_keys)) == 2


async def test_a_connection_lost_before_the_commit_is_no_error(
    postgres: PostgresDatabase, server_and_name: tuple[PostgresServer, str]
) -> None:
    """The body is run again from its start on a new connection, and counts once."""
    server, name = server_and_name
    runs: list[int] = []

    def body(tx: Transaction) -> int:
        runs.append(1)
        row = tx.row("count_up", subject="s")
        assert row
        if len(runs) == 1:
            server.disconnect_all(name)
        tx.rows("keys")
        return int(row["count"])

    assert await postgres.transaction(body) == 1
    assert len(runs) == 2


async def test_a_connection_lost_during_the_commit_is_told_as_unknown(
    postgres: PostgresDatabase, server_and_name: tuple[PostgresServer, str]
) -> None:
    """Running it again might do it twice, so it is not run again."""
    server, name = server_and_name
    runs: list[int] = []

    def body(tx: Transaction) -> None:
        runs.append(1)
        tx.run("put_key", name="c", value="")
        # The body's last deed: the next thing that is sent is COMMIT.
        server.disconnect_all(name)

    with pytest.raises(StoreError, match=r"lost during the commit.*not known"):
        await postgres.transaction(body)
    assert len(runs) == 1


async def test_a_server_that_is_away_is_told(
    server_and_name: tuple[PostgresServer, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a few tries the sentence says what cannot be reached, and not the password."""
    monkeypatch.setattr(postgres_module, "FIRST_PAUSE_SECONDS", 0.001)
    address = "postgresql://clerk:geheim@127.0.0.1:1/wenzheng"
    database = PostgresDatabase(address)
    with pytest.raises(StoreError, match=r"database wenzheng on 127\.0\.0\.1:1 cannot be") as error:
        await database.transaction(lambda _: None)
    assert "geheim" not in str(error.value)
    await database.close()


async def test_a_missing_database_is_told_without_the_password(
    postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the server says is passed on, cleaned of a password that it may repeat."""
    monkeypatch.setattr(postgres_module, "FIRST_PAUSE_SECONDS", 0.001)
    address = postgres_server.address("nowhere") + "&password=nowhere"
    database = PostgresDatabase(address)
    with pytest.raises(StoreError, match=r'database "\*\*\*" does not exist'):
        await database.read(lambda _: None)
    await database.close()


async def test_what_a_resident_wrote_is_in_no_error(postgres: PostgresDatabase) -> None:
    """PostgreSQL repeats a bad value in its message; we do not, nor in what would be logged."""
    with pytest.raises(StoreError, match="'bad_number'") as caught:
        await postgres.transaction(lambda tx: tx.row("bad_number", text="我的身份证号码"))
    assert "身份证" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


async def test_a_body_that_raises_gives_its_connection_back(postgres: PostgresDatabase) -> None:
    """Errors do not use connections up: the same one serves again."""
    pids = set()

    def body(tx: Transaction) -> None:
        pids.add((tx.row("my_connection") or {})["pid"])
        raise LookupError

    for _ in range(5):
        with pytest.raises(LookupError):
            await postgres.transaction(body)
    assert len(pids) == 1


async def test_a_database_of_another_encoding_is_refused(postgres_server: PostgresServer) -> None:
    """Chinese would not fit; the sentence says how to make a database that holds it."""
    from bot.store.postgres_ground import prepare_postgres
    from tests.conftest import NOW

    with psycopg.connect(postgres_server.address("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(StoreError, match=r"LATIN1.*ENCODING 'UTF8'"):
        prepare_postgres(postgres_server.address("latin"), NOW)
    postgres_server.drop("latin")


@pytest.mark.parametrize(
    "address",
    ["postgresql://u:geheim%zz@host/db", "postgresql://u:geheim@host/db?nonsense=1"],
)
def test_a_malformed_address_is_told_without_its_password(address: str) -> None:
    """The sentence shows how an address is written, and repeats nothing of this one."""
    with pytest.raises(SettingsError, match="postgresql://user:password@host") as caught:
        PostgresDatabase(address)
    assert "geheim" not in str(caught.value)
