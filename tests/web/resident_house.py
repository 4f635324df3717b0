"""What the tests of the residents' pages stand on: a real server, a real store, a small intake."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse, FormData
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.channels import Intake
from bot.channels.web import WebChannel
from bot.delivery.sender import Sender
from bot.models import (
    Actor,
    Content,
    Department,
    Direction,
    Outcome,
    Ticket,
    TicketState,
)
from bot.settings import Settings
from bot.signals import Signals
from bot.signing import Signer
from bot.store import Database, Transaction, contacts, inbox, messages, outbox, people, tickets
from bot.tickets.lifecycle import Action
from bot.web import Service
from bot.web.server import build
from bot.wording import Wording
from faq.explaining import Explanation, Stage
from faq.match import Decision, Match
from tests.ledgers import ZONE, Hands
from tests.patience import PATIENCE_SECONDS
from tests.web.small_intake import SmallIntake, owe, say

SIGNER = Signer(b"the key of a test, 32 bytes long")
Json = dict[str, Any]
MakeIntake = Callable[[Signals, Hands], Intake]


@dataclass
class Line:
    """A page's live connection: what it has been told, and what it says."""

    socket: ClientWebSocketResponse

    async def frame(self) -> Json:
        """The next frame."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            heard: Json = await self.socket.receive_json()
            return heard

    async def messages(self, count: int, *, acknowledge: bool = True) -> list[Json]:
        """The next `count` messages, however many frames bring them."""
        found: list[Json] = []
        while len(found) < count:
            frame = await self.frame()
            found += frame.get("messages", [])
        assert len(found) == count, [each["text"] for each in found]
        if acknowledge and found:
            await self.acknowledge(max(each["id"] for each in found))
        return found

    async def acknowledge(self, message_id: int) -> None:
        """Everything up to this message is on the screen."""
        await self.socket.send_json({"type": "ack", "id": message_id})

    async def closed(self) -> int | None:
        """Wait for the end; the code that it came with."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self.socket.closed:
                await self.socket.receive()
        return self.socket.close_code


@dataclass
class Page:
    """A resident's browser: its identity, and what a page of ours would send."""

    session: ClientSession
    origin: str
    token: str = ""

    def headers(self, **more: str) -> dict[str, str]:
        """What our script sends along."""
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {"Origin": self.origin, **signed, **more}

    async def get(self, path: str, **headers: str) -> tuple[ClientResponse, str]:
        """Open a page as a person does."""
        asked = {"Accept": "text/html", **headers}
        async with self.session.get(path, headers=asked) as response:
            return response, await response.text()

    async def call(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, Json]:
        """Call an API with JSON, a form, or nothing."""
        sent: Json = {"data": body} if isinstance(body, FormData | bytes) else {}
        if body is not None and not sent:
            sent = {"json": body}
        asked = self.headers(**headers)
        async with self.session.request(method, path, headers=asked, **sent) as response:
            return response.status, await response.json()

    async def begin(self) -> None:
        """Get an identity."""
        status, answer = await self.call("POST", "/api/session")
        assert status == 200, answer
        self.token = answer["token"]

    async def post(self, text: str = "", **more: object) -> tuple[int, Json]:
        """Post a message."""
        return await self.call(
            "POST", "/api/messages", {"id": str(uuid.uuid4()), "text": text, **more}
        )

    async def post_files(
        self, *files: tuple[str, bytes], path: str = "/api/messages", **headers: str
    ) -> tuple[int, Json]:
        """Post a message with files."""
        # As browsers write a name: in UTF-8, not in per cent signs.
        form = FormData(quote_fields=False)
        form.add_field("message", json.dumps({"id": str(uuid.uuid4()), "text": "看图"}))
        for name, body in files:
            form.add_field("file", io.BytesIO(body), filename=name)
        return await self.call("POST", path, form, **headers)

    @asynccontextmanager
    async def stream(self, after: int = 0) -> AsyncIterator[Line]:
        """The page's live connection, after its first words."""
        async with self.session.ws_connect(
            "/api/stream", headers={"Origin": self.origin}
        ) as socket:
            await socket.send_json({"type": "hello", "token": self.token, "after": after})
            yield Line(socket)


@dataclass(frozen=True, slots=True)
class House:
    """A running web server; the tests turn its clock and fill its store."""

    service: Service
    origin: str
    clock: Hands
    intake: SmallIntake
    channel: WebChannel
    server: BaseTestServer

    @property
    def database(self) -> Database:
        """The store behind the pages."""
        return self.service.database

    @asynccontextmanager
    async def browser(self, *, begun: bool = True) -> AsyncIterator[Page]:
        """A browser of somebody new."""
        async with ClientSession(self.origin) as session:
            page = Page(session, self.origin)
            if begun:
                await page.begin()
            yield page

    def address(self, page: Page) -> str:
        """The contact's address behind a browser's identity."""
        return hashlib.sha256(page.token.encode()).hexdigest()

    async def contact_id(self, page: Page) -> int:
        """The contact behind a browser's identity."""
        contact = await self.database.read(lambda tx: contacts.find(tx, "web", self.address(page)))
        assert contact is not None
        return contact.id

    async def owe(self, contact_id: int, text: str, *, delay: float = 0) -> int:
        """The service owes the contact a message, and everybody is told."""
        message_id = await self.database.transaction(
            lambda tx: owe(tx, self.clock, Content(text), contact_id, delay=delay)
        )
        self.service.signals.notify("outbox", f"contact:{contact_id}")
        return message_id

    async def unsettled(self) -> int:
        """How many rows of the outbox have not arrived."""
        counted = await self.database.read(outbox.counts)
        return sum(count for _, state, count in counted if state.value != "sent")

    async def settled(self) -> None:
        """Wait until everything owed has arrived."""
        for _ in range(int(PATIENCE_SECONDS * 100)):
            if not await self.unsettled():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{await self.unsettled()} rows did not arrive")

    async def ticket(
        self,
        words: str = "人民路12号路灯坏了,我叫王建国,电话13812345678",
        *,
        page: Page | None = None,
        title: str = "",
        **changes: object,
    ) -> Ticket:
        """A registered ticket of that browser's resident, or of somebody else."""
        address = self.address(page) if page else "somebody"

        def keep(tx: Transaction) -> Ticket:
            contact = contacts.arrive(tx, "web", address, self.clock())
            due = self.clock() + timedelta(hours=24)
            new = tickets.NewTicket(contact.id, title or words, due)
            said = say(tx, self.clock, Direction.INBOUND, Content(words), contact_id=contact.id)
            event = tickets.NewEvent(
                Action.REGISTER, Actor.SYSTEM, None, message_id=said, changes=changes
            )
            now = self.clock()
            draft = tickets.draft(new, now).note(event, now, ZONE, SIGNER)
            ticket = tickets.open_ticket(tx, draft, now, ZONE, SIGNER)
            messages.join_ticket(tx, said, ticket.id)
            return ticket

        return await self.database.transaction(keep)

    async def answer(self, ticket: Ticket, text: str) -> Ticket:
        """An official takes and answers a ticket, in words of their own."""

        def keep(tx: Transaction) -> Ticket:
            now = self.clock()
            locked = tickets.lock(tx, ticket.id)
            official = people.officials(tx)[0]
            where = {"ticket_id": ticket.id, "official_id": official.id}
            said = say(tx, self.clock, Direction.NOTE, Content(text), **where)
            owe(
                tx,
                self.clock,
                Content(f"「{ticket.title}」有答复:{text}"),
                ticket.contact_id,
                ticket_id=ticket.id,
                official_id=official.id,
            )
            take = tickets.NewEvent(
                Action.TAKE,
                Actor.OFFICIAL,
                official.id,
                TicketState.IN_PROGRESS,
                changes={"department_id": "urban"},
            )
            taken = tickets.record(tx, locked, take, now, ZONE, SIGNER)
            reply = tickets.NewEvent(
                Action.ANSWER, Actor.OFFICIAL, official.id, TicketState.REPLIED, said
            )
            return tickets.record(tx, taken, reply, now, ZONE, SIGNER)

        return await self.database.transaction(keep)

    async def take(self, ticket: Ticket) -> Ticket:
        """An official takes a ticket."""

        def keep(tx: Transaction) -> Ticket:
            taken = tickets.NewEvent(Action.TAKE, Actor.OFFICIAL, 1, TicketState.IN_PROGRESS)
            locked = tickets.lock(tx, ticket.id)
            return tickets.record(tx, locked, taken, self.clock(), ZONE, SIGNER)

        return await self.database.transaction(keep)

    async def close(
        self, ticket: Ticket, outcome: Outcome, action: Action = Action.CLOSE, **changes: object
    ) -> Ticket:
        """An official closes a ticket."""

        def keep(tx: Transaction) -> Ticket:
            locked = tickets.lock(tx, ticket.id)
            closed = tickets.NewEvent(
                action,
                Actor.OFFICIAL,
                1,
                TicketState.CLOSED,
                changes={"outcome": outcome.value, **changes},
            )
            return tickets.record(tx, locked, closed, self.clock(), ZONE, SIGNER)

        return await self.database.transaction(keep)

    def link(self, number: str) -> str:
        """The signed path of a ticket's page."""
        return f"/t/{number}?k={SIGNER.sign('ticket', number)}"


class KnowsNothing:
    """An FAQ without an entry."""

    async def match(self, text: str) -> Match:
        """Know nothing, and leave it to a person."""
        return Match(Decision.ESCALATE)

    async def explained(self, text: str) -> tuple[Match, Explanation]:
        """Know nothing."""
        return Match(Decision.ESCALATE), Explanation(Stage.NOTHING, "", ())


@asynccontextmanager
async def open_house(
    settings: Settings, database: Database, make_intake: MakeIntake | None = None
) -> AsyncIterator[House]:
    """The residents' pages on a real server, with a sender at work, over the small intake."""
    clock, signals, channel = Hands(), Signals(), WebChannel()
    intake = SmallIntake(database, signals, clock)

    async def state() -> Json:
        return await database.read(
            lambda tx: {
                "database": database.name,
                "inbox": {each.value: count for each, count in inbox.counts(tx).items()},
            }
        )

    service = Service(
        settings=settings,
        database=database,
        intake=make_intake(signals, clock) if make_intake else intake,
        signals=signals,
        wording=Wording(ZONE),
        signer=SIGNER,
        knowledge=KnowsNothing(),
        clock=clock,
        channels={channel.name: channel},
        state=state,
    )
    await database.transaction(lambda tx: _people(tx, clock))
    sender = Sender(database, [channel], settings.delivery, signals, clock, "test")
    task = asyncio.create_task(sender.run())
    async with TestServer(build(service)) as server:
        origin = str(server.make_url("/")).rstrip("/")
        yield House(service, origin, clock, intake, channel, server)
    await channel.stop()
    task.cancel()
    with suppress(asyncio.CancelledError, BaseExceptionGroup):
        await task


def _people(tx: Transaction, clock: Hands) -> None:
    people.keep_department(tx, Department("urban", "市城市管理局", "Urban Management"))
    people.add_official(tx, "李工", "urban", (), clock())
