"""A town hall at its desks: officials of several units, and residents, before one program."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp

from bot.models import Department, Role, Ticket, TicketEvent
from bot.settings import Settings
from bot.store import Transaction, contacts, messages, people, tickets, timetable
from tests.acceptance.official import Official
from tests.acceptance.resident import Resident
from tests.acceptance.town import Town, town
from tests.ledgers import until

CAST: dict[str, tuple[str, str, frozenset[Role]]] = {
    "li": ("李强", "water", frozenset({Role.OFFICIAL})),
    "zhao": ("赵局长", "water", frozenset({Role.DEPARTMENT_HEAD})),
    "qian": ("钱警官", "police", frozenset({Role.OFFICIAL, Role.DISPATCHER})),
    "sun": ("孙主任", "streets", frozenset({Role.OFFICIAL})),
    "zhou": ("周县长", "duty", frozenset({Role.LEADER})),
}
UNITS = (
    Department("water", "水务局", "Water Bureau", "0571-1111111"),
    Department("police", "公安局", "Police", "110"),
    Department("streets", "城管局", "Street Office", "12319"),
)
_A_MOMENT = timedelta(seconds=10)
_A_SECOND = timedelta(seconds=1)
"""More than the program's clock creeps on while a test's stands still."""
_OWED = 1_000
"""Rows of the outbox that are looked through: more than any of these tests writes."""


@dataclass
class Hall:
    """Who sits at the desks, by name; `duty` is the first official, who may do nearly all."""

    city: Town
    desks: dict[str, Official]
    residents: dict[str, Resident] = field(default_factory=dict)

    async def resident(self, who: str) -> Resident:
        """A resident with a browser of their own."""
        if who not in self.residents:
            self.residents[who] = self.city.resident()
            await self.residents[who].begin()
        return self.residents[who]

    async def says(self, who: str, text: str = "", **more: str) -> None:
        """A resident writes, or taps a choice."""
        self.city.clock.now += _A_MOMENT
        await (await self.resident(who)).say(text, **more)

    async def asks(self, who: str, text: str) -> str:
        """A resident asks what becomes a ticket, where the FAQ knows it too; its number."""
        before = len(await self.tickets(who))
        await self.says(who, text)
        if len(await self.tickets(who)) == before:
            await self.says(who, "human" if text.isascii() else "人工")
        return (await self.tickets(who))[-1].number

    async def does(self, who: str, number: str, choice: str, text: str = "", **values: str) -> str:
        """An official does something, which is accepted; what the desk says."""
        self.city.clock.now += _A_MOMENT
        answer = await self.desks[who].act(number, choice, text, **values)
        return _text(answer)

    async def tries(self, who: str, number: str, choice: str, text: str = "", **values: str) -> str:
        """An official tries something in vain, and nothing moves; why."""
        before = (await self.ticket(number)).version
        answer = await self.desks[who].tries(number, choice, text, **values)
        assert any(reply["refused"] for reply in answer["replies"]), answer
        assert (await self.ticket(number)).version == before
        return _text(answer)

    async def at_work(self, who: str, text: str, unit: str = "water", by: str = "li") -> str:
        """A new ticket that an official of this unit has taken; its number."""
        number = await self.sent(who, text, unit)
        await self.does(by, number, "take")
        return number

    async def sent(self, who: str, text: str, unit: str = "water") -> str:
        """A new ticket that waits to be taken by this unit; its number."""
        number = await self.asks(who, text)
        if (await self.ticket(number)).department_id != unit:
            await self.does("duty", number, "transfer", department=unit)
        return number

    async def becomes(self, moment: str) -> None:
        """It becomes this moment in the city, and time has done all that is due by then."""
        self.city.turns_to(moment)
        await until(self._nothing_due)

    async def ticket(self, number: str) -> Ticket:
        """The ticket as it stands."""
        found = await self._read(lambda tx: tickets.by_number(tx, number))
        assert isinstance(found, Ticket)
        return found

    async def tickets(self, who: str) -> list[Ticket]:
        """A resident's tickets, oldest first."""
        address = (await self.resident(who)).address

        def read(tx: Transaction) -> list[Ticket]:
            contact = contacts.find(tx, "web", address)
            return tickets.of(tx, contact.id, 100)[::-1] if contact else []

        return list(await self._read(read))

    async def events(self, number: str) -> list[TicketEvent]:
        """What happened to a ticket."""
        ticket = await self.ticket(number)
        return list(await self._read(lambda tx: tickets.events(tx, ticket.id)))

    async def heard(self, who: str) -> list[tuple[Any, str]]:
        """When a resident was told what, oldest first."""
        address = (await self.resident(who)).address

        def read(tx: Transaction) -> list[tuple[Any, str]]:
            contact = contacts.find(tx, "web", address)
            assert contact
            found = messages.conversation(
                tx, contact.id, after=0, limit=10_000, now=self.city.clock.now + _A_SECOND
            )
            said = (line.message for line in found)
            return [(each.at, each.content.text) for each in said if each.direction == "out"]

        return list(await self._read(read))

    async def told(self, who: str) -> str:
        """What a resident was told last."""
        return str((await self.heard(who))[-1][1])

    async def heard_at_the_desk(self, who: str) -> str:
        """All that an official was told without having asked."""

        def read(tx: Transaction) -> str:
            name = CAST[who][0]
            official = people.official_by_name(tx, name)
            assert official
            found = (tx.row("outbox_by_ids_message", id=each) for each in range(1, _OWED))
            return "\n".join(
                messages.get(tx, row["message_id"]).content.text
                for row in found
                if row and (row["channel"], row["address"]) == ("desk", str(official.id))
            )

        return str(await self._read(read))

    async def _nothing_due(self) -> bool:
        """Whether the clock that acts has done all."""
        now = self.city.clock.now
        return not await self._read(lambda tx: timetable.due(tx, now, 1))

    async def _read(self, work: Any) -> Any:
        return await self.city.database.read(work)


def _text(answer: dict[str, Any]) -> str:
    replies: Sequence[dict[str, Any]] = answer["replies"]
    return "\n".join(str(reply["text"]) for reply in replies)


@asynccontextmanager
async def hall(settings: Settings, at: str) -> AsyncIterator[Hall]:
    """The running service with all of the cast signed in, at a moment of the city's."""
    async with town(settings, at) as city, AsyncExitStack() as stack:
        links = await city.database.transaction(lambda tx: _hired(tx, city))
        desks = {"duty": city.official}
        for name, link in links.items():
            jar = aiohttp.CookieJar(unsafe=True)
            session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
            desks[name] = await city.signs_in(session, link)
        yield Hall(city, desks)


def _hired(tx: Transaction, city: Town) -> dict[str, str]:
    for unit in UNITS:
        people.keep_department(tx, unit)
    links = {}
    for name, (called, unit_id, roles) in CAST.items():
        hired = people.add_official(tx, called, unit_id, roles, city.clock())
        links[name] = people.new_link(tx, hired.id, city.clock(), minutes=60)
    return links
