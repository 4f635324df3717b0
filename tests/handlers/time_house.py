"""A town whose clock a test turns: what time does there, and who is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import parse_stamp
from bot.deadlines import Deadlines
from bot.models import Official, Role, Ticket
from bot.published_calendar import seed
from bot.signals import Signals
from bot.store import Row, Transaction, duty, messages, people, stand_ins
from bot.store.duty import Shift
from bot.store.stand_ins import Absence
from tests.handlers.town import ZONE, Town

_ROWS = 400


def moment(text: str) -> datetime:
    """A moment of the city's time (2026-10-01 20:00)."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


@dataclass
class TimeHouse:
    """The town with the runner that keeps its deadlines."""

    town: Town
    deadlines: Deadlines

    async def at(self, text: str) -> None:
        """It becomes this moment, and the clock that acts has gone round."""
        self.town.now = moment(text)
        await self.deadlines.go_round()

    async def through(self, text: str, step: timedelta = timedelta(minutes=30)) -> None:
        """Time goes on until this moment, with a round every half hour."""
        until = moment(text)
        while self.town.now < until:
            self.town.now = min(self.town.now + step, until)
            await self.deadlines.go_round()

    async def ask(self, text: str, who: str = "zhang") -> Ticket:
        """A resident's message that no FAQ knows becomes a ticket."""
        await self.town.say(text, who)
        return await self.town.ticket(who)

    async def told(self, official: Official) -> list[str]:
        """What an official was told at the desk without having asked, oldest first."""
        return await self.town.database.read(lambda tx: _told(tx, official))

    async def seen(self, official: Official) -> list[str]:
        """The same where the ticket's buttons stand beside it, as they do on the desk's page."""
        return await self.town.database.read(lambda tx: _seen(tx, official))

    async def moments(self, official: Official) -> list[str]:
        """When they were told it, in the city's time (2026-11-23 09:00)."""

        def read(tx: Transaction) -> list[str]:
            return [
                parse_stamp(row["created_at"]).astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
                for row in _rows(tx, official)
            ]

        return await self.town.database.read(read)

    async def names_deputy(self, official: Official, deputy: Official) -> None:
        """Somebody stands in for an official."""
        await self.town.database.transaction(
            lambda tx: stand_ins.name_deputy(tx, official.id, deputy.id)
        )

    async def goes_away(self, official: Official, begins: str, ends: str) -> None:
        """An official is away."""
        absence = Absence(official.id, moment(begins), moment(ends))
        await self.town.database.transaction(lambda tx: stand_ins.go_away(tx, absence))

    async def on_duty(self, official: Official, begins: str, ends: str) -> None:
        """An official has a shift."""
        shift = Shift(official.id, moment(begins), moment(ends))
        await self.town.database.transaction(lambda tx: duty.keep_shift(tx, shift))

    async def rungs(self, ticket: Ticket) -> list[tuple[str, str, str]]:
        """The steps that time took on a ticket: action, clock, rung."""
        return [
            (event.action, str(event.detail.get("watch", "")), str(event.detail.get("rung", "")))
            for event in await self.town.events(ticket)
            if event.actor == "system" and event.action != "dispatch"
        ]

    async def hire(self, name: str, department: str, *roles: Role) -> Official:
        """One more official."""
        return await self.town.database.transaction(
            lambda tx: people.add_official(tx, name, department, roles, self.town.now)
        )


def _told(tx: Transaction, official: Official) -> list[str]:
    return [messages.get(tx, row["message_id"]).content.text for row in _rows(tx, official)]


def _seen(tx: Transaction, official: Official) -> list[str]:
    contents = (messages.get(tx, row["message_id"]).content for row in _rows(tx, official))
    return [each.by_buttons or each.text for each in contents]


def _rows(tx: Transaction, official: Official) -> list[Row]:
    found = (tx.row("outbox_by_ids_message", id=number) for number in range(1, _ROWS))
    to = ("desk", str(official.id))
    return [
        row
        for row in found
        if row and (row["channel"], row["address"]) == to and not row["reply_to"]
    ]


async def open_house(town: Town, at: str) -> TimeHouse:
    """The town at a moment, with the published calendar."""
    await town.database.transaction(lambda tx: seed(tx, 2025))
    town.now = moment(at)
    deadlines = Deadlines(town.house, town.database, Signals(), lambda: town.now)
    await deadlines.go_round()
    return TimeHouse(town, deadlines)
