"""A running service whose officials speak to WeCom's robot, as a test sees it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from bot.app import Running
from bot.channels.wecom_robot import WecomRobotChannel
from bot.models import (
    Department,
    InboundMessage,
    InboxState,
    Media,
    Official,
    Role,
    RoomMode,
    Ticket,
)
from bot.store import Row, Transaction, contacts, inbox, invitations, messages, people, tickets
from tests.channels.fake_wecom_robot import GROUP, WANG, FakeRobot
from tests.ledgers import until
from tests.patience import PATIENCE_SECONDS

DOER = frozenset({Role.OFFICIAL, Role.DISPATCHER, Role.ADMINISTRATOR})


@dataclass
class RobotTown:
    """A running service, the robot's platform, and residents on the web page."""

    up: Running
    platform: FakeRobot
    own: AsyncExitStack
    _posts: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def channel(self) -> WecomRobotChannel:
        """The channel."""
        found = self.up.service.channels["wecom_robot"]
        assert isinstance(found, WecomRobotChannel)
        return found

    async def close(self) -> None:
        """Stop the service in good order."""
        await self.own.aclose()

    async def is_connected(self) -> None:
        """Wait until the robot is subscribed."""
        await self.comes(lambda: self.platform.is_connected and self.channel.limits.concurrency)

    async def opens(self, department: str = "", mode: RoomMode = RoomMode.MASKED) -> None:
        """The group becomes a room: somebody mentions the robot there with the code."""
        now = self.up.service.clock()
        code = await self.database.transaction(
            lambda tx: invitations.invite_room(tx, department, mode, now, 15)
        )
        await self.platform.says(code)
        await self.hears("工作群" if department else "值班群")

    async def sign_up(self, name: str = "王芳", user: str = WANG) -> Official:
        """An official becomes known by a code that they send to the robot alone."""
        official, code = await self.invited(name)
        await self.platform.says(code, user, group="")
        await self.hears(f"{name}，您好", user)
        return official

    async def invited(self, name: str) -> tuple[Official, str]:
        """An official, and a code for an account of theirs."""
        now = self.up.service.clock()

        def invite(tx: Transaction) -> tuple[Official, str]:
            people.keep_department(tx, Department("duty", "值班室"))
            found = people.official_by_name(tx, name) or people.add_official(
                tx, name, "duty", DOER, now
            )
            return found, invitations.invite_official(tx, found.id, now, 15)

        made: tuple[Official, str] = await self.database.transaction(invite)
        return made

    async def asks(self, text: str, who: str = "zhang") -> str:
        """A resident asks on the page what no FAQ knows; the number of the ticket."""
        await self.posts(f"转人工 {text}", who)
        found = await self.database.read(lambda tx: tickets.listed(tx, tickets.Wanted(limit=200)))
        return str(max(found, key=lambda ticket: ticket.id).number)

    async def posts(self, text: str, who: str = "zhang", *media: Media) -> None:
        """A resident writes on the page."""
        number = next(self._posts)
        await self.up.service.intake.receive(
            InboundMessage("web", f"{who}-{number}", who, text=text, media=media)
        )

    async def told(self, who: str = "zhang") -> str:
        """Everything a resident on the page was told."""

        all_of_it: Any = {"after": 0, "limit": 500, "now": self.up.service.clock()}

        def read(tx: Transaction) -> str:
            contact = contacts.find(tx, "web", who)
            assert contact
            found = [line.message for line in messages.conversation(tx, contact.id, **all_of_it)]
            return "\n".join(each.content.text for each in found if each.direction == "out")

        return str(await self.database.read(read))

    async def ticket(self, number: str) -> Ticket:
        """A ticket as it stands."""
        found = await self.database.read(lambda tx: tickets.by_number(tx, number))
        assert isinstance(found, Ticket)
        return found

    async def hears(self, part: str, conversation: str = GROUP, times: int = 1) -> str:
        """Wait until a conversation shows a text that holds this; the newest."""

        def found() -> list[str]:
            return [each for each in self.platform.texts(conversation) if part in each]

        await self.comes(lambda: len(found()) >= times, f"{part!r} in {conversation}")
        return found()[-1]

    async def shows(self, part: str, label: str, conversation: str = GROUP) -> None:
        """Wait until a card that holds this has a button of this name."""

        def there() -> bool:
            return any(
                part in str(card) and label in str(card)
                for card in self.platform.cards(conversation)
            )

        await self.comes(there, f"a card {part!r} with {label!r}")

    async def comes(
        self, condition: Callable[[], Any], what: str = "it", patience: float = PATIENCE_SECONDS
    ) -> None:
        """Wait for something that must come."""

        async def there() -> bool:
            return bool(condition())

        await until(there, lambda: f"{what} did not come: {self.platform.sent[-5:]}", patience)

    async def becomes(self, state: str, part: str) -> Row:
        """Wait until a row for officials that says this has come to a state."""

        async def found() -> list[Row]:
            return [row for row in await self.owed() if part in (row["content"] or "")]

        async def there() -> bool:
            return state in [row["state"] for row in await found()]

        await until(there, lambda: f"nothing that says {part!r} is {state}")
        return (await found())[-1]

    async def owed(self, channel: str = "wecom_robot") -> list[Row]:
        """Every row of the outbox for a channel."""
        found: list[Row] = []
        for number in range(1, 2000):
            row = await self.database.read(
                lambda tx, n=number: tx.row("outbox_by_ids_message", id=n)
            )
            if row is None:
                break
            found.append(row)
        return [row for row in found if row["channel"] == channel]

    async def settled(self) -> None:
        """Wait until every message is handled and nothing is owed on the robot."""

        async def there() -> bool:
            counts = await self.database.read(inbox.counts)
            waiting = [row for row in await self.owed() if row["settled_at"] is None]
            return not (counts.get(InboxState.RECEIVED) or waiting)

        await until(there, lambda: "something is still unsettled")

    @property
    def database(self) -> Any:
        """The store."""
        return self.up.service.database
