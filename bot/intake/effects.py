"""What one message causes, inside its transaction: kept, handled, owed, or put off."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

import handlers
from bot.channels import Receipt
from bot.intake.fetching import ALBUM_QUIET, facts, told_of_files
from bot.intake.keeping import (
    Sender,
    keep_arrival,
    keep_files,
    newcomer,
    parts_of,
    recognise,
    sender_of,
    unchanged,
)
from bot.intake.owing import PASSIVE_SECONDS, owe, reach, travels
from bot.logs import place_of
from bot.models import InboundMessage, InboxState, Outbound
from bot.store import Transaction, contacts, inbox, messages, outbox, people
from bot.store.contacts import Past
from bot.store.inbox import Arrival
from faq.match import Match
from handlers.turn import House, Turn

REPEATS = timedelta(seconds=60)
"""For so long a repeat is answered as the first was; who asks later has had their answer."""
RETRY_SECONDS = (1, 5, 30, 120, 600)
"""How long after each failure a message is tried again."""
OVERHEARD = Receipt(0, None, InboxState.DONE, repeated=False)
"""What becomes of words that were meant for others: nothing."""


class _LetIn(msgspec.Struct, frozen=True):
    """A message that is kept: who wrote it, and the first part of the album it belongs to."""

    arrival: Arrival
    sender: Sender
    part_of: Arrival | None


class Effects:
    """The transaction bodies of the intake; each may be run again from its start.

    `passive` names the channels whose replies travel in the response to the message, `fetching`
    those whose files come after it.
    """

    def __init__(self, house: House, passive: frozenset[str], fetching: frozenset[str]) -> None:
        self._house = house
        self._passive = passive
        self._fetching = fetching

    def take_in(
        self,
        tx: Transaction,
        *,
        message: InboundMessage,
        bodies: dict[str, bytes],
        match: Match | None,
        now: datetime,
        plain: str | None = None,
    ) -> tuple[Receipt, set[str]]:
        """Keep a message and carry out what it causes; its receipt, and whom to ring.

        `plain` is its text normalised, where that is known already.

        Raises what the handler raises, and `Refused` where a brake holds the sender back.
        """
        if original := unchanged(tx, message):
            return self._receipt(tx, original, original.state, now, repeated=True), set()
        kept = self._let_in(tx, message, bodies, now, admit=True, done=True)
        if isinstance(kept, Receipt):
            return kept, set()
        replies: list[Outbound] = []
        turn = self._turn(kept.arrival, kept.sender, match, now, plain)
        touched = self._carry_out(tx, turn, passive=self._passive, replies=replies)
        if kept.sender.past.owed:
            # What has been waiting for them goes along.
            return self._receipt(tx, kept.arrival, InboxState.DONE, now, repeated=False), touched
        arrival = kept.arrival
        told = tuple(replies) if self._answers_at_once(arrival.message) else ()
        receipt = Receipt(arrival.id, arrival.message_id, InboxState.DONE, False, told)
        return receipt, touched

    def take_in_later(
        self,
        tx: Transaction,
        *,
        message: InboundMessage,
        bodies: dict[str, bytes],
        now: datetime,
        error: Exception,
    ) -> tuple[Receipt, set[str]]:
        """Keep a message whose handling failed, and tell its sender so kindly."""
        kept = self._let_in(tx, message, bodies, now)
        if isinstance(kept, Receipt):
            return kept, set()
        inbox.put_off(tx, kept.arrival.id, place_of(error), self._next_attempt(1, now))
        turn = self._turn(kept.arrival, kept.sender, None, now)
        turn.reply("conversation.kept_for_later")
        touched = owe(tx, turn, self._passive) | {"inbox"}
        return self._receipt(tx, kept.arrival, InboxState.RECEIVED, now, repeated=False), touched

    def keep_for_later(
        self, tx: Transaction, *, message: InboundMessage, bodies: dict[str, bytes], now: datetime
    ) -> tuple[Receipt, set[str]]:
        """Keep a message for which there is no time now, for the worker to handle when there is.

        In few statements: what comes behind it waits too. Raises `Refused` as `take_in`.
        """
        if original := unchanged(tx, message):
            return self._receipt(tx, original, original.state, now, repeated=True), set()
        kept = self._let_in(tx, message, bodies, now, admit=True)
        if isinstance(kept, Receipt):
            return kept, set()
        inbox.wait(tx, kept.arrival.id, now)
        return self._receipt(tx, kept.arrival, InboxState.RECEIVED, now, repeated=False), {"inbox"}

    def set_aside(
        self,
        tx: Transaction,
        *,
        message: InboundMessage,
        bodies: dict[str, bytes],
        why: str,
        again: datetime | None,
        now: datetime,
    ) -> Receipt:
        """Keep a message unhandled, until `again` or (None) until a person looks."""
        kept = self._let_in(tx, message, bodies, now)
        if isinstance(kept, Receipt):
            return kept
        inbox.put_off(tx, kept.arrival.id, why, again)
        state = InboxState.RECEIVED if again else InboxState.FAILED
        return self._receipt(tx, kept.arrival, state, now, repeated=False)

    def await_files(
        self, tx: Transaction, *, message: InboundMessage, bodies: dict[str, bytes], now: datetime
    ) -> Receipt:
        """Keep a message whose files are still with the platform, for the worker to fetch them."""
        kept = self._let_in(tx, message, bodies, now, admit=True, in_album=bool(message.album))
        if isinstance(kept, Receipt):
            return kept
        if kept.part_of is not None:
            inbox.wait(tx, kept.arrival.id, None)
        first = kept.part_of or kept.arrival
        inbox.wait(tx, first.id, now + ALBUM_QUIET if message.album else now)
        return self._receipt(tx, kept.arrival, InboxState.RECEIVED, now, repeated=False)

    def _let_in(
        self,
        tx: Transaction,
        message: InboundMessage,
        bodies: dict[str, bytes],
        now: datetime,
        *,
        admit: bool = False,
        in_album: bool = False,
        done: bool = False,
    ) -> _LetIn | Receipt:
        """Keep a message; the receipt at once where it is a repeat, or meant for others.

        `admit`: a brake may hold its sender back (`Refused`). `in_album`: it has one line with
        what was sent together with it. `done`: what it causes is written in this transaction.
        """
        new = newcomer(tx, message, now)
        known = None if new else inbox.known(tx, message.channel, message.external_id)
        if known is not None:
            return self._repeated(tx, known, now)
        recognised = message if new else recognise(tx, message)
        if recognised is None:
            return OVERHEARD
        message = recognised
        sender = new or sender_of(tx, message, now)
        if admit and sender.contact is not None:
            handlers.admit(self._house, sender.in_minute, message.text)
        part_of = next(iter(inbox.album_of(tx, message)), None) if in_album else None
        arrival = keep_arrival(
            tx, self._house.zone, message, bodies, sender, now, part_of=part_of, done=done
        )
        if arrival is None:
            if new is not None and new.contact is not None:
                # Who has had themselves erased is nobody new for a push that comes again.
                contacts.take_back(tx, new.contact.id)
            return self._repeated(tx, inbox.known(tx, message.channel, message.external_id), now)
        reach(tx, arrival, sender, self._passive, now)
        return _LetIn(arrival, sender, part_of)

    def resume(
        self,
        tx: Transaction,
        *,
        parts: list[Arrival],
        message: InboundMessage,
        bodies: dict[str, bytes],
        match: Match | None,
        now: datetime,
    ) -> tuple[InboxState | None, set[str]]:
        """Carry out what a kept message causes, now that all its parts are here.

        The state is None where somebody else has it.
        """
        contact_id, official_id = parts[0].contact_id, parts[0].official_id
        # The contact first, as everywhere: whoever takes in one more part holds it too.
        sender = Sender(
            contacts.lock(tx, contact_id) if contact_id else None,
            people.official(tx, official_id) if official_id else None,
        )
        arrival = inbox.lock(tx, parts[0].id)
        if arrival is None:
            return None, set()
        if [each.id for each in parts_of(tx, arrival.id)] != [each.id for each in parts]:
            # One more part came while the files were fetched.
            inbox.wait(tx, arrival.id, now + ALBUM_QUIET)
            return InboxState.RECEIVED, set()
        if sender.contact is not None:
            earlier = self._earlier(tx, sender.contact.id, arrival, now)
            sender = replace(sender, past=Past(wrote=earlier))
        arrival = replace(arrival, message=message)
        self._complete(tx, arrival, bodies, now)
        # No response waits any more: what is said now is sent.
        turn = self._turn(arrival, sender, match, now)
        touched = self._carry_out(tx, turn, passive=frozenset())
        for each in parts:
            inbox.done(tx, each.id, now)
        return InboxState.DONE, touched

    def _earlier(self, tx: Transaction, contact_id: int, arrival: Arrival, now: datetime) -> bool:
        """Whether the contact had written before a message that is taken up again."""
        first = arrival.message_id or 0
        return bool(messages.before(tx, contact_id, before=first, limit=1, now=now))

    def _complete(
        self, tx: Transaction, arrival: Arrival, bodies: dict[str, bytes], now: datetime
    ) -> None:
        message = arrival.message
        if arrival.message_id is None or not (bodies or message.media):
            return
        keep_files(tx, message, bodies, now)
        messages.complete(tx, arrival.message_id, told_of_files(message, self._house.wording))

    def fail(
        self, tx: Transaction, *, inbox_id: int, now: datetime, error: Exception
    ) -> InboxState | None:
        """Note that handling failed once more; None where somebody else has the message."""
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

    def _carry_out(
        self,
        tx: Transaction,
        turn: Turn,
        *,
        passive: frozenset[str],
        replies: list[Outbound] | None = None,
    ) -> set[str]:
        contact = turn.contact
        handlers.handle(tx, turn)
        if turn.message.channel in self._fetching:
            for media in turn.message.media:
                turn.refuse("files.not_taken", written=bool(turn.text), **facts(media))
        touched = owe(tx, turn, passive, replies)
        if contact is not None:
            touched.add(f"contact:{contact.id}")
        return touched

    def _turn(
        self,
        arrival: Arrival,
        sender: Sender,
        match: Match | None,
        now: datetime,
        plain: str | None = None,
    ) -> Turn:
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
            past=sender.past,
            _plain=plain,
        )

    def _answers_at_once(self, message: InboundMessage) -> bool:
        """Whether replies travel in the response to this message."""
        return message.channel in self._passive or message.at_once > 0

    def _receipt(
        self, tx: Transaction, arrival: Arrival, state: InboxState, now: datetime, *, repeated: bool
    ) -> Receipt:
        message, since = arrival.message, now - REPEATS
        replies = (
            outbox.replies(tx, arrival.id, message.channel, message.sender, since)
            if self._answers_at_once(message)
            else []
        )
        told = tuple(row for row in replies if travels(message, row.content, self._passive))
        return Receipt(arrival.id, arrival.message_id, state, repeated, told)

    def _repeated(self, tx: Transaction, arrival: Arrival | None, now: datetime) -> Receipt:
        if arrival is None:
            raise LookupError("a message can only repeat one that is kept")
        if arrival.message.channel in self._passive:
            # What was sent meanwhile is not said twice; what still waits rides in this response.
            outbox.ride_again(tx, arrival.id, PASSIVE_SECONDS, now)
        return self._receipt(tx, arrival, arrival.state, now, repeated=True)
