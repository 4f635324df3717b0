"""What channels are lent of the store, which they do not know: ledgers, consents, tokens, files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.channels.tencent.access_token import Token
from bot.clock import Clock
from bot.models import CIRCLE, Outbound
from bot.store import (
    Database,
    Transaction,
    card_codes,
    consents,
    leases,
    messages,
    people,
    rooms,
    tokens,
    windows,
)
from handlers.rooms import circles
from handlers.turn import House

CUT_OFF = "cut-off"
ANSWERABLE = timedelta(minutes=55)
"""WeCom lets a message be answered by its address for an hour (document 101138)."""


class LentFiles:
    """The bytes of files that messages hold."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, message_id: int, sha256: str) -> bytes | None:
        """The bytes of a file, None where it was erased."""
        found = await self._database.read(lambda tx: messages.attachment(tx, message_id, sha256))
        return found[1] if found else None


class LentWindows:
    """The windows of one channel's contacts."""

    def __init__(self, database: Database, channel: str, clock: Clock) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock

    async def spend(self, address: str, count: int, reserve: int) -> Mapping[str, int] | None:
        """Take `count` messages, where the open windows hold these and `reserve` more."""
        now = self._clock()
        return await self._database.transaction(
            lambda tx: windows.spend(tx, self._channel, address, count, reserve, now)
        )

    async def refund(self, address: str, spent: Mapping[str, int]) -> None:
        """What was taken was for certain not sent."""
        await self._database.transaction(
            lambda tx: windows.refund(tx, self._channel, address, dict(spent))
        )

    async def use_up(self, address: str) -> None:
        """The platform says that there is nothing left."""
        await self._database.transaction(lambda tx: windows.use_up(tx, self._channel, address))


class LentConsents:
    """Who may be called back on one channel, and what became of the calls."""

    def __init__(self, database: Database, channel: str, clock: Clock) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock

    async def decided(
        self, address: str, template: str, given: bool, at: datetime, said: str
    ) -> None:
        """Somebody allowed a notice, or took it back."""
        decision = consents.Decision(self._channel, address, template, at, given, said)
        await self._database.transaction(lambda tx: consents.decide(tx, decision))

    async def spent(self, address: str, template: str, used: datetime) -> None:
        """The platform says that no consent was left when it was `used`."""
        await self._database.transaction(
            lambda tx: consents.spend(tx, self._channel, address, template, used)
        )

    async def use(self, address: str, template: str, *, keep: bool) -> bool:
        """Whether there is a consent; it is used up, unless it is to `keep`."""
        return await self._database.transaction(
            lambda tx: consents.use(tx, self._channel, address, template, keep=keep)
        )

    async def has(self, address: str, template: str) -> bool:
        """Whether somebody has decided about a notice, whichever way."""
        return await self._database.read(
            lambda tx: consents.is_decided(tx, self._channel, address, template)
        )

    async def is_called(self, address: str) -> bool:
        """Whether somebody was called back within a day and has not come since."""
        since = self._clock() - timedelta(days=1)
        return await self._database.read(
            lambda tx: consents.is_called(tx, self._channel, address, since)
        )

    async def called(self, outbox_id: int, notice: str) -> None:
        """The platform has accepted a notice about this row."""
        now = self._clock()
        await self._database.transaction(
            lambda tx: consents.called(tx, self._channel, notice, outbox_id, now)
        )

    async def became(self, notice: str, arrived: bool) -> None:
        """What the platform tells of a notice later."""
        await self._database.transaction(
            lambda tx: consents.became(tx, self._channel, notice, arrived=arrived)
        )


class LentShelf:
    """Where the processes of one installation share their tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, name: str) -> Token | None:
        """The token that lies there."""
        found = await self._database.read(lambda tx: tokens.look(tx, name))
        return Token(*found) if found else None

    async def put(self, name: str, token: Token) -> None:
        """Lay a token there for all."""

        def work(tx: Transaction) -> None:
            tokens.lay(tx, name, token.value, token.until)

        await self._database.transaction(work)

    async def drop(self, name: str, value: str) -> None:
        """Take this very token away, and no newer one."""
        await self._database.transaction(lambda tx: tokens.drop(tx, name, value))


class LentBar:
    """Whether a robot's one connection was taken by somebody who is none of ours."""

    def __init__(self, database: Database, clock: Clock, name: str) -> None:
        self._database = database
        self._clock = clock
        self._name = name

    async def is_down(self) -> bool:
        """Whether nobody of ours may connect."""
        until = await self._database.read(lambda tx: leases.held_until(tx, self._name))
        return until is not None and until > self._clock()

    async def let_down(self) -> None:
        """Nobody of ours connects, until somebody has seen to it."""
        now = self._clock()
        for_good = now + timedelta(days=3650)
        await self._database.transaction(
            lambda tx: leases.hold(tx, self._name, CUT_OFF, now, for_good)
        )

    async def lift(self) -> None:
        """Somebody has started us again: we may connect."""
        now = self._clock()
        await self._database.transaction(lambda tx: leases.let_go(tx, self._name, CUT_OFF, now))


class LentAnswers:
    """Addresses by which one message each may still be sent; they lie where the tokens do."""

    def __init__(self, database: Database, clock: Clock, channel: str) -> None:
        self._database = database
        self._clock = clock
        self._channel = channel

    async def keep(self, conversation: str, url: str) -> None:
        """One more way to answer; the newest lasts longest."""
        until = self._clock() + ANSWERABLE
        await self._database.transaction(
            lambda tx: tokens.lay(tx, self._name(conversation), url, until)
        )

    async def take(self, conversation: str) -> str:
        """A way to answer, which nobody else will use; empty for none."""
        name, now = self._name(conversation), self._clock()

        def work(tx: Transaction) -> str:
            found = tokens.look(tx, name)
            if found is None:
                return ""
            tokens.drop(tx, name, found[0])
            return found[0] if found[1] > now else ""

        return await self._database.transaction(work)

    def _name(self, conversation: str) -> str:
        return f"answer:{self._channel}:{conversation}"


class LentAudience:
    """In which chats of a channel officials are: their rooms, and each one's private chat."""

    def __init__(self, database: Database, channel: str) -> None:
        self._database = database
        self._channel = channel

    async def __call__(self) -> tuple[str, ...]:
        """The addresses. Raises `StoreError`."""

        def read(tx: Transaction) -> tuple[str, ...]:
            known = (room.address for room in rooms.rooms(tx) if room.channel == self._channel)
            return (*known, *people.addresses(tx, self._channel))

        return await self._database.read(read)


class LentCodes:
    """The codes by which one channel's platform lets its cards be replaced."""

    def __init__(self, database: Database, channel: str, clock: Clock) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock

    async def keep(self, task: str, code: str) -> None:
        """A card was sent, or a button of it was pressed: that gives a code."""
        if not (task and code):
            return
        now = self._clock()

        def work(tx: Transaction) -> None:
            card_codes.keep(tx, self._channel, task, code, now)

        await self._database.transaction(work)

    async def take(self, task: str) -> str:
        """The newest code of a card that is still good; it is used up. Empty for none."""
        now = self._clock()
        return await self._database.transaction(
            lambda tx: card_codes.take(tx, self._channel, task, now)
        )


class LentCircles:
    """Whom the circles of a channel reach now. `house` knows who is on duty."""

    def __init__(self, house: House, database: Database, channel: str, clock: Clock) -> None:
        self._house = house
        self._database = database
        self._channel = channel
        self._clock = clock

    async def __call__(self, row: Outbound) -> tuple[str, ...] | None:
        """The accounts of the officials in a circle who do not read the row's ticket in another;
        None where all of them do. Raises `StoreError`.
        """
        now = self._clock()

        def read(tx: Transaction) -> tuple[str, ...] | None:
            members = circles.members(tx, self._house, row.address.removeprefix(CIRCLE), now)
            elsewhere = circles.readers_at_home(tx, self._house, row, now)
            ids = {each.id for each in members}
            found = people.reachable(tx, self._channel, now)
            theirs = sorted((account, id_) for id_, account in found if id_ in ids)
            left = tuple(account for account, id_ in theirs if id_ not in elsewhere)
            return left if left or not theirs else None

        return await self._database.read(read)
