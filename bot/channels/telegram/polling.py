"""Asks for updates in a loop of our own, and confirms them only once they are kept."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.calls import READ_SECONDS, RawBot
from bot.channels.telegram.failures import seconds_of
from bot.channels.telegram.reception import Reception
from bot.channels.turnstile import RENEW_SECONDS, Turnstile
from bot.errors import StoreError

log = logging.getLogger(__name__)
LONGEST_PAUSE = 30.0
FAREWELL_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the poller waits, in seconds.

    `poll`: for the first update; `silence`: without an answer before it connects anew;
    `standby`: before it asks again while another program polls; `turn`: before it looks again
    whether another process of ours has stopped; `breath`: after an empty answer that came sooner
    than that; `pause`: after a first failure.
    """

    poll: int = 25
    silence: float = 120.0
    standby: float = 30.0
    turn: float = 2.0
    breath: float = 0.3
    pause: float = 1.0


class Poller:
    """One long poll after the other; `connect` makes a fresh bot for it alone.

    `another` is told, once, when another program polls too.
    """

    def __init__(
        self,
        connect: Callable[[], RawBot],
        reception: Reception,
        patience: Patience,
        clock: Callable[[], float],
        turnstile: Turnstile,
        another: Callable[[], None],
    ) -> None:
        self._another = another
        self._turnstile = turnstile
        # No number that was ever given out: we have not asked yet.
        self._number: int | None = -1
        self._connect = connect
        self._reception = reception
        self._patience = patience
        self._clock = clock
        self._bot = connect()
        self._offset = 0
        self._heard_at = clock()
        self._failures = 0
        self._standing_by = False

    async def run(self) -> None:
        """Poll until cancelled. Raises `InvalidToken` where the token is refused for good."""
        try:
            while True:
                pause = await self._round() if await self._has_turn() else self._patience.turn
                await asyncio.sleep(pause)
        finally:
            await self._say_farewell()

    async def _round(self) -> float:
        """Ask once; how many seconds to wait before asking again."""
        asked_at = self._clock()
        try:
            async with asyncio.timeout(self._patience.poll + READ_SECONDS + self._patience.pause):
                updates = await self._ask()
        except Conflict:
            return self._stand_by()
        except (InvalidToken, EndPointNotFound):
            raise InvalidToken from None
        except RetryAfter as error:
            return seconds_of(error.retry_after)
        except TimeoutError:
            await self._reconnect()
            return self._patience.pause
        except TelegramError as error:
            return await self._endure(error)
        self._heard_at, self._failures = self._clock(), 0
        if updates is None:
            return self._patience.turn
        if self._standing_by:
            self._standing_by = False
            log.warning("polling again: the other program has stopped")
        if not updates and self._clock() - asked_at < self._patience.breath:
            # A server that does not wait for the first update must not be asked without a pause.
            self._offset = 0
            return self._patience.breath
        return await self._take(updates)

    async def _has_turn(self) -> bool:
        """Whether it is ours to ask, and with that to confirm; looked up before each time."""
        try:
            number = await self._turnstile.hold()
        except StoreError as error:
            log.error("it cannot be told whether another process polls: %s", error)
            return False
        self._heard_at = self._clock() if number is None else self._heard_at
        if number != self._number:
            # Somebody else has asked meanwhile, and confirmed what we know nothing of.
            self._offset = 0
            if number is None:
                log.warning("another process of this installation polls now: standing by")
            self._number = number
        return number is not None

    async def _ask(self) -> list[dict[str, Any]] | None:
        """The next updates; None where the right to ask was lost meanwhile."""
        asking = asyncio.create_task(self._bot.raw_updates(self._offset, self._patience.poll))
        try:
            while not (await asyncio.wait({asking}, timeout=RENEW_SECONDS))[0]:
                if not await self._has_turn():
                    return None
            return await asking
        finally:
            if not asking.done():
                asking.cancel()
                # Awaited, so that its connection is closed before ours are.
                await asyncio.gather(asking, return_exceptions=True)

    async def _take(self, updates: list[dict[str, Any]]) -> float:
        """Keep a batch, one chat after its own order and the chats side by side."""
        if not updates:
            # All is confirmed. After a quiet week the numbers begin anew, perhaps lower.
            self._offset = 0
            return 0.0
        chats: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for update in updates:
            chats[_chat_of(update)].append(update)
        kept = await asyncio.gather(*(self._take_in_order(each) for each in chats.values()))
        unkept = [number for number in kept if number is not None]
        numbers = [_number(update) for update in updates]
        # What was kept behind one that was not comes again, and is known by then.
        self._offset = min(unkept) if unkept else max(numbers) + 1
        return self._patience.pause if unkept else 0.0

    async def _take_in_order(self, updates: list[dict[str, Any]]) -> int | None:
        """The number of the first update that could not be kept, else None."""
        for update in updates:
            try:
                await self._reception.take(update)
            except StoreError as error:
                log.error("an update cannot be kept yet: %s", error)
                return _number(update)
        return None

    def _stand_by(self) -> float:
        if not self._standing_by:
            log.error(
                "another program reads this bot's messages (or a webhook is set): standing by, "
                "and asking again every %.0f seconds; stop one of the two",
                self._patience.standby,
            )
            self._another()
        self._standing_by = True
        self._heard_at = self._clock()
        return self._patience.standby

    async def _endure(self, error: TelegramError) -> float:
        self._failures += 1
        if self._clock() - self._heard_at > self._patience.silence:
            await self._reconnect()
        elif self._failures == 1:
            log.warning("updates cannot be asked for just now: %s", type(error).__name__)
        return min(self._patience.pause * float(2 ** min(self._failures - 1, 10)), LONGEST_PAUSE)

    async def _reconnect(self) -> None:
        log.error("no answer for %.0f seconds: connecting anew", self._clock() - self._heard_at)
        self._heard_at = self._clock()
        await self._bot.hang_up()
        self._bot = self._connect()

    async def _say_farewell(self) -> None:
        """Confirm what is kept, so that nobody is handed it again; then let go."""
        if self._offset and await self._has_turn():
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(FAREWELL_SECONDS):
                    await self._bot.raw_updates(self._offset, 0)
        with suppress(StoreError):
            await self._turnstile.let_go()
        await self._bot.hang_up()


def _number(update: dict[str, Any]) -> int:
    return int(update["update_id"])


def _chat_of(update: dict[str, Any]) -> str:
    for part in update.values():
        if isinstance(part, dict):
            message = part.get("message", part)
            chat = message.get("chat") if isinstance(message, dict) else None
            if isinstance(chat, dict):
                return str(chat.get("id"))
    return ""
