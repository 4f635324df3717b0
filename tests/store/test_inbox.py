"""The inbox: each message once, until it is done."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.models import InboundMessage, InboxState, Media
from bot.store import Database, Transaction, inbox
from bot.store.inbox import Arrival
from tests.store.talk import letter, resident


async def kept(database: Database, now: datetime, message: InboundMessage) -> Arrival | None:
    """Keep a message in a transaction of its own."""
    return await database.transaction(lambda tx: inbox.keep(tx, message, now))


async def test_a_message_is_kept_once(database: Database, now: datetime) -> None:
    """However often and however simultaneously the platform tells of it."""
    results = await asyncio.gather(*(kept(database, now, letter()) for _ in range(8)))
    assert sum(result is not None for result in results) == 1
    known = await database.read(lambda tx: inbox.known(tx, "web", "m1"))
    assert known is not None
    assert known.message == letter()
    assert known.state is InboxState.RECEIVED


async def test_the_same_id_on_another_channel_is_another_message(
    database: Database, now: datetime
) -> None:
    """Platforms number by themselves."""
    assert await kept(database, now, letter())
    assert await kept(database, now, InboundMessage("telegram", "m1", "zhang"))


async def test_the_bytes_of_a_file_do_not_stay_in_the_row(
    database: Database, now: datetime
) -> None:
    """What is at hand is an attachment; only references wait here."""
    message = InboundMessage(
        "web",
        "m1",
        "zhang",
        media=(Media("image/png", body=b"png"), Media("audio/ogg", reference="file-7")),
    )
    arrival = await kept(database, now, message)
    assert arrival is not None
    found = await database.read(lambda tx: inbox.get(tx, arrival.id))
    assert found is not None
    assert found.message.media == (Media("audio/ogg", reference="file-7"),)


async def test_a_failure_is_tried_again_at_its_time(database: Database, now: datetime) -> None:
    """Then it is due; after the last try it waits for a person, who may retry it."""
    later = now + timedelta(seconds=5)

    def work(tx: Transaction) -> None:
        arrival = inbox.keep(tx, letter(), now, contact_id=resident(tx, now).id)
        assert arrival is not None
        inbox.put_off(tx, arrival.id, "x" * 900, later)
        assert inbox.due(tx, now, 9) == []
        assert inbox.next_due(tx) == later
        assert inbox.due(tx, later, 9) == [arrival.id]
        inbox.put_off(tx, arrival.id, "again", None)
        failed = inbox.get(tx, arrival.id)
        assert failed is not None
        assert (failed.state, failed.attempts) == (InboxState.FAILED, 2)
        assert inbox.due(tx, later, 9) == []
        assert inbox.retry(tx, arrival.id, later)
        assert inbox.due(tx, later, 9) == [arrival.id]

    await database.transaction(work)


async def test_nobodys_second_message_is_due_before_their_first(
    database: Database, now: datetime
) -> None:
    """Of each person the earliest, and whether more of theirs follow it."""

    def work(tx: Transaction) -> None:
        ids = []
        for number, sender in enumerate(("A", "A", "B")):
            told = replace(letter(), external_id=f"m{number}", sender=sender)
            arrival = inbox.keep(tx, told, now)
            assert arrival is not None
            inbox.wait(tx, arrival.id, now)
            ids.append(arrival.id)
        assert inbox.first_due(tx, now, 9) == [(ids[0], True), (ids[2], False)]
        inbox.wait(tx, ids[0], now + timedelta(seconds=5))
        assert inbox.first_due(tx, now, 9) == [(ids[1], False), (ids[2], False)]

    await database.transaction(work)


async def test_what_is_done_is_never_tried_again(database: Database, now: datetime) -> None:
    """Neither locked, nor due, nor retried."""

    def work(tx: Transaction) -> None:
        arrival = inbox.keep(tx, letter(), now)
        assert arrival is not None
        assert inbox.lock(tx, arrival.id) is not None
        inbox.done(tx, arrival.id, now)
        assert inbox.lock(tx, arrival.id) is None
        assert not inbox.retry(tx, arrival.id, now)
        assert inbox.due(tx, now + timedelta(days=1), 9) == []
        assert inbox.unfinished(tx) == []
        assert inbox.counts(tx) == {InboxState.DONE: 1}

    await database.transaction(work)


async def test_the_unfinished_are_listed_oldest_first(database: Database, now: datetime) -> None:
    """For the operator who looks."""
    for number in range(3):
        await kept(database, now, letter(f"m{number}"))
    found = await database.read(inbox.unfinished)
    assert [arrival.message.external_id for arrival in found] == ["m0", "m1", "m2"]
