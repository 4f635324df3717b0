"""What the tests of the ledgers stand on: a clock to turn, a channel that obeys, rows to owe."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels import Intake, Limits
from bot.delivery.sender import Sender
from bot.errors import SendError
from bot.models import Content, ContentKind, Direction, Facts, Outbound, OutboxState
from bot.settings import Delivery
from bot.signals import Signals
from bot.store import Database, Row, Transaction, contacts, messages, outbox
from tests.conftest import NOW
from tests.patience import PATIENCE_SECONDS

ZONE = ZoneInfo("Asia/Shanghai")


class Hands:
    """A clock that moves only when a test turns it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time it shows."""
        return self.now

    def turn(self, seconds: float) -> None:
        """Let time pass, or go back."""
        self.now += timedelta(seconds=seconds)


HANG = asyncio.CancelledError
"""The outcome of a platform that never answers."""


@dataclass
class Post:
    """A channel in memory: `outcomes` are what the next sends to an address meet, in order."""

    name: str = "post"
    idempotent: bool = False
    concurrency: int = 8
    tells_returns: bool = True
    outcomes: dict[str, list[Exception | type]] = field(default_factory=lambda: defaultdict(list))
    tried: list[str] = field(default_factory=list)
    delivered: list[Outbound] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    busy: int = 0
    busiest: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def limits(self) -> Limits:
        """Nothing but text."""
        return Limits(
            4096,
            3,
            self.idempotent,
            False,
            False,
            frozenset(),
            self.concurrency,
            tells_returns=self.tells_returns,
        )

    @property
    def texts(self) -> list[str]:
        """What has arrived, in order."""
        return [outbound.content.text for outbound in self.delivered]

    def texts_to(self, address: str) -> list[str]:
        """What has arrived at one address, in order."""
        return [each.content.text for each in self.delivered if each.address == address]

    def routes(self) -> Iterable[object]:
        """None."""
        return ()

    async def start(self, intake: Intake) -> None:
        """Nothing to listen to."""

    async def stop(self) -> None:
        """Nothing to let go of."""

    async def send(self, outbound: Outbound) -> Facts:
        """Meet the address's next outcome, else arrive."""
        self.tried.append(outbound.content.text)
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        try:
            await self.gate.wait()
            await self._meet(outbound.address)
        finally:
            self.busy -= 1
        self.delivered.append(outbound)
        return Facts(platform_id=f"post-{outbound.id}")

    async def _meet(self, address: str) -> None:
        if not self.outcomes[address]:
            return
        outcome = self.outcomes[address].pop(0)
        if outcome is HANG:
            await asyncio.Event().wait()
        raise outcome


@dataclass(frozen=True)
class Books:
    """The outbox as a test writes and reads it."""

    database: Database
    clock: Hands

    async def owe(
        self, text: str, to: str = "A", *, channel: str = "post", card: str = "", delay: float = 0
    ) -> int:
        """Owe a text to a contact; the row's id."""

        def work(tx: Transaction) -> int:
            now = self.clock()
            contact = contacts.arrive(tx, channel, to, now)
            kind = ContentKind.CARD if card else ContentKind.TEXT
            new = messages.NewMessage(
                Direction.OUTBOUND, Content(text, kind=kind, card=card), contact_id=contact.id
            )
            owed = outbox.Owed(
                message_id=messages.keep(tx, new, now, ZONE),
                channel=channel,
                address=to,
                not_before=now + timedelta(seconds=delay),
                contact_id=contact.id,
                card=card,
            )
            return outbox.add(tx, owed, now)

        return await self.database.transaction(work)

    async def row(self, row_id: int) -> Row:
        """One row with all its columns."""
        row = await self.database.read(lambda tx: tx.row("outbox_by_ids_message", id=row_id))
        assert row is not None
        return row

    async def state(self, row_id: int) -> OutboxState:
        """How far a row has come."""
        return OutboxState((await self.row(row_id))["state"])

    async def reaches(self, row_id: int, state: OutboxState, *, settled: bool = True) -> None:
        """Wait until a row has come to a state, for good where `settled`."""

        async def there() -> bool:
            row = await self.row(row_id)
            return row["state"] == state and bool(row["settled_at"]) == settled

        await until(there, lambda: f"row {row_id} should be {state}")

    async def claim(self, by: str, *, seconds: float, limit: int = 8) -> list[Outbound]:
        """Claim what is due as a sender called `by` would."""
        now = self.clock()
        return await self.database.transaction(
            lambda tx: outbox.claim(
                tx, "post", limit=limit, by=by, now=now, until=now + timedelta(seconds=seconds)
            )
        )


async def until(
    condition: Callable[[], Awaitable[bool]],
    wanted: Callable[[], str] = lambda: "it did not come",
    patience: float = PATIENCE_SECONDS,
) -> None:
    """Wait for something that must come; fails where it does not."""
    loop = asyncio.get_running_loop()
    end = loop.time() + patience
    while not await condition():
        assert loop.time() < end, wanted()
        await asyncio.sleep(0.01)


@asynccontextmanager
async def sending(
    books: Books, *channels: Post, name: str = "one", **delivery: int
) -> AsyncIterator[Signals]:
    """A sender that works for as long as the block runs; the bells to ring it with."""
    signals = Signals()
    sender = Sender(books.database, channels, Delivery(**delivery), signals, books.clock, name)
    task = asyncio.create_task(sender.run())
    try:
        yield signals
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def refusal(**facts: object) -> SendError:
    """A failed send with these facts."""
    return SendError("the post says no", **facts)  # type: ignore[arg-type]
