"""The one way in: a message and everything it causes become one transaction, then it is told."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta
from functools import partial

import handlers
from bot.channels import Fetching, Receipt
from bot.clock import Clock
from bot.errors import Refused, StoreBusy, StoreError
from bot.intake.asking import Asking, Carrying, Foreseeing, Matching, is_asking
from bot.intake.behind import Behind
from bot.intake.effects import Effects
from bot.intake.fetching import fetch_all, one_of, unpack
from bot.intake.keeping import parts_of
from bot.intake.line import Crowded, Line
from bot.intake.owing import owe
from bot.intake.transcribing import Transcriber, heard
from bot.logs import place_of
from bot.models import InboundMessage, InboxState
from bot.signals import Signals
from bot.store import Database, Transaction, contacts, outbox, people, rooms
from bot.store.inbox import Arrival
from bot.tickets.emergencies import danger
from bot.tickets.threats import is_threat, may_alarm
from faq.normalise import normalise
from handlers.turn import House

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 2.0
"""How long a message waits for its turn before it is kept for later: WeChat hangs up after five,
and within them it must be handled and answered as well."""


class MessageIntake:
    """Keeps each message once, lets the handlers decide, and rings those who should look.

    `passive` names the channels whose replies travel in the response to the message, `fetching`
    holds those whose files come after it; `transcriber` writes down what voices say;
    in `line` messages wait for their turn; `foreseeing` weighs beside the event loop, and
    `carrying` carries out beside the service.
    """

    def __init__(
        self,
        house: House,
        database: Database,
        matching: Matching,
        signals: Signals,
        clock: Clock,
        passive: frozenset[str],
        fetching: Mapping[str, Fetching] | None = None,
        transcriber: Transcriber | None = None,
        line: Line | None = None,
        foreseeing: Foreseeing | None = None,
        carrying: Carrying | None = None,
    ) -> None:
        self._house = house
        self._effects = Effects(house, passive, frozenset(fetching or ()))
        self._database = database
        self._signals = signals
        self._clock = clock
        self._passive = passive
        self._fetching = fetching or {}
        self._transcriber = transcriber
        self._line = line or Line()
        self._asking = Asking(
            self._effects, database, matching, house.insight, foreseeing, carrying
        )
        self.behind = Behind(database, clock)
        self._crowded = 0

    async def receive(self, message: InboundMessage) -> Receipt:
        """Keep a message and carry out what it causes; returns only after the commit.

        A handler that fails costs nothing: the message is kept, its sender is told so kindly, and
        it is handled again later. Where messages come faster than they can be handled, this one
        may only be kept, and is handled as soon as there is time. Raises `StoreError` where
        nothing could be kept, and `Refused` where a brake holds the sender back; neither may be
        acknowledged.
        """
        message, bodies = unpack(message)
        if message.media and message.channel in self._fetching:
            return await self._receive_reference(message, bodies)
        now = self._clock()
        try:
            receipt, touched = await self._handle(message, bodies, now)
        except (Refused, StoreBusy):
            raise
        except Crowded:
            self._tell_crowded()
            receipt, touched = await self._keep_for_later(message, bodies, now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the message is kept
            # Even a StoreError may be the handler's own (a row that a table refuses); where the
            # database itself is out of order, keeping the message fails as well and says so.
            log.error("a message could not be handled yet: %s", place_of(error))
            receipt, touched = await self._database.transaction(
                partial(
                    self._effects.take_in_later,
                    message=message,
                    bodies=bodies,
                    now=now,
                    error=error,
                )
            )
        self._signals.notify(*touched)
        return receipt

    async def _handle(
        self, message: InboundMessage, bodies: dict[str, bytes], now: datetime
    ) -> tuple[Receipt, Collection[str]]:
        """Carry out what a message causes; a question in its turn, which raises `Crowded`."""
        if not is_asking(message):
            # A deed of an official, or a press: told in a moment, and somebody looks at the screen.
            work = partial(self._effects.take_in, message=message, bodies=bodies, now=now)
            return await self._database.transaction(partial(work, match=None))
        is_behind = self.behind.any_of(message)
        goes_first = (self._line.stands or is_behind) and _is_alarming(message)
        if is_behind and not goes_first and await self.behind.holds(message):
            raise Crowded
        with nullcontext() if goes_first else await self._line.place(PATIENCE_SECONDS):
            return await self._asking.carry_out(message, bodies, now)

    async def _keep_for_later(
        self, message: InboundMessage, bodies: dict[str, bytes], now: datetime
    ) -> tuple[Receipt, set[str]]:
        # Before the commit: from then on the worker may have it in hand, and lets go of it.
        self.behind.keep(message)
        work = partial(self._effects.keep_for_later, message=message, bodies=bodies, now=now)
        try:
            return await self._database.transaction(work)
        except BaseException:
            self.behind.let_go(message)
            raise

    def _tell_crowded(self) -> None:
        self._crowded += 1
        if self._crowded in (1, 10, 100) or self._crowded % 1000 == 0:
            log.warning(
                "messages come faster than they can be handled; kept for later since the start: %s",
                self._crowded,
            )

    async def _receive_reference(
        self, message: InboundMessage, bodies: dict[str, bytes]
    ) -> Receipt:
        """Its files are still with the platform: keep it, and let the worker fetch them."""
        now = self._clock()
        receipt = await self._database.transaction(
            partial(self._effects.await_files, message=message, bodies=bodies, now=now)
        )
        self._signals.notify("inbox")
        return receipt

    async def keep(self, message: InboundMessage, why: str, again_after: float | None) -> Receipt:
        """Keep a message unhandled, for `again_after` seconds or (None) until a person looks."""
        message, bodies = unpack(message)
        now = self._clock()
        again = None if again_after is None else now + timedelta(seconds=again_after)

        return await self._database.transaction(
            partial(
                self._effects.set_aside,
                message=message,
                bodies=bodies,
                why=why,
                again=again,
                now=now,
            )
        )

    async def answered(self, receipt: Receipt) -> None:
        """The receipt's replies have been written into the response: they count as sent."""
        if not receipt.replies:
            return
        now = self._clock()

        written = [reply.id for reply in receipt.replies]
        await self._database.transaction(partial(outbox.written, outbox_ids=written, now=now))
        # Officials who look at these tickets see that the answer is there.
        about = {reply.ticket_id for reply in receipt.replies} - {None}
        self._signals.notify(*(f"ticket:{ticket_id}" for ticket_id in about))

    async def left(self, receipt: Receipt) -> None:
        """The receipt's replies went into no response: they are sent the ordinary way, at once."""
        if not receipt.replies:
            return
        now = self._clock()

        left = [reply.id for reply in receipt.replies]
        await self._database.transaction(partial(outbox.leave, outbox_ids=left, now=now))
        self._signals.notify(f"outbox:{receipt.replies[0].channel}")

    async def returned(self, channel: str, address: str) -> None:
        """The contact is within reach again: send what has been waiting for them."""
        now = self._clock()

        def work(tx: Transaction) -> int:
            rooms.find_again(tx, channel, address)
            people.find_account(tx, channel, address)
            return outbox.returned(tx, channel, address, now)

        if await self._database.transaction(work):
            self._signals.notify(f"outbox:{channel}")

    async def gone(self, channel: str, address: str) -> None:
        """The contact wants nothing from us until they return: stop what is owed to them."""
        now = self._clock()

        def work(tx: Transaction) -> None:
            outbox.block(tx, channel, address, now)
            rooms.lose(tx, channel, address, now)
            people.lose_account(tx, channel, address, now)
            if contact := contacts.find(tx, channel, address):
                contacts.block(tx, contact.id)

        await self._database.transaction(work)

    async def moved(self, channel: str, address: str, moved_to: str) -> None:
        """A group has a new address: what is owed to it, and the room it is, follow."""
        now = self._clock()

        def work(tx: Transaction) -> None:
            outbox.move(tx, channel, address, moved_to)
            rooms.move(tx, channel, address, moved_to, now)

        await self._database.transaction(work)
        self._signals.notify(f"outbox:{channel}", "rooms")

    async def handle_again(self, inbox_id: int) -> InboxState | None:
        """Try a kept message once more; its state then, None where somebody else has it.

        What was sent together is handled together, whichever of its parts this is.
        """
        parts = await self._database.read(lambda tx: parts_of(tx, inbox_id))
        if not parts:
            return None
        inbox_id, first = parts[0].id, parts[0].message
        try:
            message, bodies = await self._whole(parts)
            with await self._line.place():
                match = await self._asking.match(message.text) if is_asking(message) else None
                state, touched = await self._database.transaction(
                    partial(
                        self._effects.resume,
                        parts=parts,
                        message=message,
                        bodies=bodies,
                        match=match,
                        now=self._clock(),
                    )
                )
        except StoreBusy:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the message is kept
            log.error("message %s failed again: %s", inbox_id, place_of(error))
            state = await self._database.transaction(
                partial(self._effects.fail, inbox_id=inbox_id, now=self._clock(), error=error)
            )
            touched = {"inbox"}
        self.behind.let_go(first)
        self._signals.notify(*touched)
        return state

    async def settle_questions(self) -> None:
        """Decide what residents left open for too long, so that nothing waits for ever."""
        now, last = self._clock(), 0
        while waiting := await self._database.read(
            partial(handlers.overdue_questions, house=self._house, now=now, after=last)
        ):
            last = waiting[-1]
            for contact_id in waiting:
                await self._settle_question(contact_id, now)

    async def _settle_question(self, contact_id: int, now: datetime) -> None:
        def settle(tx: Transaction) -> set[str]:
            turn = handlers.settle_question(tx, self._house, now, contact_id)
            return owe(tx, turn, self._passive) if turn is not None else set()

        try:
            self._signals.notify(*await self._database.transaction(settle))
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - one question must not keep the others open
            log.error("the question to contact %s is open still: %s", contact_id, place_of(error))

    async def tell_owners(self) -> None:
        """Tell whoever sees to an FAQ entry that it has run out."""
        now = self._clock()

        def tell(tx: Transaction) -> set[str]:
            turn = handlers.tell_owners(tx, self._house, now)
            return owe(tx, turn, self._passive) if turn is not None else set()

        self._signals.notify(*await self._database.transaction(tell))

    async def release_held(self) -> None:
        """Register what was held back of residents whose suspension is over."""
        now = self._clock()

        def release(tx: Transaction, contact_id: int) -> set[str]:
            turn = handlers.release(tx, self._house, now, contact_id)
            return owe(tx, turn, self._passive) if turn is not None else set()

        for contact_id in await self._database.read(lambda tx: handlers.suspensions_over(tx, now)):
            work = partial(release, contact_id=contact_id)
            self._signals.notify(*await self._database.transaction(work))

    async def _whole(self, parts: list[Arrival]) -> tuple[InboundMessage, dict[str, bytes]]:
        message = one_of(parts)
        channel = self._fetching.get(message.channel)
        if channel is None or not message.media:
            return message, {}
        attempts = self._house.settings.delivery.inbox_attempts
        last = parts[0].attempts + 1 >= attempts
        message, bodies = await fetch_all(message, channel, last_try=last)
        return await heard(message, bodies, self._transcriber), bodies


def _is_alarming(message: InboundMessage) -> bool:
    """Whether it speaks of danger or threatens: nobody stands in line for the number that helps."""
    plain = normalise(message.text)
    return may_alarm(plain) and (danger(plain) is not None or is_threat(plain))
