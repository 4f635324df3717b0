"""A small town: residents and officials who write through the real intake, into a real database."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.intake.intake import MessageIntake
from bot.knowledge.importing import add_entries, replace_entries
from bot.knowledge.insight import Insight
from bot.models import (
    Content,
    InboundMessage,
    InboxState,
    Media,
    Message,
    Official,
    Role,
    Side,
    Ticket,
    TicketEvent,
)
from bot.settings import Settings
from bot.signals import Signals
from bot.signing import Signer
from bot.store import (
    Database,
    Row,
    Transaction,
    contacts,
    inbox,
    messages,
    people,
    tickets,
    worklist,
)
from bot.store.opening import open_database
from bot.store.worklist import Wanted
from bot.wording import Wording
from faq.entries import FaqEntry
from faq.index import Index
from faq.match import Matcher
from handlers.turn import House
from tests.handlers.known import DEPARTMENTS, ENTRIES, Matching

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime.fromisoformat("2026-11-23T01:30:00+00:00")
SEAL = Signer(b"k" * 32)

DOER = frozenset({Role.OFFICIAL, Role.DISPATCHER, Role.ADMINISTRATOR})


@dataclass
class Town:
    """Everything a test of the conversation needs: people who write, and a look at the store."""

    database: Database
    house: House
    intake: MessageIntake
    wang: Official
    li: Official
    insight: Insight
    now: datetime = NOW
    unhandled: int = 0
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def later(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)

    async def say(self, text: str = "", who: str = "zhang", **fields: Any) -> list[Content]:
        """A resident writes; what they are told."""
        return await self.send(self.inbound(who, text=text, **fields))

    async def tap(self, value: str, who: str = "zhang", **fields: Any) -> list[Content]:
        """A resident taps a choice; what they are told."""
        return await self.send(self.inbound(who, choice=value, **fields))

    async def show(
        self, media_type: str = "image/jpeg", text: str = "", who: str = "zhang"
    ) -> list[Content]:
        """A resident sends a file; what they are told."""
        media = Media(media_type, "file", body=f"{media_type} {next(self._ids)}".encode())
        return await self.send(self.inbound(who, text=text, media=(media,)))

    async def act(
        self,
        choice: str = "",
        ticket: str = "",
        text: str = "",
        by: Official | None = None,
        **values: str,
    ) -> list[Content]:
        """An official acts at the desk; what they are told."""
        return await self.send(self.deed(choice, ticket, text, by, **values))

    def deed(
        self,
        choice: str = "",
        ticket: str = "",
        text: str = "",
        by: Official | None = None,
        **values: str,
    ) -> InboundMessage:
        """A message of an official's from the desk."""
        official = by or self.wang
        return InboundMessage(
            channel="desk",
            external_id=f"{official.id}:{next(self._ids)}",
            sender=str(official.id),
            side=Side.OFFICIAL,
            text=text,
            choice=choice,
            ticket=ticket,
            values=values,
        )

    @staticmethod
    def with_media(message: InboundMessage, *media: Media) -> InboundMessage:
        """The message with files."""
        return replace(message, media=media)

    def inbound(self, who: str, **fields: Any) -> InboundMessage:
        """A message of a resident's, with an id of its own."""
        number = next(self._ids)
        plain = InboundMessage(channel="web", external_id=f"{who}:{number}", sender=who)
        return replace(plain, **fields)

    async def send(self, message: InboundMessage) -> list[Content]:
        """Let a message in; what its sender is told in answer to it."""
        await self.insight.refresh()
        receipt = await self.intake.receive(message)
        self.now += timedelta(seconds=5)
        self.unhandled += receipt.state is not InboxState.DONE

        def caused(tx: Transaction) -> list[Content]:
            rows = tx.rows(
                "outbox_of_inbox",
                since="",
                inbox_id=receipt.inbox_id,
                channel="web" if message.side is Side.RESIDENT else message.channel,
                address=message.sender,
            )
            return [messages.get(tx, row["message_id"]).content for row in rows]

        return await self.database.read(caused)

    async def settle(self) -> None:
        """The worker's round over questions that stand open."""
        await self.intake.settle_questions()

    async def heard(self, who: str = "zhang") -> list[Message]:
        """Everything a resident was told, oldest first."""
        return [line for line in await self.lines(who) if line.direction == "out"]

    async def lines(self, who: str = "zhang") -> list[Message]:
        """A resident's whole conversation, oldest first."""

        def read(tx: Transaction) -> list[Message]:
            contact = contacts.find(tx, "web", who)
            if contact is None:
                return []
            found = messages.conversation(tx, contact.id, after=0, limit=10_000, now=self.now)
            return [line.message for line in found]

        return await self.database.read(read)

    async def tickets(self, who: str = "zhang") -> list[Ticket]:
        """A resident's tickets, oldest first."""

        def read(tx: Transaction) -> list[Ticket]:
            contact = contacts.find(tx, "web", who)
            return tickets.of(tx, contact.id, 1000)[::-1] if contact else []

        return await self.database.read(read)

    async def ticket(self, who: str = "zhang") -> Ticket:
        """A resident's only ticket."""
        (ticket,) = await self.tickets(who)
        return ticket

    async def events(self, ticket: Ticket) -> list[TicketEvent]:
        """What happened to a ticket."""
        return await self.database.read(lambda tx: tickets.events(tx, ticket.id))

    async def actions(self, ticket: Ticket) -> list[str]:
        """The names of what happened to a ticket."""
        return [event.action for event in await self.events(ticket)]

    async def said_in(self, ticket: Ticket) -> list[str]:
        """All texts kept with a ticket that came in, or stayed inside."""

        def read(tx: Transaction) -> list[str]:
            found = messages.of_ticket(tx, ticket.id)
            return [line.message.content.text for line in found if line.message.direction != "out"]

        return await self.database.read(read)

    async def prompt(self, who: str = "zhang") -> contacts.Prompt | None:
        """What a resident was last asked."""

        def read(tx: Transaction) -> contacts.Prompt | None:
            contact = contacts.find(tx, "web", who)
            return contacts.prompt(tx, contact.id) if contact else None

        return await self.database.read(read)

    async def lost(self, texts: Sequence[str]) -> list[str]:
        """Which of these texts came in, and are neither in a ticket nor met by the FAQ."""

        def read(tx: Transaction) -> list[str]:
            met = {row["message_id"] for number in range(1, 500) for row in _met(tx, number)}
            arrivals = (inbox.get(tx, number) for number in range(1, 500))
            kept = [
                messages.get(tx, each.message_id) for each in arrivals if each and each.message_id
            ]
            return [
                message.content.text
                for message in kept
                if message.content.text in texts
                and message.ticket_id is None
                and message.id not in met
            ]

        return await self.database.read(read)

    async def broken_chains(self) -> list[str]:
        """Tickets whose events do not add up to their row."""
        return await self.database.read(lambda tx: tickets.broken_chains(tx, SEAL))

    async def matches(self) -> list[tuple[str, str, str]]:
        """What was matched: decision, entry and feedback, oldest first."""
        rows = await self.database.read(lambda tx: [matching_row(tx, n) for n in range(1, 50)])
        return [row for row in rows if row is not None]

    async def external_id(self, message_id: int) -> str:
        """The platform's id of a message that came in."""

        def read(tx: Transaction) -> str:
            found = (inbox.get(tx, number) for number in range(1, 1000))
            return next(
                arrival.message.external_id
                for arrival in found
                if arrival is not None and arrival.message_id == message_id
            )

        return await self.database.read(read)

    async def withdraw_faq(self) -> None:
        """The city takes every entry back."""
        await replace_entries(self.database, (), "test", lambda: self.now)

    def learns(self, *entries: FaqEntry) -> None:
        """The city's FAQ knows these too from now on."""
        signals, known = Signals(), (*ENTRIES, *entries)
        self.intake = intake_of(self.database, self.house, signals, lambda: self.now, known)

    async def worklist(self, official: Official) -> list[str]:
        """The numbers of the open tickets that an official may see."""
        wanted = Wanted(open_only=True)
        found = await self.database.read(lambda tx: worklist.listed(tx, official, wanted))
        return [line.number for line in found]


def _met(tx: Transaction, number: int) -> list[Row]:
    row = tx.row("match_by_id", id=number)
    return [row] if row and row["decision"] != "escalate" else []


def matching_row(tx: Transaction, number: int) -> tuple[str, str, str] | None:
    """One row of the evidence."""
    row = tx.row("match_by_id", id=number)
    return (row["decision"], row["entry_id"], row["feedback"]) if row else None


async def open_town(settings: Settings) -> Town:
    """A town with departments, two officials and a handful of FAQ entries."""
    database = await open_database(settings, now=NOW)
    await add_entries(database, ENTRIES, "test", lambda: NOW)

    def settle(tx: Transaction) -> tuple[Official, Official]:
        for department in DEPARTMENTS:
            people.keep_department(tx, department)
        return (
            people.add_official(tx, "王芳", "duty", DOER, NOW),
            people.add_official(tx, "李强", "water", {Role.OFFICIAL}, NOW),
        )

    wang, li = await database.transaction(settle)
    signals = Signals()
    town: Town

    def clock() -> datetime:
        return town.now

    insight = Insight(database, signals, clock, timedelta(days=settings.many.recent_days))
    house = House(settings, Wording(ZONE), SEAL, ZONE, insight)

    intake = intake_of(database, house, signals, clock)
    town = Town(database, house, intake, wang, li, insight)
    return town


def intake_of(
    database: Database,
    house: House,
    signals: Signals,
    clock: Callable[[], datetime],
    entries: Sequence[FaqEntry] = ENTRIES,
) -> MessageIntake:
    """The way in to a house; the desk is passive."""
    matching = Matching(Matcher(Index.build(entries)))
    return MessageIntake(house, database, matching, signals, clock, frozenset({"desk"}))


def labels(contents: Sequence[Content]) -> list[str]:
    """The labels of all choices offered."""
    return [choice.label for content in contents for choice in content.choices]


def values(contents: Sequence[Content]) -> list[str]:
    """The values of all choices offered."""
    return [choice.value for content in contents for choice in content.choices]


def text(contents: Sequence[Content]) -> str:
    """All that was said, in one text."""
    return "\n".join(content.text for content in contents)
