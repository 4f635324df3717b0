"""What a WeChat channel is lent by the tests: a ledger that always gives, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.channels.tencent.access_token import Token
from bot.channels.wechat import House
from bot.models import Outbound
from tests.conftest import NOW


class Generous:
    """A ledger, a list of consents and a shelf at once, none of which remembers anything."""

    async def spend(self, address: str, count: int, reserve: int) -> Mapping[str, int] | None:
        """There is always room."""
        return {"message": count}

    async def refund(self, address: str, spent: Mapping[str, int]) -> None:
        """Thank you."""

    async def use_up(self, address: str) -> None:
        """As you say."""

    async def decided(
        self, address: str, template: str, given: bool, at: datetime, said: str
    ) -> None:
        """As you say."""

    async def spent(self, address: str, template: str, used: datetime) -> None:
        """As you say."""

    async def use(self, address: str, template: str, *, keep: bool) -> bool:
        """Nobody allowed anything."""
        return False

    async def has(self, address: str, template: str) -> bool:
        """Nobody decided anything."""
        return False

    async def is_called(self, address: str) -> bool:
        """Nobody was called."""
        return False

    async def called(self, outbox_id: int, notice: str) -> None:
        """As you say."""

    async def became(self, notice: str, arrived: bool) -> None:
        """As you say."""

    async def look(self, name: str) -> Token | None:
        """Nothing lies here."""
        return None

    async def put(self, name: str, token: Token) -> None:
        """As you say."""

    async def drop(self, name: str, value: str) -> None:
        """As you say."""


def house_of_wechat() -> House:
    """The whole of it."""
    generous = Generous()

    async def no_files(message_id: int, sha256: str) -> bytes | None:
        return None

    def page(outbound: Outbound) -> str:
        return f"https://wz.example/m/{outbound.message_id}"

    return House(
        ledger=generous,
        consents=generous,
        shelf=generous,
        bodies=no_files,
        page=page,
        say=str,
        clock=lambda: NOW,
    )
