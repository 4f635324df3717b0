"""A small intake for the tests of the residents' pages: it keeps and answers, by no rule at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from msgspec.structs import replace

from bot.channels import Receipt
from bot.models import Attachment, Content, Direction, InboundMessage, InboxState
from bot.signals import Signals
from bot.store import Database, Transaction, contacts, inbox, messages, outbox
from tests.ledgers import ZONE, Hands

Answers = Callable[[InboundMessage], Iterable[Content]]


def say_back(message: InboundMessage) -> Iterable[Content]:
    """Answer with what was said."""
    return (Content(f"您说:{message.text}"),)


@dataclass
class SmallIntake:
    """Keeps each message once and answers it by `answers`; `fails` is what the next one meets."""

    database: Database
    signals: Signals
    clock: Hands
    answers: Answers = say_back
    fails: list[Exception] = field(default_factory=list)
    received: list[InboundMessage] = field(default_factory=list)

    async def receive(self, message: InboundMessage) -> Receipt:
        """Keep a message and owe its answers."""
        if self.fails:
            raise self.fails.pop()
        self.received.append(message)
        receipt, contact_id = await self.database.transaction(lambda tx: self._keep(tx, message))
        self.signals.notify("outbox", f"contact:{contact_id}")
        return receipt

    async def answered(self, receipt: Receipt) -> None:
        """The web answers nothing in its response."""

    async def returned(self, channel: str, address: str) -> None:
        """Queue what has been waiting."""
        now = self.clock()
        await self.database.transaction(lambda tx: outbox.returned(tx, channel, address, now))
        self.signals.notify("outbox")

    async def gone(self, channel: str, address: str) -> None:
        """Nobody leaves a page for good."""

    async def keep(self, message: InboundMessage, why: str, again_after: float | None) -> Receipt:
        """Our pages post nothing that cannot be understood."""
        raise AssertionError(f"{message.channel}: {why}, {again_after}")

    def _keep(self, tx: Transaction, message: InboundMessage) -> tuple[Receipt, int]:
        now = self.clock()
        bodies = {hashlib.sha256(each.body or b"").hexdigest(): each for each in message.media}
        files = tuple(
            Attachment(sha256, each.media_type, len(each.body or b""), each.name)
            for sha256, each in bodies.items()
        )
        message = replace(message, media=(), attachments=files)
        if message.contact_id is None:
            contact = contacts.arrive(tx, message.channel, message.sender, now)
        else:
            contact = contacts.lock(tx, message.contact_id)
        if known := inbox.known(tx, message.channel, message.external_id):
            return Receipt(known.id, known.message_id, known.state, repeated=True), contact.id
        for each in files:
            messages.keep_attachment(tx, each, bodies[each.sha256].body or b"", now)
        content = Content(message.text, attachments=files)
        message_id = say(tx, self.clock, Direction.INBOUND, content, contact_id=contact.id)
        where = {"contact_id": contact.id, "message_id": message_id}
        arrival = inbox.keep(tx, message, now, **where, done=True)
        assert arrival is not None
        for answer in self.answers(message):
            owe(tx, self.clock, answer, contact.id, inbox_id=arrival.id)
        return Receipt(arrival.id, message_id, InboxState.DONE, repeated=False), contact.id


def say(
    tx: Transaction, clock: Hands, direction: Direction, content: Content, **where: int | None
) -> int:
    """Keep a message; its id."""
    return messages.keep(tx, messages.NewMessage(direction, content, **where), clock(), ZONE)


def owe(
    tx: Transaction,
    clock: Hands,
    content: Content,
    contact_id: int,
    *,
    inbox_id: int | None = None,
    ticket_id: int | None = None,
    official_id: int | None = None,
    delay: float = 0,
) -> int:
    """Owe a message to a contact, after a delay in seconds; the message's id."""
    contact = contacts.get(tx, contact_id)
    where = {"contact_id": contact_id, "ticket_id": ticket_id, "official_id": official_id}
    message_id = say(tx, clock, Direction.OUTBOUND, content, **where)
    outbox.add(
        tx,
        outbox.Owed(
            message_id,
            contact.channel,
            contact.address,
            clock() + timedelta(seconds=delay),
            contact_id=contact_id,
            ticket_id=ticket_id,
            inbox_id=inbox_id,
        ),
        clock(),
    )
    return message_id
