"""A service's way in, whose questions a process beside it may carry out."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.beside.partner import Partner
from bot.channels import Receipt
from bot.intake.beside.frames import Done, Terms, read_done, written
from bot.intake.beside.standing import PROGRAM, Carrier, started
from bot.intake.intake import MessageIntake
from bot.knowledge.importing import replace_entries
from bot.knowledge.insight import Insight
from bot.knowledge.matching import Knowledge
from bot.models import Department, InboundMessage, Role
from bot.settings import Settings
from bot.signals import Signals
from bot.store import Transaction, catalogue, keys, people
from bot.store.catalogue import Topic
from bot.store.opening import open_database
from bot.store.sqlite import SqliteDatabase
from bot.wording import Wording
from handlers.turn import House
from tests.beside.known import FAQ
from tests.conftest import NOW
from tests.patience import PATIENCE_SECONDS

CHANNEL = "wechat"
PASSIVE = frozenset({CHANNEL})
SECRET = "a key of forty letters that all of us know"
TOPICS = (
    Topic("outage", "停水、水管爆裂", "water", ("没水了",), urgent=True),
    Topic("lamp", "路灯不亮", "lights", ("路灯坏了",)),
)


class Counted(Partner[Done]):
    """A process, and how many questions it was asked and has not answered."""

    asked = 0
    waiting = 0

    async def ask(self, asking: Callable[[int], bytes]) -> Done | None:
        """As the process does."""
        self.asked += 1
        self.waiting += 1
        try:
            return await super().ask(asking)
        finally:
            self.waiting -= 1


class Starts:
    """Starts processes that are waited for as long as a busy machine may take; tells of each."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._stood: asyncio.Queue[Counted] = asyncio.Queue()

    async def __call__(self, terms: Terms) -> Counted:
        """Start one."""
        worker = Counted(read_done, self._patience, PATIENCE_SECONDS)
        await worker.begin(PROGRAM, written(terms))
        self._stood.put_nowait(worker)
        return worker

    async def another(self) -> Counted:
        """The next one, when it stands."""
        return await self._stood.get()


@dataclass
class Service:
    """The way in, and who may carry out beside it."""

    database: SqliteDatabase
    intake: MessageIntake
    insight: Insight
    signals: Signals
    carrier: Carrier
    now: list[datetime]
    _numbers: count[int] = field(default_factory=lambda: count(1))

    async def asks(self, text: str, sender: str = "a", again: str = "") -> Receipt:
        """A resident writes; `again` is the id of a message that came before."""
        return await self.intake.receive(self.message(text, sender, again))

    def message(self, text: str, sender: str = "a", again: str = "") -> InboundMessage:
        """What they write, a second after what was written before."""
        self.now[0] += timedelta(seconds=1)
        return InboundMessage(CHANNEL, again or f"m{next(self._numbers)}", sender, text=text)


@asynccontextmanager
async def service(
    folder: Path, starts: Starts | None, *, always: bool = True, quiet: float = 3600.0
) -> AsyncIterator[Service]:
    """A service whose carrier starts processes by `starts`, or (None) never does."""
    folder.mkdir()
    settings = Settings(data=str(folder), secret=SECRET, public_url="http://localhost")
    database = await open_database(settings, now=NOW)
    assert isinstance(database, SqliteDatabase)
    await database.transaction(_staff)
    await replace_entries(database, FAQ, "test", lambda: NOW)
    now, zone, signals = [NOW], ZoneInfo(settings.timezone), Signals()
    knowledge = Knowledge(database, settings.matching, signals, lambda: NOW, zone)
    await knowledge.refresh()
    insight = Insight(database, signals, lambda: now[0], timedelta(days=7))
    await insight.refresh()
    signer = await database.transaction(lambda tx: keys.signer(tx, settings.secret))
    house = House(settings, Wording(zone, settings.language), signer, zone, insight)
    carrier = Carrier(
        Terms(settings, signer.key, PASSIVE, frozenset()),
        always=always,
        start=starts or started,
        pauses=(0.0,),
        quiet=quiet,
    )
    insight.teach(carrier.learn)
    intake = MessageIntake(
        house,
        database,
        knowledge,
        signals,
        lambda: now[0],
        PASSIVE,
        carrying=carrier if starts else None,
    )
    running = asyncio.create_task(carrier.run()) if starts else None
    try:
        yield Service(database, intake, insight, signals, carrier, now)
    finally:
        if running is not None:
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
        await database.close()


def books(database: SqliteDatabase) -> dict[str, list[tuple[object, ...]]]:
    """All that is kept, by table, but for the officials' mark, which is another one each time."""
    with closing(sqlite3.connect(database.path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND name NOT LIKE 'message_search%' AND name <> 'officials_mark' ORDER BY name"
        ).fetchall()
        return {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall()  # noqa: S608
            for (name,) in names
        }


def _staff(tx: Transaction) -> None:
    for unit, name in (("water", "水务局"), ("lights", "路灯所"), ("duty", "值班室")):
        people.keep_department(tx, Department(unit, name))
        people.add_official(tx, f"{name}王", unit, [Role.OFFICIAL], NOW)
    for topic in TOPICS:
        catalogue.keep_topic(tx, topic)
