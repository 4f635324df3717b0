"""`wenzheng rates`: as a table for people and as JSON, frozen in time."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.clock import stamp
from bot.models import Actor, TicketState
from bot.rating import freeze, period_named, rated, to_freeze
from bot.settings import Settings, load
from bot.signing import Signer
from bot.store import Transaction, contacts, keys, tickets
from bot.store.opening import open_database
from bot.store.tickets import NewEvent, NewTicket
from bot.tickets.lifecycle import Action
from bot.tickets.rates import Share

if TYPE_CHECKING:
    from pathlib import Path

    from bot.models import Ticket
    from tests.commands.conftest import CommandLine

ZONE = ZoneInfo("Asia/Shanghai")
REGISTERED = datetime(2026, 10, 12, 9, 0, tzinfo=ZONE)
DUE = datetime(2026, 10, 19, 17, 30, tzinfo=ZONE)


def _registered(tx: Transaction, seal: Signer, number: int) -> Ticket:
    contact = contacts.arrive(tx, "web", f"r{number}", REGISTERED)
    first_due = REGISTERED + timedelta(days=1)
    new = NewTicket(contact.id, "路灯", first_due)
    due = {"resolution_due": stamp(DUE), "resolution_due_original": stamp(DUE)}
    event = NewEvent(
        Action.REGISTER, Actor.RESIDENT, contact.id, changes={"department_id": "water", **due}
    )
    draft = tickets.draft(new, REGISTERED).note(event, REGISTERED, ZONE, seal)
    return tickets.open_ticket(tx, draft, REGISTERED, ZONE, seal)


def _answered(tx: Transaction, seal: Signer, ticket: Ticket, verdict: str = "") -> None:
    later = REGISTERED + timedelta(hours=2)
    answer = NewEvent(Action.ANSWER, Actor.OFFICIAL, None, TicketState.REPLIED)
    taken = NewEvent(Action.TAKE, Actor.OFFICIAL, None, TicketState.IN_PROGRESS)
    ticket = tickets.record(tx, ticket, taken, later, ZONE, seal)
    ticket = tickets.record(tx, ticket, answer, later, ZONE, seal)
    if verdict:
        word = NewEvent(
            Action.CONFIRM, Actor.RESIDENT, None, TicketState.CLOSED, changes={"verdict": verdict}
        )
        tickets.record(tx, ticket, word, later, ZONE, seal)


def _town(tx: Transaction) -> None:
    seal = keys.signer(tx, "")
    for number in range(12):
        ticket = _registered(tx, seal, number)
        if number < 9:
            _answered(tx, seal, ticket, "solved" if number < 6 else "")


def test_the_rates_of_a_month(shell: CommandLine) -> None:
    """n/N by unit and together; no rate of fewer than ten."""
    shell.do(_town)
    found = shell.json("rates", "--period", "2026-10")
    assert found["total"]["responded"] == {"n": 9, "of": 12, "rate": 0.75}
    assert found["total"]["solved"] == {"n": 6, "of": 9, "rate": None}
    assert found["total"]["covered"] == {"n": 6, "of": 9, "rate": None}
    assert [each["department"] for each in found["departments"]] == ["water"]
    assert (found["frozen_at"], found["corrections"], found["excluded"]) == (None, [], [])
    text = shell.run("rates", "--period", "2026-10").stdout
    assert "9/12 75.0%" in text
    assert shell.json("rates", "--period", "2026-09")["total"]["responded"]["of"] == 0
    assert shell.json("rates", "--period", "2026")["total"]["responded"]["of"] == 12


def test_without_a_period_it_is_the_month_that_ended_last(shell: CommandLine) -> None:
    """And it says which."""
    shell.do(_town)
    assert shell.json("rates") == shell.json("rates", "--period", "2026-10")
    assert shell.run("rates").stdout.startswith("2026-10\n")


async def test_of_a_period_that_goes_on_only_what_is_due_by_now_counts(tmp_path: Path) -> None:
    """What may still be kept is not missed yet: the first replies were due, the rest is not."""
    settings = Settings(data=str(tmp_path))
    database = await open_database(settings, now=REGISTERED)
    try:
        await database.transaction(_town)
        october = period_named("2026-10", ZONE)
        meanwhile = DUE - timedelta(days=1)
        so_far = await rated(database, october, ZONE, meanwhile)
        assert (so_far.until, so_far.report.total.responded) == (meanwhile, Share(9, 12))
        assert so_far.report.total.solved == Share(0, 0)
        whole = await rated(database, october, ZONE, october.end)
        assert (whole.until, whole.report.total.solved) == (None, Share(6, 9))
    finally:
        await database.close()


def test_a_period_that_is_none_is_refused(shell: CommandLine) -> None:
    """It says how one is written."""
    shell.run("department", "add", "duty", "值班室")
    for wrong in ("october", "2026-13", "2026-1"):
        assert "write a month like 2026-10" in shell.refused("rates", "--period", wrong)


def test_a_frozen_period_stays_and_lists_what_was_corrected(shell: CommandLine) -> None:
    """A verdict that comes later is told beside the rates, and changes none of them."""
    shell.do(_town)

    async def frozen() -> tuple[bool, bool]:
        database = await open_database(load(), now=DUE)
        try:
            period = period_named("2026-10", ZONE)
            now = datetime(2026, 11, 16, tzinfo=ZONE)
            return await freeze(database, period, ZONE, now), await freeze(
                database, period, ZONE, now
            )
        finally:
            await database.close()

    assert asyncio.run(frozen()) == (True, False)
    before = shell.json("rates", "--period", "2026-10")
    shell.do(lambda tx: _answered(tx, keys.signer(tx, ""), tickets.get(tx, 12), "solved"))
    after = shell.json("rates", "--period", "2026-10")
    assert after["frozen_at"] == "2026-11-15T16:00:00Z"
    assert after["total"] == before["total"]
    (corrected,) = after["corrections"]
    assert corrected["number"].endswith("-0012")
    assert "verdict" in corrected["changed"]


def test_a_month_is_frozen_fifteen_days_after_its_end() -> None:
    """Not a day before."""
    assert to_freeze(datetime(2026, 11, 15, 23, tzinfo=ZONE), ZONE, 15).name == "2026-09"
    assert to_freeze(datetime(2026, 11, 16, 1, tzinfo=ZONE), ZONE, 15).name == "2026-10"
