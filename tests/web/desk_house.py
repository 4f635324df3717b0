"""What the tests of the desk stand on: a real server, a real store, officials and tickets."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar
from aiohttp.test_utils import TestServer

from bot.channels.desk import DeskChannel
from bot.intake.intake import MessageIntake
from bot.models import (
    Actor,
    Content,
    Department,
    Direction,
    Official,
    OutboxState,
    Role,
    Ticket,
    TicketState,
)
from bot.settings import Settings
from bot.signals import Signals
from bot.signing import Signer
from bot.store import Database, Transaction, contacts, messages, outbox, people, tickets
from bot.tickets.lifecycle import Action
from bot.web import Service
from bot.web.server import build
from bot.wording import Wording
from faq.entries import FaqEntry
from faq.explaining import Explanation, explain
from faq.index import Index
from faq.match import Candidate, Decision, Match, Matcher
from handlers.turn import House
from tests.ledgers import Hands

ZONE = ZoneInfo("Asia/Shanghai")
SIGNER = Signer(b"the key of a test, 32 bytes long")
ENTRY = FaqEntry(id="lamp", question="路灯不亮找谁修?", answer="请打 12345。", department="城管局")
MATCHER = Matcher(Index.build([ENTRY]))
Json = dict[str, Any]


@dataclass
class KnowsLamps:
    """An FAQ of one entry, which it offers for whatever is asked."""

    asked: list[str] = field(default_factory=list)

    async def explained(self, text: str) -> tuple[Match, Explanation]:
        """Offer the one entry, and say why the matcher would."""
        self.asked.append(text)
        match = Match(Decision.ESCALATE, (Candidate(ENTRY, ENTRY.question, 0.6),))
        return match, explain(MATCHER, match, text, date(2026, 11, 23))


@dataclass
class Browser:
    """A browser of one person: its cookies, and what a page of ours would send."""

    session: ClientSession
    origin: str

    async def get(self, path: str) -> tuple[int, str]:
        """Open a page as a person does."""
        async with self.session.get(path, headers={"Accept": "text/html"}) as response:
            return response.status, await response.text()

    async def json(self, path: str) -> tuple[int, Json]:
        """Ask an API."""
        async with self.session.get(path) as response:
            return response.status, await response.json()

    async def press(self, path: str, origin: str | None = None) -> tuple[int, str, str]:
        """Send a plain form, as a button does: status, where it leads to, and the page."""
        headers = {"Accept": "text/html", "Origin": self.origin if origin is None else origin}
        headers = {name: value for name, value in headers.items() if value}
        async with self.session.post(path, headers=headers, allow_redirects=False) as response:
            return response.status, response.headers.get("Location", ""), await response.text()

    async def send(
        self, path: str, form: dict[str, str], origin: str | None = None
    ) -> tuple[int, str]:
        """Send a filled form, as a page without a script does: status and the page."""
        headers = {"Accept": "text/html", "Origin": self.origin if origin is None else origin}
        async with self.session.post(path, data=form, headers=headers) as response:
            return response.status, await response.text()

    async def post(self, path: str, body: object, *, origin: str | None = None) -> tuple[int, Json]:
        """Post JSON, as the page's script does."""
        headers = {"Origin": self.origin if origin is None else origin}
        async with self.session.post(path, json=body, headers=headers) as response:
            return response.status, await response.json()

    async def act(self, ticket: str, choice: str, **more: object) -> tuple[int, Json]:
        """Do something to a ticket."""
        deed = {"id": str(uuid.uuid4()), "ticket": ticket, "choice": choice, **more}
        return await self.post("/desk/api/messages", deed)

    async def numbers(self, query: str = "") -> list[str]:
        """The numbers in the list, in its order."""
        status, answer = await self.json(f"/desk/api/tickets{query}")
        assert status == 200, answer
        return [line["number"] for line in answer["tickets"]]

    async def ticket(self, number: str) -> Json:
        """One ticket as the page is told of it."""
        status, answer = await self.json(f"/desk/api/tickets/{number}")
        assert status == 200, answer
        return answer

    @asynccontextmanager
    async def stream(self) -> AsyncIterator[ClientWebSocketResponse]:
        """The page's live line, after its greeting."""
        headers = {"Origin": self.origin}
        async with self.session.ws_connect("/desk/stream", headers=headers) as line:
            assert await line.receive_json() == {"type": "hello"}
            yield line


@dataclass(frozen=True, slots=True)
class DeskHouse:
    """A running desk; the tests turn its clock and fill its store."""

    service: Service
    origin: str
    clock: Hands
    channel: DeskChannel
    knowledge: KnowsLamps

    @property
    def database(self) -> Database:
        """The store behind the desk."""
        return self.service.database

    async def official(self, name: str, *roles: Role, department: str = "urban") -> Official:
        """An official with these roles (without any: a plain official)."""
        return await self.database.transaction(
            lambda tx: people.add_official(
                tx, name, department, roles or (Role.OFFICIAL,), self.clock()
            )
        )

    async def link(self, official: Official) -> str:
        """The path of a fresh sign-in link."""
        minutes = self.service.settings.desk.link_minutes
        token = await self.database.transaction(
            lambda tx: people.new_link(tx, official.id, self.clock(), minutes)
        )
        return f"/desk/sign-in/{token}"

    @asynccontextmanager
    async def browser(self, official: Official | None = None) -> AsyncIterator[Browser]:
        """A browser with cookies of its own, in which `official` has signed in."""
        async with ClientSession(self.origin, cookie_jar=CookieJar(unsafe=True)) as session:
            browser = Browser(session, self.origin)
            if official is not None:
                status, where, _ = await browser.press(await self.link(official))
                assert (status, where) == (303, "/desk")
            yield browser

    async def ticket(
        self,
        question: str = "路灯坏了三天了",
        *,
        address: str = "a",
        hours: float = 24,
        state: TicketState = TicketState.REGISTERED,
        **changes: object,
    ) -> Ticket:
        """A ticket of a resident, due in `hours`, in `state`; wakes whoever watches."""
        now = self.clock()

        def keep(tx: Transaction) -> Ticket:
            contact = contacts.arrive(tx, "web", address, now)
            message_id = say(tx, self, Direction.INBOUND, question, contact_id=contact.id)
            new = tickets.NewTicket(contact.id, question, now + timedelta(hours=hours))
            registered = tickets.NewEvent(
                Action.REGISTER, Actor.SYSTEM, None, message_id=message_id, changes=changes
            )
            draft = tickets.draft(new, now).note(registered, now, ZONE, SIGNER)
            ticket = tickets.open_ticket(tx, draft, now, ZONE, SIGNER)
            messages.join_ticket(tx, message_id, ticket.id)
            if state is TicketState.REGISTERED:
                return ticket
            moved = tickets.NewEvent(Action.TAKE, Actor.SYSTEM, None, state)
            return tickets.record(tx, ticket, moved, now, ZONE, SIGNER)

        ticket = await self.database.transaction(keep)
        self.service.signals.notify("tickets", f"ticket:{ticket.id}")
        return ticket

    async def answer(self, ticket: Ticket, text: str, official: Official) -> int:
        """An official's answer on its way to the resident; the id of its outbox row."""
        now = self.clock()

        def keep(tx: Transaction) -> int:
            contact = contacts.get(tx, ticket.contact_id)
            message_id = say(
                tx,
                self,
                Direction.OUTBOUND,
                text,
                contact_id=contact.id,
                ticket_id=ticket.id,
                official_id=official.id,
            )
            owed = outbox.Owed(
                message_id,
                "web",
                contact.address,
                now,
                contact_id=contact.id,
                ticket_id=ticket.id,
            )
            return outbox.add(tx, owed, now)

        return await self.database.transaction(keep)

    async def delivered(self, ticket: Ticket, row: int, state: OutboxState) -> None:
        """The sender has settled a row of a ticket."""
        now = self.clock()
        await self.database.transaction(lambda tx: outbox.settle(tx, row, state, now))
        self.service.signals.notify(f"ticket:{ticket.id}", "tickets")

    async def note(self, ticket: Ticket, text: str, official: Official) -> None:
        """An official's internal note."""
        await self.database.transaction(
            lambda tx: say(
                tx, self, Direction.NOTE, text, ticket_id=ticket.id, official_id=official.id
            )
        )

    async def standing(self, number: str) -> Ticket:
        """A ticket as the store has it."""
        found = await self.database.read(lambda tx: tickets.by_number(tx, number))
        assert found is not None
        return found


def say(
    tx: Transaction, house: DeskHouse, direction: Direction, text: str, **where: int | None
) -> int:
    """Keep a message; its id."""
    new = messages.NewMessage(direction, Content(text), **where)
    return messages.keep(tx, new, house.clock(), ZONE)


@asynccontextmanager
async def open_desk(settings: Settings, database: Database) -> AsyncIterator[DeskHouse]:
    """A desk on a real server, with two departments."""
    settings = msgspec.structs.replace(settings, timezone=str(ZONE))
    clock, signals, wording = Hands(), Signals(), Wording(ZONE)
    channel, knowledge = DeskChannel(ack_seconds=0.2), KnowsLamps()
    intake = MessageIntake(
        House(settings, wording, SIGNER, ZONE),
        database,
        knowledge,
        signals,
        clock,
        frozenset({channel.name}),
    )
    await channel.start(intake)
    service = Service(
        settings=settings,
        database=database,
        intake=intake,
        signals=signals,
        wording=wording,
        signer=SIGNER,
        knowledge=knowledge,
        clock=clock,
        channels={channel.name: channel},
        state=_well,
    )
    await database.transaction(_departments)
    async with TestServer(build(service)) as server:
        origin = str(server.make_url("/")).rstrip("/")
        yield DeskHouse(service, origin, clock, channel, knowledge)
    await channel.stop()


def _departments(tx: Transaction) -> None:
    people.keep_department(tx, Department("urban", "市城市管理局"))
    people.keep_department(tx, Department("school", "市教育局"))


async def _well() -> Json:
    return {}
