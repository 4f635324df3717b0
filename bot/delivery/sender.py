"""The sender: carries outbox rows to the channels, each channel in a lane of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.channels import Channel, Gathering
from bot.clock import Clock
from bot.delivery.outcomes import UNCLEAR_ATTEMPTS, Fate, fate
from bot.errors import SendError, StoreError
from bot.logs import place_of, told_of
from bot.models import Facts, Outbound, OutboxState
from bot.settings import Delivery
from bot.signals import Signals, Wake
from bot.store import Database, Transaction, contacts, outbox, rooms

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 1.0
RELEASE_SECONDS = 5.0
PAUSE_WITHOUT_STORE_SECONDS = 2.0
GRACE_SECONDS = 5.0
SENDING_SHARE = 0.8
"""How much of its claim a send may use: the rest is for noting the outcome while it is ours."""
END_OF_TIME = datetime.max.replace(tzinfo=UTC)


class Sender:
    """One lane a channel, so that a channel that is down delays no other.

    `name` marks this process's claims; a claim that outlives `claim_seconds` belongs to the dead.
    """

    def __init__(
        self,
        database: Database,
        channels: Iterable[Channel],
        delivery: Delivery,
        signals: Signals,
        clock: Clock,
        name: str,
    ) -> None:
        self._lanes = [
            Lane(database, channel, delivery, signals, clock, name) for channel in channels
        ]

    async def take_over(self) -> None:
        """Give up every claim there is: for a start when nobody else can be sending."""
        for lane in self._lanes:
            await lane.release(END_OF_TIME)

    async def run(self) -> None:
        """Send for as long as the service runs; on cancellation finish what is in flight."""
        async with asyncio.TaskGroup() as tasks:
            for lane in self._lanes:
                tasks.create_task(lane.run())


class Lane:
    """The way to one channel."""

    def __init__(
        self,
        database: Database,
        channel: Channel,
        delivery: Delivery,
        signals: Signals,
        clock: Clock,
        name: str,
    ) -> None:
        self._database = database
        self._channel = channel
        self._delivery = delivery
        self._signals = signals
        self._clock = clock
        self._name = name
        self._in_flight: set[asyncio.Task[None]] = set()
        self._released_at = datetime.min.replace(tzinfo=UTC)

    async def run(self) -> None:
        """Claim what is due and send it, until cancelled."""
        with self._signals.watch(f"outbox:{self._channel.name}") as wake:
            try:
                while True:
                    await self._round(wake)
            finally:
                await self._finish()

    async def release(self, before: datetime) -> None:
        """Give up claims that ran out before a moment."""
        now = self._clock()
        released = await self._database.transaction(
            lambda tx: outbox.release_claims(
                tx,
                self._channel.name,
                idempotent=self._channel.limits.idempotent,
                unclear_attempts=UNCLEAR_ATTEMPTS,
                before=before,
                now=now,
            )
        )
        if released:
            log.info("%s: %s unfinished sends taken over", self._channel.name, released)

    async def _round(self, wake: Wake) -> None:
        try:
            await self._release_now_and_then()
            claimed = await self._claim()
        except Exception as error:  # noqa: BLE001 - a lane that ended would end the service
            log.error("%s: cannot send: %s", self._channel.name, told_of(error))
            await asyncio.sleep(PAUSE_WITHOUT_STORE_SECONDS)
            return
        for rows in claimed:
            task = asyncio.create_task(self._deliver(rows))
            self._in_flight.add(task)
            task.add_done_callback(partial(self._land, wake))
        # Either every place is taken, or nothing else is due: what lands or comes rings.
        await wake.wait(LOOK_AGAIN_SECONDS)

    async def _release_now_and_then(self) -> None:
        now = self._clock()
        if now - self._released_at >= timedelta(seconds=RELEASE_SECONDS):
            self._released_at = now
            await self.release(now)

    async def _claim(self) -> list[list[Outbound]]:
        """What is due, each recipient's rows together as far as they go out as one message."""
        free = self._channel.limits.concurrency - len(self._in_flight)
        if free <= 0:
            return []
        now = self._clock()
        due = await self._database.read(lambda tx: outbox.next_due(tx, self._channel.name))
        if due is None or due > now:
            return []
        until = now + timedelta(seconds=self._delivery.claim_seconds)
        more = self._channel.limits.together - 1

        def work(tx: Transaction) -> list[list[Outbound]]:
            return [
                [
                    row,
                    *(
                        outbox.claim_after(tx, row, limit=more, by=self._name, now=now, until=until)
                        if more and row.contact_id is None
                        else ()
                    ),
                ]
                for row in self._first(tx, free, now, until)
            ]

        return await self._database.transaction(work)

    def _first(self, tx: Transaction, limit: int, now: datetime, until: datetime) -> list[Outbound]:
        """The next row of each recipient.

        Where nobody tells that a recipient is back, what waits for them comes before what is due.
        """
        claimed = outbox.claim(
            tx, self._channel.name, limit=limit, by=self._name, now=now, until=until
        )
        if self._channel.limits.tells_returns:
            return claimed
        given_way = {row.id for row in claimed if outbox.give_way(tx, row, now)}
        if not given_way:
            return claimed
        kept = [row for row in claimed if row.id not in given_way]
        return kept + self._first(tx, len(given_way), now, until)

    def _land(self, wake: Wake, task: asyncio.Task[None]) -> None:
        # In this order: whoever is woken counts the free places.
        self._in_flight.discard(task)
        wake.ring()

    async def _deliver(self, rows: Sequence[Outbound]) -> None:
        try:
            facts = await self._send(rows)
        except SendError as error:
            settle = partial(self._keep_failures, rows=rows, error=error, now=self._clock())
        else:
            settle = partial(self._keep_successes, rows=rows, facts=facts, now=self._clock())
        try:
            await self._database.transaction(settle)
        except StoreError as error:
            # The rows stay claimed until their claim runs out, and are then taken over.
            log.error("row %s: its outcome is not kept: %s", rows[0].id, error)
        for ticket_id in {row.ticket_id for row in rows} - {None}:
            self._signals.notify(f"ticket:{ticket_id}", "tickets")

    async def _send(self, rows: Sequence[Outbound]) -> Sequence[Facts]:
        try:
            async with asyncio.timeout(self._delivery.claim_seconds * SENDING_SHARE):
                if len(rows) > 1 and isinstance(self._channel, Gathering):
                    return await self._channel.send_together(rows)
                return [await self._channel.send(rows[0])]
        except SendError:
            raise
        except TimeoutError as error:
            raise SendError("no answer in time", unknown=True) from error
        except Exception as error:
            log.error("row %s: %s", rows[0].id, place_of(error))
            raise SendError(place_of(error), unknown=True) from error

    def _keep_successes(
        self, tx: Transaction, *, rows: Sequence[Outbound], facts: Sequence[Facts], now: datetime
    ) -> None:
        for row, each in zip(rows, facts, strict=False):
            self._keep_success(tx, outbound=row, facts=each, now=now)
        for row in rows[len(facts) :]:
            # No room in that message: it goes into the next.
            outbox.put_off(tx, row.id, OutboxState.QUEUED, "", now, untried=True)

    def _keep_failures(
        self, tx: Transaction, *, rows: Sequence[Outbound], error: SendError, now: datetime
    ) -> None:
        for row in rows:
            self._keep_failure(tx, outbound=row, error=error, now=now)

    def _keep_success(
        self, tx: Transaction, *, outbound: Outbound, facts: Facts, now: datetime
    ) -> None:
        outbox.settle(tx, outbound.id, OutboxState.SENT, now, facts=facts)
        self._keep_topic(tx, outbound, facts.topic, now)

    def _keep_failure(
        self, tx: Transaction, *, outbound: Outbound, error: SendError, now: datetime
    ) -> None:
        channel, address = outbound.channel, outbound.address
        self._keep_topic(tx, outbound, error.topic, now)
        if error.migrated_to:
            outbox.move(tx, channel, address, error.migrated_to)
            rooms.move(tx, channel, address, error.migrated_to, now)
        if error.blocked:
            outbox.block(tx, channel, address, now)
            if outbound.contact_id is not None:
                contacts.block(tx, outbound.contact_id)
            elif rooms.lose(tx, channel, address, now):
                log.error("%s: we may not write in an officials' room any more", channel)
        self._apply(tx, outbound, self._fate(outbound, error, now), error, now)

    def _keep_topic(self, tx: Transaction, outbound: Outbound, topic: str, now: datetime) -> None:
        if topic and outbound.ticket_id is not None:
            rooms.keep_topic(tx, outbound.channel, outbound.address, outbound.ticket_id, topic, now)

    def _fate(self, outbound: Outbound, error: SendError, now: datetime) -> Fate:
        return fate(
            error,
            attempts=outbound.attempts,
            most_attempts=self._delivery.attempts,
            idempotent=self._channel.limits.idempotent,
            now=now,
        )

    def _apply(
        self, tx: Transaction, outbound: Outbound, becomes: Fate, error: SendError, now: datetime
    ) -> None:
        if becomes.state is OutboxState.WAITING_CONTACT:
            outbox.wait(tx, outbound.id, str(error), now)
            if not self._channel.limits.tells_returns:
                outbox.wait_behind(tx, outbound, now)
        elif becomes.again_at is None:
            outbox.settle(tx, outbound.id, becomes.state, now, error=str(error))
        else:
            outbox.put_off(
                tx, outbound.id, becomes.state, str(error), becomes.again_at, untried=error.untried
            )

    async def _finish(self) -> None:
        if self._in_flight:
            _, late = await asyncio.wait(self._in_flight, timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()
