"""The clock that acts dies in the middle of its work, again and again: each step is taken once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.clock import stamp, utc_now
from bot.models import Actor
from bot.settings import Settings
from bot.store import Transaction, contacts, keys, people, tickets, timetable
from bot.store.opening import open_database
from bot.store.tickets import NewEvent, NewTicket
from bot.tickets.lifecycle import Action
from tests.acceptance import ledger
from tests.acceptance.conftest import MakeProgram
from tests.ledgers import ZONE, until

pytestmark = pytest.mark.process
TICKETS, KILLS = 600, 2


async def test_each_step_is_taken_once_though_the_process_is_killed(
    make_program: MakeProgram,
) -> None:
    """Six hundred tickets are late at once; whatever was noted is done, and nothing twice."""
    program = make_program()
    await program.start()
    program.terminate()
    await _late(program.data)
    left = _due(program.data)
    for _ in range(KILLS):
        program.launch()
        await until(partial(_has_begun, program.data, left))
        program.kill()
        left = _due(program.data)
        assert left > 0, "it was not killed in the middle of its work"
    await program.start()
    await until(lambda: _nothing_is_due(program.data))
    assert program.terminate() == 0
    taken = ledger.numbers(
        program.data,
        "SELECT ticket_id, action FROM ticket_events WHERE actor = 'system'",
    )
    reminded = ledger.numbers(program.data, "SELECT ticket_id, rung FROM reminders")
    assert Counter(taken) == Counter(reminded)
    assert set(Counter(taken).values()) == {1}
    assert Counter(rung for _, rung in taken) == {"warn": TICKETS, "urge": TICKETS}
    assert await ledger.broken_chains(program.data) == []
    program.assert_calm()


async def _late(data: Path) -> None:
    """Tickets of yesterday, whose first reply is an hour late, and of nothing else."""
    database = await open_database(Settings(data=str(data)), now=utc_now())
    now = utc_now()
    at = now - timedelta(hours=25)

    def work(tx: Transaction) -> None:
        seal = keys.signer(tx, "")
        owner = people.officials(tx)[0]
        due = {"first_reply_due": stamp(now - timedelta(hours=1)), "owner_id": owner.id}
        for number in range(TICKETS):
            contact = contacts.arrive(tx, "web", f"r{number}", at)
            new = NewTicket(contact.id, "路灯不亮", now - timedelta(hours=1))
            event = NewEvent(Action.REGISTER, Actor.RESIDENT, contact.id, changes=due)
            draft = tickets.draft(new, at).note(event, at, ZONE, seal)
            ticket = tickets.open_ticket(tx, draft, at, ZONE, seal)
            timetable.plan(tx, ticket.id, at)

    await database.transaction(work)
    await database.close()


def _due(data: Path) -> int:
    return ledger.number(
        data, "SELECT COUNT(*) FROM timetable WHERE at <= :now", now=stamp(utc_now())
    )


async def _has_begun(data: Path, left: int) -> bool:
    return _due(data) < left


async def _nothing_is_due(data: Path) -> bool:
    return _due(data) == 0
