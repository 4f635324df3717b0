"""A running service on WeChat, as a test sees it: its books, its residents, its officials."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.app import Running
from bot.channels.desk import Deed
from bot.channels.desk import decode as decode_deed
from bot.channels.wechat.channel import WechatChannel
from bot.models import Department, InboxState, Media, Role
from bot.store import Row, Transaction, inbox, people, tickets
from tests.acceptance.sample import UNKNOWN
from tests.channels.fake_wechat import ANN, FakeWechat
from tests.ledgers import until


def answer(said: str) -> str:
    """An official's answer, which names whom to turn to."""
    return f"{said}。负责单位:值班室,电话 0571-12345。"


@dataclass
class Hours:
    """A clock that goes on as real time does, and can be turned."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        """The time it shows."""
        return datetime.now(UTC) + self.ahead

    def turn(self, **span: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(**span)

    def seconds(self) -> float:
        """The time it shows, as the platform counts."""
        return self().timestamp()


@dataclass
class WechatTown:
    """A running service and the platform it is on."""

    up: Running
    platform: FakeWechat
    clock: Hours
    own: AsyncExitStack
    _deeds: Any = field(default_factory=itertools.count)

    @property
    def channel(self) -> WechatChannel:
        """The channel."""
        found = self.up.service.channels["wechat"]
        assert isinstance(found, WechatChannel)
        return found

    async def close(self) -> None:
        """Stop the service in good order."""
        await self.own.aclose()

    async def hears(self, part: str, who: str = ANN, times: int = 1) -> str:
        """Wait until somebody was sent a text that holds this; the newest of them."""

        async def there() -> bool:
            return len(self._holding(part, who)) >= times

        await until(there, lambda: f"{part!r} is not in {self.platform.texts(who)}")
        return self._holding(part, who)[-1]

    def _holding(self, part: str, who: str) -> list[str]:
        return [text for text in self.platform.texts(who) if part in text]

    async def comes(self, condition: Callable[[], Any], what: str = "it") -> None:
        """Wait for something that must come."""

        async def there() -> bool:
            return bool(condition())

        await until(there, lambda: f"{what} did not come")

    async def asked(self) -> None:
        """A resident asks what no FAQ knows, and was told so."""
        assert "工单号" in await self.platform.says(UNKNOWN)
        # That the response was written is kept a moment after it: no clock is turned before.
        await self.comes_to_rest()

    async def answers(self, text: str, number: str = "", *media: Media) -> None:
        """An official answers the newest ticket (or this one) at the desk."""
        number = number or await self.newest()
        deed = Deed(f"deed-{next(self._deeds)}-{id(self)}", number, "answer", text)
        official = await self._official()
        receipt = await self.up.service.intake.receive(decode_deed(deed, official, media=media))
        assert not receipt.replies[0].content.refused, receipt.replies[0].content.text

    async def newest(self) -> str:
        """The number of the newest ticket."""
        found = await self.up.service.database.read(
            lambda tx: tickets.listed(tx, tickets.Wanted(limit=1))
        )
        return str(found[0].number)

    async def _official(self) -> int:
        def work(tx: Transaction) -> int:
            known = people.officials(tx)
            if known:
                return known[0].id
            people.keep_department(tx, Department("duty", "值班"))
            roles = [Role.OFFICIAL, Role.ADMINISTRATOR]
            return people.add_official(tx, "王", "duty", roles, self.clock()).id

        return await self.up.service.database.transaction(work)

    async def owed(self, who: str = ANN) -> list[Row]:
        """Every row of the outbox for somebody, in order."""
        found: list[Row] = []
        for number in range(1, 2000):
            row = await self.up.service.database.read(
                lambda tx, n=number: tx.row("outbox_by_ids_message", id=n)
            )
            if row is None:
                break
            found.append(row)
        return [row for row in found if row["address"] == who]

    async def states(self, who: str = ANN) -> list[str]:
        """The states of all that is owed to somebody, in order."""
        return [row["state"] for row in await self.owed(who)]

    async def comes_to_rest(self, who: str = ANN) -> None:
        """Wait until nothing that is owed to somebody is on its way."""

        async def there() -> bool:
            return not {"queued", "sending"} & set(await self.states(who))

        await until(there, lambda: "something is still on its way")

    async def becomes(self, state: str, who: str = ANN, at: int = -1) -> Row:
        """Wait until a row of somebody (the last) has come to a state."""

        async def there() -> bool:
            rows = await self.owed(who)
            return len(rows) > (at if at >= 0 else -at - 1) and rows[at]["state"] == state

        found: list[str] = []

        async def look() -> bool:
            found[:] = await self.states(who)
            return await there()

        await until(look, lambda: f"{found} should end {state}")
        return (await self.owed(who))[at]

    async def noted(self, word: str, who: str = ANN) -> Row:
        """Wait until a row of somebody says this of its sending; time may have owed others too."""

        async def rows() -> list[Row]:
            return [row for row in await self.owed(who) if word in row["error"]]

        async def there() -> bool:
            return bool(await rows())

        await until(there, lambda: f"a row should say {word}")
        return (await rows())[0]

    async def inbox(self) -> list[Any]:
        """Every row of the inbox."""
        found: list[Any] = []
        for number in range(1, 2000):
            arrival = await self.up.service.database.read(lambda tx, n=number: inbox.get(tx, n))
            if arrival is None:
                break
            found.append(arrival)
        return found

    async def handled(self) -> None:
        """Wait until every message is handled."""

        async def there() -> bool:
            counts = await self.up.service.database.read(inbox.counts)
            return not counts.get(InboxState.RECEIVED)

        await until(there, lambda: "a message is still in hand")
