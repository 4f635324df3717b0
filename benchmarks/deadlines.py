"""Is the clock fast enough? 100,000 open tickets: finding what is due, and acting on it.

    python benchmarks/deadlines.py [--tickets 100000] [--due 2000] [--database ADDRESS]

Prints, against the limits of docs/promises.md: the time to find what is due next to 50 ms, and how
many tickets one process takes a step on in a minute next to 1,000.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.clock import stamp
from bot.deadlines import Deadlines
from bot.models import Actor, Department, Role
from bot.published_calendar import seed
from bot.settings import Settings
from bot.signals import Signals
from bot.signing import Signer
from bot.store import Database, Transaction, contacts, people, tickets, timetable
from bot.store.opening import open_database
from bot.store.tickets import NewEvent, NewTicket
from bot.tickets.lifecycle import Action
from bot.wording import Wording
from handlers.turn import House

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
SEAL = Signer(b"k" * 32)
GROUP = 500
FIND_LIMIT_MS = 50.0
DUE_LIMIT = 1000
LOOKS = 200


def main() -> None:
    """Fill a database, measure, and tell both figures and their limits."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--tickets", type=int, default=100_000)
    options.add_argument("--due", type=int, default=2_000)
    options.add_argument("--database", default="")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=folder, database=asked.database, public_url="http://wz.test")
        asyncio.run(measure(settings, asked.tickets, asked.due))


async def measure(settings: Settings, count: int, due: int) -> None:
    """Both figures, on a database of its own."""
    database = await open_database(settings, now=NOW)
    try:
        await fill(database, count, due)
        house = House(settings, Wording(ZONE), SEAL, ZONE)
        found = await looking(database, due)
        print(f"open tickets: {count:,} on {database.name}")
        print(f"finding what is due: {found:.2f} ms, {FIND_LIMIT_MS / found:.0f} times the limit")
        taken, seconds = await acting(database, house)
        rate = taken / seconds * 60
        print(
            f"acting on what is due: {taken:,} tickets in {seconds:.1f} s, "
            f"{rate:,.0f} a minute, {rate / DUE_LIMIT:.1f} times what must be kept up with"
        )
    finally:
        await database.close()


async def fill(database: Database, count: int, due: int) -> None:
    """Open tickets; `due` of them are to be looked at now, the others later."""
    owner = await database.transaction(_settle)
    for start in range(0, count, GROUP):
        size = min(GROUP, count - start)
        await database.transaction(partial(_register, start=start, size=size, due=due, owner=owner))
        if start % (GROUP * 40) == 0:
            print(f"\r{start:,} tickets", end="", file=sys.stderr, flush=True)
    print("\r" + " " * 20, end="\r", file=sys.stderr, flush=True)


async def looking(database: Database, due: int) -> float:
    """The median milliseconds of finding what is due."""
    times = []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        found = await database.read(lambda tx: timetable.due(tx, NOW, 200))
        times.append((time.perf_counter() - begun) * 1000)
        assert len(found) == min(due, 200)
    return statistics.median(times)


async def acting(database: Database, house: House) -> tuple[int, float]:
    """How many tickets the clock took a step on, and in how many seconds."""
    deadlines = Deadlines(house, database, Signals(), lambda: NOW)
    begun = time.perf_counter()
    taken = await deadlines.go_round()
    return taken, time.perf_counter() - begun


def _settle(tx: Transaction) -> int:
    seed(tx, NOW.year - 1)
    people.keep_department(tx, Department("duty", "值班室", hours="8:30-12:00 14:00-17:30"))
    return people.add_official(tx, "王芳", "duty", {Role.OFFICIAL}, NOW).id


def _register(tx: Transaction, *, start: int, size: int, due: int, owner: int) -> None:
    contact = contacts.arrive(tx, "web", f"r{start}", NOW)
    for number in range(start, start + size):
        # The first of them are at three quarters of their day, the others spread over the next.
        late = number < due
        at = NOW - timedelta(hours=19) if late else NOW - timedelta(seconds=number % 60_000)
        registered(tx, contact.id, at, owner)


def registered(tx: Transaction, contact_id: int, at: datetime, owner: int) -> None:
    """One ticket that nobody has answered."""
    first, resolution = at + timedelta(hours=24), at + timedelta(days=7)
    promised = {
        "department_id": "duty",
        "owner_id": owner,
        "first_reply_due": stamp(first),
        "resolution_due": stamp(resolution),
        "resolution_due_original": stamp(resolution),
    }
    event = NewEvent(Action.REGISTER, Actor.RESIDENT, contact_id, changes=promised)
    new = NewTicket(contact_id, "路灯不亮了", first)
    draft = tickets.draft(new, at).note(event, at, ZONE, SEAL)
    ticket = tickets.open_ticket(tx, draft, at, ZONE, SEAL)
    timetable.plan(tx, ticket.id, at + timedelta(hours=18))


if __name__ == "__main__":
    main()
