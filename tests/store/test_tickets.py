"""Tickets: numbers, events in a chain, and a row that is what its events say."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.models import Actor, Ticket, TicketState
from bot.settings import Settings
from bot.store import Database, Transaction, tickets
from bot.store.lexing import numbered_parameters, percent_parameters
from bot.store.opening import locate
from bot.store.postgres import PostgresDatabase
from bot.store.sqlite import SqliteDatabase
from bot.store.statements import Statements
from bot.store.tickets import NewEvent, Wanted
from bot.tickets.fold import Standing, fold
from bot.tickets.lifecycle import Action
from tests.store.talk import SEAL, ZONE, opened, resident

DAMAGE = {
    "alter_event": "UPDATE ticket_events SET actor_id = 8 WHERE ticket_id = :id AND sequence = 3",
    "alter_detail": "UPDATE ticket_events SET detail = '{}' WHERE ticket_id = :id AND sequence = 4",
    "alter_content": "UPDATE ticket_events SET content_digest = '' WHERE ticket_id = :id",
    "remove_event": "DELETE FROM ticket_events WHERE ticket_id = :id AND sequence = 2",
    "remove_last_event": "DELETE FROM ticket_events WHERE ticket_id = :id AND sequence = 4",
    "alter_ticket": "UPDATE tickets SET level = 3 WHERE id = :id",
    "alter_deadline_kept": "UPDATE tickets SET first_reply_at = NULL WHERE id = :id",
}
"""What somebody with the database in hand might do to a ticket."""
TAKE = NewEvent(Action.TAKE, Actor.OFFICIAL, 7, TicketState.IN_PROGRESS, changes={"owner_id": None})
ANSWER = NewEvent(Action.ANSWER, Actor.OFFICIAL, 7, TicketState.REPLIED, text="已抢修")
CLOSE = NewEvent(Action.CLOSE, Actor.OFFICIAL, 7, TicketState.CLOSED, changes={"outcome": "done"})


def lived(tx: Transaction, now: datetime) -> Ticket:
    """A ticket that was taken, answered and closed."""
    ticket = opened(tx, now)
    for minutes, event in enumerate((TAKE, ANSWER, CLOSE), start=1):
        moment = now + timedelta(minutes=minutes)
        ticket = tickets.record(tx, ticket, event, moment, ZONE, SEAL)
    return ticket


async def test_numbers_count_through_the_citys_day(database: Database, now: datetime) -> None:
    """Without a gap, and anew each local day."""
    evening = now.replace(hour=15, minute=59)
    midnight = now.replace(hour=16, minute=0)
    numbers = [
        (await database.transaction(partial(opened, now=at))).number
        for at in (now, evening, midnight)
    ]
    assert numbers == ["20261123-0001", "20261123-0002", "20261124-0001"]


async def test_no_number_is_given_twice(database: Database, now: datetime) -> None:
    """However many register at once."""
    made = await asyncio.gather(
        *(database.transaction(partial(opened, now=now, address=f"r{n}")) for n in range(10))
    )
    assert len({ticket.number for ticket in made}) == 10


async def test_the_row_is_the_fold_of_the_events(database: Database, now: datetime) -> None:
    """Read back, folded anew, and whole in its chain."""

    def work(tx: Transaction) -> None:
        ticket = lived(tx, now)
        assert tickets.get(tx, ticket.id) == ticket
        folded = fold(tickets.events(tx, ticket.id))
        assert folded == Standing(**{n: getattr(ticket, n) for n in Standing.__slots__})
        assert ticket.first_reply_at == now + timedelta(minutes=2)
        assert ticket.closed_at == now + timedelta(minutes=3)
        assert tickets.broken_chains(tx, SEAL) == []

    await database.transaction(work)


async def test_a_ticket_that_moved_cannot_be_moved_by_an_old_look(
    database: Database, now: datetime
) -> None:
    """The second of two changes over one reading fails, and leaves nothing behind."""
    ticket = await database.transaction(lambda tx: opened(tx, now))
    await database.transaction(lambda tx: tickets.record(tx, ticket, TAKE, now, ZONE, SEAL))
    with pytest.raises(Exception, match=r"moved|UNIQUE|unique"):
        await database.transaction(lambda tx: tickets.record(tx, ticket, TAKE, now, ZONE, SEAL))
    assert await database.read(lambda tx: tickets.broken_chains(tx, SEAL)) == []


@pytest.mark.parametrize("damage", DAMAGE)
async def test_tampering_shows(
    database: Database, settings: Settings, now: datetime, damage: str
) -> None:
    """An altered or removed event, or a row that says something else."""
    ticket = await database.transaction(lambda tx: lived(tx, now))
    await database.transaction(lambda tx: opened(tx, now, "li"))
    assert await database.read(lambda tx: tickets.broken_chains(tx, SEAL)) == []
    place = locate(settings)
    vandal = (
        SqliteDatabase(place, Statements(DAMAGE, numbered_parameters))
        if isinstance(place, Path)
        else PostgresDatabase(place, Statements(DAMAGE, percent_parameters))
    )
    assert await vandal.transaction(lambda tx: tx.run(damage, id=ticket.id)) > 0
    await vandal.close()
    assert await database.read(lambda tx: tickets.broken_chains(tx, SEAL)) == [ticket.number]


async def test_place_and_phone_are_kept_beside_the_events(
    database: Database, now: datetime
) -> None:
    """They are the resident's, and not chained, so that they can be erased."""

    def work(tx: Transaction) -> None:
        ticket = opened(tx, now)
        tickets.describe(tx, ticket, place="幸福路3号", phone="13800138000")
        found = tickets.get(tx, ticket.id)
        assert (found.place, found.phone) == ("幸福路3号", "13800138000")
        assert tickets.broken_chains(tx, SEAL) == []

    await database.transaction(work)


async def test_tickets_are_found_by_number_and_by_its_end(
    database: Database, now: datetime
) -> None:
    """A short number means an open one where there is one; else a closed one."""

    def work(tx: Transaction) -> None:
        old = lived(tx, now)
        assert [each.number for each in tickets.ending(tx, "1", 9)] == [old.number]
        new = opened(tx, now + timedelta(days=1))
        assert tickets.by_number(tx, old.number) == old
        assert tickets.by_number(tx, "20200101-0001") is None
        assert [each.number for each in tickets.ending(tx, "1", 9)] == [new.number]
        assert tickets.ending(tx, "2", 9) == []

    await database.transaction(work)


async def test_a_residents_tickets_are_theirs(database: Database, now: datetime) -> None:
    """Open ones, and all of them, newest first."""

    def work(tx: Transaction) -> None:
        closed = lived(tx, now)
        standing = opened(tx, now, "zhang")
        opened(tx, now, "li")
        contact_id = resident(tx, now).id
        assert tickets.open_of(tx, contact_id) == [standing]
        assert [each.id for each in tickets.of(tx, contact_id, 9)] == [standing.id, closed.id]
        assert len(tickets.of(tx, contact_id, 1)) == 1

    await database.transaction(work)


async def test_the_list_puts_what_waits_for_us_first(database: Database, now: datetime) -> None:
    """By deadline, then what is answered, then what is closed."""

    def work(tx: Transaction) -> None:
        closed = lived(tx, now)
        answered = tickets.record(tx, opened(tx, now), ANSWER, now, ZONE, SEAL)
        waiting = opened(tx, now)
        listed = tickets.listed(tx, Wanted())
        assert [each.id for each in listed] == [waiting.id, answered.id, closed.id]
        assert [each.id for each in tickets.listed(tx, Wanted(open_only=True))] == [
            waiting.id,
            answered.id,
        ]
        assert tickets.listed(tx, Wanted(state="closed")) == [closed]
        assert tickets.counts(tx) == {
            TicketState.CLOSED: 1,
            TicketState.REPLIED: 1,
            TicketState.REGISTERED: 1,
        }

    await database.transaction(work)


async def test_what_was_said_is_not_in_the_event(database: Database, now: datetime) -> None:
    """Only a keyed digest of it, so that the words can be erased without breaking the chain."""

    def work(tx: Transaction) -> None:
        ticket = lived(tx, now)
        answer = tickets.events(tx, ticket.id)[2]
        assert answer.content_digest == SEAL.digest("content", "已抢修").hex()
        assert "已抢修" not in str(replace(answer, content_digest=""))

    await database.transaction(work)
