"""After any number of actions, what the events tell is what the rows say."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.clock import stamp
from bot.models import Actor, Outcome, Satisfaction, Ticket, TicketState, Verdict
from bot.settings import Settings
from bot.signing import Signer
from bot.store import Database, Transaction, contacts, tickets
from bot.store.opening import open_database
from bot.store.rates import page
from bot.store.tickets import NewEvent, NewTicket, Wanted
from bot.tickets import ladder
from bot.tickets.fold import Standing, fold
from bot.tickets.ladder import Watch
from bot.tickets.lifecycle import RULES, Action, Rule
from bot.tickets.rated import Exclusion, Matter
from bot.tickets.rates import Period, Share, report

ZONE = ZoneInfo("Asia/Shanghai")
SEAL = Signer(b"k" * 32)
BEGIN = datetime(2026, 10, 8, 9, 0, tzinfo=ZONE)
TICKETS, ACTIONS, GROUP = 400, 10_000, 500
UNITS = ("police", "streets", "water")
OCTOBER = Period("2026-10", BEGIN.replace(day=1), BEGIN.replace(month=11, day=1))
_ALWAYS: dict[Action, dict[str, Any]] = {
    Action.SPLIT: {"follows_id": None},
    Action.GRANT_BLOCK: {"abuse": True},
    Action.UNBLOCK: {"abuse": False},
    Action.CONFIDE: {"confidential": True},
    Action.DISCLOSE: {"confidential": False},
    Action.GRANT_CLASSIFICATION: {"hard": True},
    Action.GRANT_ASSISTANCE: {"assisting": ["police"]},
}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty SQLite database."""
    opened = await open_database(Settings(data=str(tmp_path)), now=BEGIN)
    yield opened
    await opened.close()


async def test_statistics_from_events_alone_are_those_of_the_rows(database: Database) -> None:
    """10,000 random actions on 400 tickets, whatever the table of the life-cycle allows."""
    chance = random.Random(20261126)
    ids = await database.transaction(_registered)
    met: set[int] = set()
    for start in range(0, ACTIONS, GROUP):
        await database.transaction(partial(_acted, ids=ids, chance=chance, start=start, met=met))

    def both(tx: Transaction) -> tuple[list[Ticket], list[Matter], list[Standing]]:
        rows = [tickets.get(tx, each) for each in ids]
        found = page(tx, BEGIN.date(), BEGIN.date(), after=0, limit=TICKETS + 1)
        return rows, list(found.matters), [fold(tickets.events(tx, each)) for each in ids]

    rows, matters, standings = await database.read(both)
    names = Standing.__slots__
    assert [{name: getattr(row, name) for name in names} for row in rows] == [
        {name: getattr(standing, name) for name in names} for standing in standings
    ]
    assert _of_events(matters) == _of_rows(rows)
    told = report(matters, OCTOBER)
    assert {unit: (each.responded, each.withdrawn) for unit, each in told.units.items()} == {
        unit: _told_of(unit, rows, met) for unit in UNITS
    }
    assert len(told.excluded) == sum(_is_left_out(row, met) for row in rows) > 0
    assert len({row.state for row in rows}) == len(TicketState)
    assert not await database.read(lambda tx: tickets.broken_chains(tx, SEAL))
    listed = await database.read(lambda tx: tickets.listed(tx, Wanted(limit=TICKETS)))
    assert [each.id for each in listed] == [each.id for each in sorted(rows, key=_pressing)]
    nearest = (ladder.nearest(row) for row in rows)
    assert {Watch.FIRST_REPLY, Watch.RESOLUTION} <= {each.watch for each in nearest if each}


def _pressing(row: Ticket) -> tuple[int, bool, str, int]:
    """The order of work: by the clock that ends first, as the rules count it."""
    clock = ladder.nearest(row)
    later = {TicketState.REPLIED: 1, TicketState.CLOSED: 2}.get(row.state, 0)
    return later, not row.urgent, stamp(clock.due) if clock else "9999", row.id


def _of_rows(rows: list[Ticket]) -> Counter[str]:
    count: Counter[str] = Counter()
    for row in rows:
        first = row.first_reply_at
        count["responded"] += first is not None and first <= row.first_reply_due
        count["answered"] += row.answered_at is not None
        count["judged"] += row.verdict is not None
        count["changed"] += row.verdict is not None and row.verdict is not row.first_verdict
        count["withdrawn"] += row.outcome is Outcome.WITHDRAWN
        # Nothing is due before the last of the actions: what stands now stood then.
        count["scheduled"] += Outcome.SCHEDULED in (row.outcome, row.proposed)
        count["abuse"] += row.abuse
        count[f"unit {row.department_id}"] += 1
        count["extended"] += row.extensions > 0
        count[f"due {row.resolution_due_original}"] += 1
    return count


def _of_events(matters: list[Matter]) -> Counter[str]:
    count: Counter[str] = Counter()
    for each in matters:
        count["responded"] += each.replied_in_time
        count["answered"] += each.answered
        count["judged"] += each.verdict is not None
        count["changed"] += each.changed
        count["withdrawn"] += each.withdrawn
        count["scheduled"] += each.scheduled
        count["abuse"] += each.exclusion is Exclusion.ABUSE
        count[f"unit {each.resolution_unit}"] += 1
        count["extended"] += each.extended
        count[f"due {each.resolution_due}"] += 1
    return count


def _is_left_out(row: Ticket, met: set[int]) -> bool:
    """Abuse, and what was withdrawn before any official had to do with it."""
    return row.abuse or (row.outcome is Outcome.WITHDRAWN and row.id not in met)


def _told_of(unit: str, rows: list[Ticket], met: set[int]) -> tuple[Share, Share]:
    """响应率 and 撤单率 of a unit, from its rows; who withdrew early is in the second too."""
    mine = [row for row in rows if row.department_id == unit]
    counted = [row for row in mine if not _is_left_out(row, met)]
    early = [row for row in mine if not row.abuse and _is_left_out(row, met)]
    in_time = (
        row.first_reply_at is not None and row.first_reply_at <= row.first_reply_due
        for row in counted
    )
    withdrawn = sum(row.outcome is Outcome.WITHDRAWN for row in (*counted, *early))
    return Share(sum(in_time), len(counted)), Share(withdrawn, len(counted) + len(early))


def _registered(tx: Transaction) -> list[int]:
    ids = []
    for number in range(TICKETS):
        contact = contacts.arrive(tx, "web", f"r{number}", BEGIN)
        new = NewTicket(contact.id, "路灯", BEGIN + timedelta(days=1))
        due = stamp(BEGIN + timedelta(days=7))
        changes = {
            "resolution_due": due,
            "resolution_due_original": due,
            "first_reply_due": stamp(BEGIN + timedelta(days=1)),
            "department_id": UNITS[number % len(UNITS)],
        }
        event = NewEvent(Action.REGISTER, Actor.RESIDENT, contact.id, changes=changes)
        draft = tickets.draft(new, BEGIN).note(event, BEGIN, ZONE, SEAL)
        ids.append(tickets.open_ticket(tx, draft, BEGIN, ZONE, SEAL).id)
    return ids


def _acted(
    tx: Transaction, *, ids: list[int], chance: random.Random, start: int, met: set[int]
) -> None:
    for number in range(start, start + GROUP):
        ticket = tickets.get(tx, chance.choice(ids))
        rows = [
            row
            for row in RULES
            if ticket.state in row.sources and row.action is not Action.REGISTER
        ]
        row = chance.choice(rows)
        who = chance.choice(sorted(row.roles))
        event = NewEvent(
            row.action,
            _actor(str(who)),
            ticket.contact_id if str(who) == "resident" else None,
            row.target,
            changes=_changes(row, chance, [each for each in ids if each != ticket.id]),
        )
        if event.actor is Actor.OFFICIAL:
            met.add(ticket.id)
        now = BEGIN + timedelta(minutes=number)
        tickets.record(tx, ticket, event, now, ZONE, SEAL)


def _actor(who: str) -> Actor:
    return Actor(who) if who in set(Actor) else Actor.OFFICIAL


def _changes(row: Rule, chance: random.Random, others: list[int]) -> dict[str, Any]:
    if row.action in _ALWAYS:
        return _ALWAYS[row.action]
    if row.action is Action.MERGE:
        return {"follows_id": chance.choice(others)}
    if row.action is Action.APPROVE and row.target is TicketState.REPLIED:
        return {"proposed": chance.choice([Outcome.SCHEDULED, Outcome.REFERRED]).value}
    if row.action is Action.CONFIRM:
        return {"verdict": Verdict.SOLVED.value}
    if row.action is Action.DISPUTE:
        return {"verdict": chance.choice([Verdict.PARTLY, Verdict.NOT_SOLVED]).value}
    if row.action is Action.RATE:
        return {"satisfaction": chance.choice(list(Satisfaction)).value}
    if row.action is Action.WITHDRAW:
        return {"outcome": Outcome.WITHDRAWN.value}
    if row.action is Action.GRANT_EXTENSION:
        return {"resolution_due": stamp(BEGIN + timedelta(days=chance.randint(8, 40)))}
    if row.target is TicketState.CLOSED:
        return {"outcome": chance.choice([Outcome.DONE, Outcome.SCHEDULED]).value}
    return {}
