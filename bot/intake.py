"""The one way in: a message and everything it causes become one transaction, then it is told."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import handlers
from bot.channels import Receipt
from bot.clock import Clock
from bot.errors import Refused, StoreBusy
from bot.logs import place_of
from bot.models import (
    Attachment,
    Contact,
    Content,
    Direction,
    InboundMessage,
    InboxState,
    Media,
    Official,
    OutboxState,
    Side,
)
from bot.signals import Signals
from bot.store import Database, Transaction, contacts, inbox, messages, outbox, people
from bot.store.inbox import Arrival
from faq.match import Match
from handlers.turn import House, Said, Turn

log = logging.getLogger(__name__)
PASSIVE_SECONDS = 15
"""How long a reply may take to be written into its response before the sender takes it over."""
RETRY_SECONDS = (1, 5, 30, 120, 600)
"""How long after each failure a message is tried again."""


class Matching(Protocol):
    """Whoever can say what the FAQ knows about a text."""

    async def match(self, text: str) -> Match:
        """The decision and its candidates."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote: a resident's contact, or an official."""

    contact: Contact | None = None
    official: Official | None = None


class MessageIntake:
    """Keeps each message once, lets the handlers decide, and rings those who should look.

    `passive` names the channels whose replies travel in the response to the message.
    """

    def __init__(
        self,
        house: House,
        database: Database,
        matching: Matching,
        signals: Signals,
        clock: Clock,
        passive: frozenset[str],
    ) -> None:
        self._house = house
        self._database = database
        self._matching = matching
        self._signals = signals
        self._clock = clock
        self._passive = passive

    async def receive(self, message: InboundMessage) -> Receipt:
        """Keep a message and carry out what it causes; returns only after the commit.

        A handler that fails costs nothing: the message is kept, its sender is told so kindly, and
        it is handled again later. Raises `StoreError` where nothing could be kept, and `Refused`
        where a brake holds the sender back; neither may be acknowledged.
        """
        message, bodies = unpack(message)
        now = self._clock()
        try:
            match = await self._match(message)
            receipt, touched = await self._database.transaction(
                partial(self._take_in, message=message, bodies=bodies, match=match, now=now)
            )
        except (Refused, StoreBusy):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the message is kept
            # Even a StoreError may be the handler's own (a row that a table refuses); where the
            # database itself is out of order, keeping the message fails as well and says so.
            log.error("a message could not be handled yet: %s", place_of(error))
            receipt, touched = await self._database.transaction(
                partial(self._take_in_later, message=message, bodies=bodies, now=now, error=error)
            )
        self._signals.notify(*touched)
        return receipt

    async def answered(self, receipt: Receipt) -> None:
        """The receipt's replies have been written into the response: they count as sent."""
        if not receipt.replies:
            return
        now = self._clock()

        def settle(tx: Transaction) -> None:
            for reply in receipt.replies:
                outbox.settle(tx, reply.id, OutboxState.SENT, now)

        await self._database.transaction(settle)

    async def returned(self, channel: str, address: str) -> None:
        """The contact is within reach again: send what has been waiting for them."""
        now = self._clock()
        queued = await self._database.transaction(
            lambda tx: outbox.returned(tx, channel, address, now)
        )
        if queued:
            self._signals.notify("outbox")

    async def handle_again(self, inbox_id: int) -> InboxState | None:
        """Try a kept message once more; its state then, None where somebody else has it."""
        arrival = await self._database.read(lambda tx: inbox.get(tx, inbox_id))
        if arrival is None:
            return None
        now = self._clock()
        try:
            match = await self._match(arrival.message)
            state, touched = await self._database.transaction(
                partial(self._resume, inbox_id=inbox_id, match=match, now=now)
            )
        except StoreBusy:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the message is kept
            log.error("message %s failed again: %s", inbox_id, place_of(error))
            state = await self._database.transaction(
                partial(self._fail, inbox_id=inbox_id, now=now, error=error)
            )
            touched = {"inbox"}
        self._signals.notify(*touched)
        return state

    async def settle_questions(self) -> None:
        """Decide what residents left open for too long, so that nothing waits for ever."""
        now = self._clock()

        def settle(tx: Transaction) -> set[str]:
            touched: set[str] = set()
            for turn in handlers.settle_questions(tx, self._house, now):
                touched |= self._owe(tx, turn)
            return touched

        self._signals.notify(*await self._database.transaction(settle))

    async def _match(self, message: InboundMessage) -> Match | None:
        if message.side is not Side.RESIDENT or message.choice or not message.text.strip():
            return None
        return await self._matching.match(message.text)

    def _take_in(
        self,
        tx: Transaction,
        *,
        message: InboundMessage,
        bodies: dict[str, bytes],
        match: Match | None,
        now: datetime,
    ) -> tuple[Receipt, set[str]]:
        sender = self._sender(tx, message, now)
        arrival = self._keep(tx, message, bodies, sender, now)
        if arrival is None:
            return self._repeated(tx, message), set()
        if sender.contact is not None:
            handlers.admit(tx, sender.contact, self._house, now)
        touched = self._carry_out(tx, arrival, sender, match, now)
        inbox.done(tx, arrival.id, now)
        return self._receipt(tx, arrival, InboxState.DONE, repeated=False), touched

    def _take_in_later(
        self,
        tx: Transaction,
        *,
        message: InboundMessage,
        bodies: dict[str, bytes],
        now: datetime,
        error: Exception,
    ) -> tuple[Receipt, set[str]]:
        sender = self._sender(tx, message, now)
        arrival = self._keep(tx, message, bodies, sender, now)
        if arrival is None:
            return self._repeated(tx, message), set()
        inbox.put_off(tx, arrival.id, place_of(error), self._next_attempt(1, now))
        turn = self._turn(arrival, sender, None, now)
        turn.reply("conversation.kept_for_later")
        touched = self._owe(tx, turn) | {"inbox"}
        return self._receipt(tx, arrival, InboxState.RECEIVED, repeated=False), touched

    def _resume(
        self, tx: Transaction, *, inbox_id: int, match: Match | None, now: datetime
    ) -> tuple[InboxState | None, set[str]]:
        arrival = inbox.lock(tx, inbox_id)
        if arrival is None:
            return None, set()
        sender = Sender(
            contacts.lock(tx, arrival.contact_id) if arrival.contact_id else None,
            people.official(tx, arrival.official_id) if arrival.official_id else None,
        )
        touched = self._carry_out(tx, arrival, sender, match, now)
        inbox.done(tx, arrival.id, now)
        return InboxState.DONE, touched

    def _fail(
        self, tx: Transaction, *, inbox_id: int, now: datetime, error: Exception
    ) -> InboxState | None:
        arrival = inbox.lock(tx, inbox_id)
        if arrival is None:
            return None
        next_attempt = self._next_attempt(arrival.attempts + 1, now)
        inbox.put_off(tx, inbox_id, place_of(error), next_attempt)
        return InboxState.RECEIVED if next_attempt else InboxState.FAILED

    def _next_attempt(self, attempts: int, now: datetime) -> datetime | None:
        if attempts >= self._house.settings.delivery.inbox_attempts:
            return None
        pause = RETRY_SECONDS[min(attempts, len(RETRY_SECONDS)) - 1]
        return now + timedelta(seconds=pause)

    def _sender(self, tx: Transaction, message: InboundMessage, now: datetime) -> Sender:
        if message.side is Side.OFFICIAL:
            official = people.official_by_account(tx, message.channel, message.sender)
            if official is None:
                raise Refused("not_an_official")
            return Sender(official=official)
        if message.contact_id is not None:
            return Sender(contact=contacts.lock(tx, message.contact_id))
        return Sender(contact=contacts.arrive(tx, message.channel, message.sender, now))

    def _keep(
        self,
        tx: Transaction,
        message: InboundMessage,
        bodies: dict[str, bytes],
        sender: Sender,
        now: datetime,
    ) -> Arrival | None:
        contact, official = sender.contact, sender.official
        arrival = inbox.keep(
            tx,
            message,
            now,
            self._house.zone,
            contact_id=contact.id if contact else None,
            official_id=official.id if official else None,
        )
        if arrival is None:
            return None
        for attachment in message.attachments:
            if attachment.sha256 in bodies:
                messages.keep_attachment(tx, attachment, bodies[attachment.sha256], now)
        message_id = messages.keep(
            tx,
            messages.NewMessage(
                Direction.INBOUND if contact else Direction.NOTE,
                Content(message.text, attachments=message.attachments),
                contact_id=contact.id if contact else None,
                official_id=official.id if official else None,
            ),
            now,
            self._house.zone,
        )
        inbox.tell(tx, arrival.id, message_id)
        if contact and contact.channel == message.channel:
            # A visit to the ticket page opens no window on the platform the contact writes from.
            outbox.returned(tx, contact.channel, contact.address, now)
        return replace(arrival, message_id=message_id)

    def _carry_out(
        self,
        tx: Transaction,
        arrival: Arrival,
        sender: Sender,
        match: Match | None,
        now: datetime,
    ) -> set[str]:
        turn = self._turn(arrival, sender, match, now)
        handlers.handle(tx, turn)
        touched = self._owe(tx, turn)
        if sender.contact is not None:
            touched.add(f"contact:{sender.contact.id}")
        return touched

    def _turn(self, arrival: Arrival, sender: Sender, match: Match | None, now: datetime) -> Turn:
        if arrival.message_id is None:
            raise LookupError(f"inbox row {arrival.id} has no message")
        return Turn(
            house=self._house,
            message=arrival.message,
            now=now,
            inbox_id=arrival.id,
            message_id=arrival.message_id,
            contact=sender.contact,
            official=sender.official,
            match=match,
        )

    def _owe(self, tx: Transaction, turn: Turn) -> set[str]:
        touched = set(turn.touched)
        for said in turn.said:
            self._owe_one(tx, turn, said)
            touched.add("outbox")
            if said.contact_id is not None:
                touched.add(f"contact:{said.contact_id}")
        return touched

    def _owe_one(self, tx: Transaction, turn: Turn, said: Said) -> None:
        message_id = messages.keep(
            tx,
            messages.NewMessage(
                Direction.OUTBOUND,
                said.content,
                contact_id=said.contact_id,
                ticket_id=said.ticket_id,
                official_id=said.official_id,
            ),
            turn.now,
            self._house.zone,
        )
        passive = said.to_sender and turn.message.channel in self._passive
        outbox.add(
            tx,
            outbox.Owed(
                message_id=message_id,
                channel=said.channel,
                address=said.address,
                not_before=turn.now + said.delay,
                contact_id=said.contact_id,
                ticket_id=said.ticket_id,
                inbox_id=turn.inbox_id or None,
                reply_to=turn.message.external_id if said.to_sender else "",
                card=said.content.card,
                passive_seconds=PASSIVE_SECONDS if passive else 0,
            ),
            turn.now,
        )

    def _receipt(
        self, tx: Transaction, arrival: Arrival, state: InboxState, *, repeated: bool
    ) -> Receipt:
        replies = (
            outbox.replies(tx, arrival.id, arrival.message.channel, arrival.message.sender)
            if arrival.message.channel in self._passive
            else []
        )
        return Receipt(arrival.id, arrival.message_id, state, repeated, tuple(replies))

    def _repeated(self, tx: Transaction, message: InboundMessage) -> Receipt:
        arrival = inbox.known(tx, message.channel, message.external_id)
        if arrival is None:
            raise LookupError("a message can only repeat one that is kept")
        return self._receipt(tx, arrival, arrival.state, repeated=True)


def unpack(message: InboundMessage) -> tuple[InboundMessage, dict[str, bytes]]:
    """The message with its files as attachments, and their bytes by SHA-256."""
    bodies: dict[str, bytes] = {}
    attachments = list(message.attachments)
    to_fetch: list[Media] = []
    for media in message.media:
        if media.body is None:
            to_fetch.append(media)
            continue
        sha256 = hashlib.sha256(media.body).hexdigest()
        bodies[sha256] = media.body
        attachments.append(Attachment(sha256, media.media_type, len(media.body), media.name))
    return replace(message, media=tuple(to_fetch), attachments=tuple(attachments)), bodies


Handle = Callable[[Transaction, Turn], None]
"""What a handler is: it decides inside the transaction, and never waits for anything."""
