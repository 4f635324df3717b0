"""A running service with officials on WeCom, as a test sees it: their chats, and its books."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from bot.app import Running
from bot.channels.wecom import WecomChannel
from bot.models import (
    Department,
    InboundMessage,
    InboxState,
    Media,
    Official,
    OutboxState,
    Role,
    Ticket,
)
from bot.store import Row, Transaction, inbox, invitations, people, tickets
from tests.channels.corp import WANG
from tests.channels.fake_wecom import FakeWecom
from tests.channels.wechat_town import Hours
from tests.ledgers import until

DOER = frozenset({Role.OFFICIAL, Role.DISPATCHER, Role.ADMINISTRATOR})
RESIDENT = "11111111-2222-4333-8444-555555555555"


@dataclass
class WecomTown:
    """A running service and the platform on which its officials are."""

    up: Running
    platform: FakeWecom
    clock: Hours
    own: AsyncExitStack
    _posts: int = 0

    @property
    def channel(self) -> WecomChannel:
        """The channel."""
        found = self.up.service.channels["wecom"]
        assert isinstance(found, WecomChannel)
        return found

    @property
    def database(self) -> Any:
        """The store."""
        return self.up.service.database

    async def close(self) -> None:
        """Stop the service in good order."""
        await self.own.aclose()

    async def sign_up(
        self,
        name: str = "王芳",
        who: str = WANG,
        department: str = "duty",
        roles: frozenset[Role] = DOER,
    ) -> Official:
        """An official becomes known by a code that they send to the app."""
        official, code = await self.invite(name, department, roles)
        await self.platform.says(code, who)
        await self.hears(f"{name}，您好", who)
        return official

    async def invite(
        self, name: str, department: str = "duty", roles: frozenset[Role] = DOER
    ) -> tuple[Official, str]:
        """A one-time code for an official."""
        now = self.clock()

        def work(tx: Transaction) -> tuple[Official, str]:
            people.keep_department(tx, Department(department, department))
            found = people.official_by_name(tx, name) or people.add_official(
                tx, name, department, roles, now
            )
            return found, invitations.invite_official(tx, found.id, now, 15)

        made: tuple[Official, str] = await self.database.transaction(work)
        return made

    async def asks(self, text: str, who: str = "", *media: Media) -> str:
        """A resident asks on their page what no FAQ knows; the number of the ticket."""
        await self.posts(f"转人工 {text}", who, *media)
        return (await self.newest()).number

    async def posts(self, text: str, who: str = "", *media: Media) -> None:
        """A resident writes on their page."""
        self._posts += 1
        message = InboundMessage(
            "web",
            external_id=f"post-{self._posts}-{id(self)}",
            sender=who or RESIDENT,
            text=text,
            media=media,
        )
        await self.up.service.intake.receive(message)

    async def newest(self) -> Ticket:
        """The newest ticket."""
        wanted = tickets.Wanted(limit=500)
        found = await self.database.read(lambda tx: tickets.listed(tx, wanted))
        newest: Ticket = max(found, key=lambda each: each.id)
        return newest

    async def ticket(self, number: str) -> Ticket:
        """A ticket as it stands."""
        found: Ticket = await self.database.read(lambda tx: tickets.by_number(tx, number))
        return found

    async def hears(self, part: str, who: str = WANG, times: int = 1) -> str:
        """Wait until a member's chat shows a text that holds this; the newest of them."""

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

        await until(there, lambda: f"{what} did not come: {self.platform.got[-5:]}")

    async def residents_words(self) -> list[str]:
        """What the resident has been told, in order."""
        found = [row for row in await self.owed() if row["channel"] == "web"]
        return [str(row["content"]) for row in found]

    async def resident_hears(self, part: str) -> None:
        """Wait until the resident is owed a text that holds this."""

        async def there() -> bool:
            return any(part in text for text in await self.residents_words())

        await until(there, lambda: f"{part!r} was not said to the resident")

    async def owed(self) -> list[Row]:
        """Every row of the outbox, in order."""
        found: list[Row] = []
        for number in range(1, 2000):
            row = await self.database.read(
                lambda tx, n=number: tx.row("outbox_by_ids_message", id=n)
            )
            if row is None:
                break
            found.append(row)
        return found

    async def settled(self) -> None:
        """Wait until every message is handled, and nothing to officials is owed any more."""

        async def there() -> bool:
            counts = await self.database.read(inbox.counts)
            rows = [row for row in await self.owed() if row["channel"] == "wecom"]
            waiting = (OutboxState.QUEUED.value, OutboxState.SENDING.value)
            return not counts.get(InboxState.RECEIVED) and all(
                row["state"] not in waiting for row in rows
            )

        await until(there, lambda: "something is still in hand")
