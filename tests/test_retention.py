"""The daily sweep: what is older than the settings allow goes, once a day, and the run is noted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import psycopg
import pytest

from bot.models import Content, Direction, Facts, InboundMessage, OutboxState, Ticket, Window
from bot.retention import Sweeper, sweep
from bot.settings import Retention, Settings
from bot.store import (
    Database,
    Row,
    Transaction,
    access,
    consents,
    contacts,
    erasing,
    inbox,
    keys,
    messages,
    outbox,
    retention,
    tickets,
    windows,
)
from bot.store.access import Wanted
from bot.store.consents import Decision
from bot.store.messages import NewMessage
from bot.store.migrate import MIGRATIONS_FOLDER
from bot.store.opening import locate
from bot.store.sqlite import connect
from tests.ledgers import Hands
from tests.scenes import ASKED, ZONE, Past, close, happen

FOREVER = Retention(0, 0, 0, 0, 0, 0)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SAID = "no such user: resident-1"


def _past(tx: Transaction, now: datetime) -> Past:
    past = happen(tx, now)
    talk = NewMessage(Direction.INBOUND, Content("公积金怎么取"), past.answered.contact_id)
    messages.keep(tx, talk, now, ZONE)
    access.looked(tx, 1, past.answered.id, now, ZONE, detail="desk")
    return past


def _texts(tx: Transaction, ticket: Ticket) -> list[str]:
    return [line.message.content.text for line in messages.of_ticket(tx, ticket.id)]


async def test_words_outside_tickets_go_first(database: Database, now: datetime) -> None:
    """The tickets' own stay, open or closed."""
    past = await database.transaction(lambda tx: _past(tx, now))
    erased = await sweep(database, Retention(conversations_days=10), now + 11 * DAY)
    assert erased["conversations"] >= 1
    assert (await database.read(lambda tx: _texts(tx, past.answered)))[0] == ASKED


async def test_closed_tickets_lose_their_words_when_their_time_is_over(
    database: Database, now: datetime
) -> None:
    """Open ones never do; numbers, events and chains stay."""
    past = await database.transaction(lambda tx: _past(tx, now))
    kept = Retention(tickets_days=10)
    assert (await sweep(database, kept, now + 30 * DAY))["tickets"] == 0
    await database.transaction(lambda tx: close(tx, past.answered, now))
    assert (await sweep(database, kept, now + 9 * DAY))["tickets"] == 0
    assert (await sweep(database, kept, now + 11 * DAY))["tickets"] > 0

    def look(tx: Transaction) -> None:
        assert tickets.get(tx, past.answered.id).title == ""
        assert set(_texts(tx, past.answered)) == {""}
        assert tickets.get(tx, past.confidential.id).title != ""
        assert tickets.broken_chains(tx, keys.signer(tx, "")) == []

    await database.transaction(look)


async def test_zero_days_keep_for_ever(database: Database, now: datetime) -> None:
    """Nothing is touched after a hundred years."""
    past = await database.transaction(lambda tx: _past(tx, now))
    assert await sweep(database, FOREVER, now + 36_500 * DAY) == {}
    assert (await database.read(lambda tx: _texts(tx, past.answered)))[0] == ASKED


async def test_looks_arrivals_and_silent_residents_go_too(
    database: Database, now: datetime
) -> None:
    """A resident with an open ticket keeps their address, and what a platform allows for it."""
    past = await database.transaction(lambda tx: _past(tx, now))
    kept = Retention(arrivals_days=10, contacts_days=10, access_log_days=10)
    await database.transaction(lambda tx: inbox.done(tx, past.failed_id, now))
    await database.transaction(lambda tx: close(tx, past.answered, now))
    residents = ("resident-1", "resident-2")

    def allow(tx: Transaction) -> None:
        for each in residents:
            consents.decide(tx, Decision("web", each, "t", now, given=True))
            windows.open_for(tx, "web", each, Window("message", now, now + 20 * DAY, 5))

    await database.transaction(allow)
    erased = await sweep(database, kept, now + 11 * DAY)
    assert (erased["arrivals"], erased["access_log"]) == (1, 1)

    def look(tx: Transaction) -> None:
        assert access.listed(tx, Wanted()) == []
        assert contacts.find(tx, "web", "resident-1") is None
        assert contacts.find(tx, "web", "resident-2") is not None
        assert inbox.known(tx, "web", "m-1") is None
        assert [consents.is_decided(tx, "web", each, "t") for each in residents] == [False, True]
        assert [windows.left(tx, "web", each, now) for each in residents] == [0, 5]

    await database.transaction(look)


@pytest.mark.parametrize("state", [OutboxState.SENT, OutboxState.FAILED, OutboxState.QUEUED])
async def test_what_was_sent_to_a_silent_resident_tells_nobody_where(
    database: Database, now: datetime, state: OutboxState
) -> None:
    """Their address goes from there too, and what still waits for them is not sent any more."""
    past = await database.transaction(lambda tx: _past(tx, now))

    def end(tx: Transaction) -> int:
        close(tx, past.answered, now)
        (owed,) = outbox.claim(
            tx, "web", limit=9, by="me", now=now + 30 * DAY, until=now + 31 * DAY
        )
        if state is OutboxState.QUEUED:
            outbox.put_off(tx, owed.id, state, "try again", now)
        else:
            outbox.settle(tx, owed.id, state, now, error=SAID)
        return owed.id

    outbox_id = await database.transaction(end)

    def look(tx: Transaction) -> Row:
        found = tx.row("outbox_by_ids_message", id=outbox_id)
        assert found
        return found

    kept = Retention(contacts_days=10)
    await sweep(database, kept, now + 9 * DAY)
    assert (await database.read(look))["address"] == "resident-1"
    await sweep(database, kept, now + 11 * DAY)
    found = await database.read(look)
    assert "resident-1" not in str(dict(found))
    assert found["state"] == (OutboxState.BLOCKED if state is OutboxState.QUEUED else state)
    assert found["settled_at"]


@pytest.mark.parametrize(
    "late",
    [
        lambda tx, row, now: outbox.put_off(tx, row, OutboxState.QUEUED, SAID, now),
        lambda tx, row, now: outbox.wait(tx, row, SAID, now),
        lambda tx, row, now: outbox.settle(tx, row, OutboxState.FAILED, now, error=SAID),
        lambda tx, row, now: outbox.settle(tx, row, OutboxState.SENT, now, facts=Facts(SAID)),
    ],
)
@pytest.mark.parametrize("person", [True, False])
async def test_what_was_being_sent_to_the_erased_tells_nobody_where_and_is_not_tried_again(
    database: Database,
    now: datetime,
    late: Callable[[Transaction, int, datetime], None],
    person: bool,
) -> None:
    """The platform says how it went after they were erased, and its words name them."""
    past = await database.transaction(lambda tx: _past(tx, now))

    def work(tx: Transaction) -> Row | None:
        contact_id = past.answered.contact_id
        (owed,) = outbox.claim(tx, "web", limit=9, by="me", now=now, until=now + DAY)
        if person:
            erasing.erase_person(tx, contact_id, now, ZONE, keys.signer(tx, ""))
        else:
            erasing.erase_silent(tx, contact_id, now)
        late(tx, owed.id, now)
        assert outbox.claim(tx, "web", limit=9, by="me", now=now + DAY, until=now + 2 * DAY) == []
        return tx.row("outbox_by_ids_message", id=owed.id)

    found = await database.transaction(work)
    assert found
    assert "resident-1" not in str(dict(found))
    assert found["settled_at"]


async def test_whom_an_earlier_version_forgot_is_forgotten_there_too(
    settings: Settings, database: Database, now: datetime
) -> None:
    """The migration does it once, and leaves everybody else's rows alone."""
    past = await database.transaction(lambda tx: _past(tx, now))

    def forget(tx: Transaction) -> tuple[int, int]:
        (owed,) = outbox.claim(tx, "web", limit=9, by="me", now=now, until=now + DAY)
        outbox.settle(tx, owed.id, OutboxState.SENT, now)
        erasing.erase_address(tx, past.answered.contact_id)
        other = NewMessage(Direction.OUTBOUND, Content("您好"), past.confidential.contact_id)
        line = messages.keep(tx, other, now, ZONE)
        kept = outbox.Owed(line, "web", "resident-2", now, past.confidential.contact_id)
        return owed.id, outbox.add(tx, kept, now)

    ids = await database.transaction(forget)
    (migration,) = MIGRATIONS_FOLDER.glob("0051_*.sql")
    place, text = locate(settings), migration.read_text("utf-8")
    if isinstance(place, Path):
        with closing(connect(place)) as file:
            file.executescript(text)
    else:
        with psycopg.connect(place, autocommit=True) as server:
            server.execute(text.encode())

    def look(tx: Transaction) -> list[str]:
        found = [tx.row("outbox_by_ids_message", id=each) for each in ids]
        return [each["address"] for each in found if each]

    assert await database.read(look) == ["erased", "resident-2"]


def _come(tx: Transaction, at: datetime, said: str, *, done: bool) -> None:
    """Somebody new writes, and is handled at once, or not yet."""
    contact = contacts.arrive(tx, "web", said, at)
    line = messages.keep(tx, NewMessage(Direction.INBOUND, Content(said), contact.id), at, ZONE)
    message = InboundMessage("web", said, said, text=said)
    inbox.keep(tx, message, at, contact_id=contact.id, message_id=line, done=done)


def _left(tx: Transaction, count: int) -> tuple[set[int], set[str]]:
    """Of the first `count`: the lines, and the words of the arrivals, that have not been erased."""
    ids = range(1, count + 1)
    lines = {each.id for each in (messages.get(tx, one) for one in ids) if not each.erased}
    arrived = (inbox.get(tx, one) for one in ids)
    return lines, {each.message.text for each in arrived if each and each.message.text}


@pytest.mark.parametrize("step", [2, 500])
async def test_what_grows_old_day_by_day_goes_day_by_day(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Nothing before its time, and nothing stays: not what was handled late, nor in long steps."""
    monkeypatch.setattr(retention, "STEP", step)
    kept = Retention(10, 0, 0, 10, 0, 0)

    left = partial(_left, count=20)
    for day in range(10):
        for done in (True, False):
            come = partial(_come, at=now + day * DAY, said=f"{day}/{done}", done=done)
            await database.transaction(come)
    for day in range(22):
        if day == 12:
            for one in await database.read(inbox.unfinished):
                await database.transaction(partial(inbox.done, inbox_id=one.id, now=now + 12 * DAY))
        await sweep(database, kept, now + day * DAY + HOUR)
        lines, arrived = await database.read(left)
        young = range(max(0, day - 9), 10)
        assert lines == {2 * each + part for each in young for part in (1, 2)}
        late = {f"{each}/False" for each in range(10)}
        assert arrived == {f"{each}/True" for each in young} | late
    await sweep(database, kept, now + 22 * DAY + HOUR)
    assert await database.read(left) == (set(), set())


@pytest.mark.parametrize("step", [2, 500])
async def test_a_clock_that_was_set_back_takes_nothing_before_its_time(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """What is stamped early goes, and what is younger around it stays its time."""
    monkeypatch.setattr(retention, "STEP", step)
    kept = Retention(10, 0, 0, 10, 0, 0)
    days = [0, 1, -300, -300, 2, -300, 3]

    left = partial(_left, count=len(days))
    for number, day in enumerate(days):
        await database.transaction(partial(_come, at=now + day * DAY, said=f"{number}", done=True))
    for day in range(15):
        await sweep(database, kept, now + day * DAY + HOUR)
        standing = [number for number, at in enumerate(days) if day - at < 10]
        lines, arrived = await database.read(left)
        # Nothing before its time; what waits behind a younger one goes with it at the latest.
        assert {number + 1 for number in standing} <= lines
        assert {f"{number}" for number in standing} <= arrived
    assert await database.read(left) == (set(), set())


async def test_what_was_decided_about_notices_is_kept_for_a_day_and_what_it_allows_for_longer(
    database: Database, now: datetime
) -> None:
    """Whatever the settings keep: no platform tells a decision again so late."""
    told = [Decision("wechat", "A", "t", now - hours * HOUR, given=True) for hours in (25, 23)]

    def allowed(tx: Transaction) -> int:
        for each in told:
            consents.decide(tx, each)
        used = 0
        while consents.use(tx, "wechat", "A", "t", keep=False):
            used += 1
        return used

    await database.transaction(lambda tx: [consents.decide(tx, each) for each in told])
    await sweep(database, FOREVER, now)
    # The older one, told once more, is not known any more.
    assert await database.transaction(allowed) == 3


@pytest.mark.parametrize("hour", [2, 4])
async def test_it_sweeps_once_a_day_and_not_before_three(
    database: Database, now: datetime, hour: int
) -> None:
    """Whichever process looks first; the run is noted with its counts."""
    clock = Hands(now.astimezone(ZONE).replace(hour=hour, minute=0))
    await database.transaction(lambda tx: _past(tx, clock.now - 400 * DAY))
    sweepers = [Sweeper(database, Retention(), clock, ZONE) for _ in range(2)]
    swept = [await each.sweep_if_due() for each in sweepers]
    assert swept == [hour >= 3, False]
    runs = await database.read(lambda tx: retention.runs(tx, 10))
    assert [run.day for run in runs] == [clock.now.date()] * (hour >= 3)
    if runs:
        assert runs[0].erased["conversations"] == 2
        clock.turn(86_400)
        assert await sweepers[0].sweep_if_due()
