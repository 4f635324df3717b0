"""What a test sees of a running service on Telegram: its books, its chats, and time to come."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from bot.app import Running
from bot.models import InboxState
from bot.store import Row, inbox
from tests.channels.fake_bot_api import FakeBotApi
from tests.ledgers import until
from tests.patience import PATIENCE_SECONDS


@dataclass
class Town:
    """A running service and the platform it is on."""

    up: Running
    platform: FakeBotApi
    own: AsyncExitStack

    async def close(self) -> None:
        """Stop the service in good order."""
        await self.own.aclose()

    async def hears(self, part: str, chat_id: int = 7, times: int = 1) -> str:
        """Wait until a chat shows a text that holds this; the newest of them."""

        async def there() -> bool:
            return len(self._holding(part, chat_id)) >= times

        await until(there, lambda: f"{part!r} is not in {self.platform.texts(chat_id)}")
        return self._holding(part, chat_id)[-1]

    def _holding(self, part: str, chat_id: int) -> list[str]:
        return [text for text in self.platform.texts(chat_id) if part in text]

    async def comes(
        self, condition: Callable[[], Any], what: str = "it", patience: float = PATIENCE_SECONDS
    ) -> None:
        """Wait for something that must come."""

        async def there() -> bool:
            return bool(condition())

        await until(there, lambda: f"{what} did not come", patience)

    async def all_confirmed(self) -> None:
        """Wait until the platform has nothing left for us."""
        await self.comes(lambda: not self.platform.waiting, "the confirmation")

    async def counts(self) -> dict[InboxState, int]:
        """How many messages are in each state."""
        return await self.up.service.database.read(inbox.counts)

    async def settled(self) -> None:
        """Wait until every message is confirmed and handled and nothing is owed."""
        await self.all_confirmed()

        async def there() -> bool:
            if (await self.counts()).get(InboxState.RECEIVED):
                return False
            return not [row for row in await self.owed() if row["settled_at"] is None]

        await until(there, lambda: "something is still unsettled")

    async def owed(self) -> list[Row]:
        """Every row of the outbox."""
        found: list[Row] = []
        for number in range(1, 2000):
            row = await self.up.service.database.read(
                lambda tx, n=number: tx.row("outbox_by_ids_message", id=n)
            )
            if row is None:
                break
            found.append(row)
        return found

    async def inbox(self) -> list[Any]:
        """Every row of the inbox."""
        found: list[Any] = []
        for number in range(1, 2000):
            arrival = await self.up.service.database.read(lambda tx, n=number: inbox.get(tx, n))
            if arrival is None:
                break
            found.append(arrival)
        return found
