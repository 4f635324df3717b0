"""An intake that only keeps what a channel hands over."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.channels import Receipt
from bot.models import InboundMessage, InboxState


@dataclass
class Kept:
    """An intake that only keeps; `lost` are those whom the platform shows nothing of ours."""

    messages: list[InboundMessage] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    async def receive(self, message: InboundMessage) -> Receipt:
        """Keep it."""
        self.messages.append(message)
        return Receipt(len(self.messages), None, InboxState.DONE, repeated=False)

    async def answered(self, receipt: Receipt) -> None:
        """Nothing to note."""

    async def left(self, receipt: Receipt) -> None:
        """Nothing is owed."""

    async def returned(self, channel: str, address: str) -> None:
        """Nothing waits."""

    async def gone(self, channel: str, address: str) -> None:
        """Note whom."""
        self.lost.append(address)

    async def moved(self, channel: str, address: str, moved_to: str) -> None:
        """Nothing follows."""

    async def keep(self, message: InboundMessage, why: str, again_after: float | None) -> Receipt:
        """Keep it aside."""
        return await self.receive(message)
