"""A group of officials on a chat channel, seen from the intake: who writes, and what it shows."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from bot.delivery.room_round import RoomRound
from bot.models import Content, Facts, InboundMessage, Official, OutboxState, RoomMode
from bot.signals import Signals
from bot.store import Row, Transaction, invitations, outbox, people, rooms
from tests.handlers.town import Town, text

CHANNEL = "chat"
GROUP = "-100"
LEAK = "幸福小区三号楼的水管漏水三天了，我是张三，电话13812345678"


@dataclass
class OfficialsRoom:
    """One group; `shown` are the messages that stand in it, by the platform's id."""

    town: Town
    address: str = GROUP
    topics: bool = True
    shown: dict[str, Content] = field(default_factory=dict)
    said: list[Content] = field(default_factory=list)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _topics: dict[int, str] = field(default_factory=dict)

    async def open(self, department: str = "", mode: RoomMode = RoomMode.MASKED) -> None:
        """Make the group a room by a code, as an administrator does."""
        code = await self.town.database.transaction(
            lambda tx: invitations.invite_room(tx, department, mode, self.town.now, 15)
        )
        values = {"forum": "yes"} if self.topics else {}
        await self.write(f"/start {code}", "stranger", values=values, addressed=True)

    async def sign_up(self, official: Official, account: str) -> list[Content]:
        """Let an official be known on the channel by a code."""
        code = await self.town.database.transaction(
            lambda tx: invitations.invite_official(tx, official.id, self.town.now, 15)
        )
        return await self.alone(account, f"登记 {code}")

    async def alone(self, account: str, text: str = "", **fields: Any) -> list[Content]:
        """Somebody writes to us in private; what they are told."""
        message = InboundMessage(
            CHANNEL, f"p{next(self._ids)}", account, text=text, account=account, **fields
        )
        receipt = await self.town.intake.receive(message)
        rows = await self._caused(receipt.inbox_id, account)
        return [await self._content(row) for row in rows]

    async def write(self, text: str = "", account: str = "wang", **fields: Any) -> list[Content]:
        """Somebody writes in the group; what newly appears there."""
        given = {"addressed": False, "public": True, **fields}
        message = InboundMessage(
            CHANNEL, f"g{next(self._ids)}", self.address, text=text, account=account, **given
        )
        await self.town.intake.receive(message)
        return await self.deliver()

    async def press(self, value: str, account: str = "wang", **fields: Any) -> list[Content]:
        """Somebody presses a button in the group."""
        return await self.write(choice=value, account=account, **fields)

    async def reply(self, to: str, text: str = "", account: str = "wang", **more: Any) -> Any:
        """Somebody replies to the newest message of ours that holds this."""
        return await self.write(text, account, reply_to=self.id_of(to), **more)

    def id_of(self, part: str) -> str:
        """The platform's id of the newest message that holds this."""
        return [key for key, content in self.shown.items() if part in content.text][-1]

    def card(self) -> Content:
        """The newest card that stands in the group."""
        cards = [each for each in self.shown.values() if each.card.startswith("ticket:")]
        return cards[-1]

    def values(self) -> list[str]:
        """The values of its buttons."""
        return [choice.value for choice in self.card().choices]

    async def deliver(self) -> list[Content]:
        """Send what is owed to the group, as a channel with topics and edits does."""
        now = self.town.now
        news: list[Content] = []
        while claimed := await self.town.database.transaction(
            lambda tx: outbox.claim(tx, CHANNEL, limit=9, by="t", now=now, until=now)
        ):
            for each in claimed:
                platform_id = each.replaces or f"m{next(self._ids)}"
                if each.address == self.address:
                    self.shown[platform_id] = each.content
                    news.append(each.content)
                topic = each.topic
                if each.topical and not topic and each.ticket_id:
                    topic = self._topics[each.ticket_id] = f"t{each.ticket_id}"
                facts = Facts(platform_id=platform_id, topic=topic)
                await self.town.database.transaction(
                    lambda tx, each=each, facts=facts: self._settle(tx, each, facts)
                )
        self.said += news
        return news

    async def topic(self, ticket_id: int = 1) -> str:
        """The topic of a ticket, as the store knows it."""

        def read(tx: Transaction) -> str:
            room = rooms.at(tx, CHANNEL, self.address)
            assert room
            standing = rooms.standing(tx, room, ticket_id)
            return standing.topic if standing else ""

        return await self.town.database.read(read)

    async def round(self) -> list[Content]:
        """The round of the rooms; what newly appears."""
        await RoomRound(
            self.town.house, self.town.database, Signals(), lambda: self.town.now
        ).go_round()
        return await self.deliver()

    async def arrive(self, state: OutboxState) -> None:
        """What is owed to the residents on the web becomes this."""

        def settle(tx: Transaction) -> None:
            for number in range(1, 200):
                row = tx.row("outbox_by_ids_message", id=number)
                if row and row["channel"] == "web" and row["state"] == "queued":
                    outbox.settle(tx, row["id"], state, self.town.now)

        await self.town.database.transaction(settle)

    def _settle(self, tx: Transaction, each: Any, facts: Facts) -> None:
        outbox.settle(tx, each.id, OutboxState.SENT, self.town.now, facts=facts)
        if facts.topic and each.ticket_id:
            rooms.keep_topic(tx, CHANNEL, each.address, each.ticket_id, facts.topic, self.town.now)

    async def _caused(self, inbox_id: int, address: str) -> list[Row]:
        return await self.town.database.read(
            lambda tx: tx.rows(
                "outbox_of_inbox",
                inbox_id=inbox_id,
                channel=CHANNEL,
                address=address,
                since="",
            )
        )

    async def _content(self, row: Row) -> Content:
        from bot.store import messages

        return (
            await self.town.database.read(lambda tx: messages.get(tx, row["message_id"]))
        ).content


async def open_room(town: Town, **fields: Any) -> OfficialsRoom:
    """A duty room in which 王芳 is known, and 李强 not yet."""
    room = OfficialsRoom(town, **{k: v for k, v in fields.items() if k in ("topics", "address")})
    await room.open(**{k: v for k, v in fields.items() if k in ("department", "mode")})
    await room.sign_up(town.wang, "wang")
    return room


def account_known(tx: Transaction, account: str) -> Official | None:
    """The official behind an account of the chat channel."""
    return people.official_by_account(tx, CHANNEL, account)


async def heard(town: Town) -> str:
    """Everything the resident was told."""
    return text([each.content for each in await town.heard()])


async def leak(town: Town, room: OfficialsRoom) -> str:
    """A ticket; its number."""
    await town.say(f"转人工 {LEAK}")
    await room.deliver()
    return (await town.ticket()).number
