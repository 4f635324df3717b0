"""A whole town hall: officials of several units with their heads, and a leader."""

from __future__ import annotations

from dataclasses import dataclass

from bot.models import Actor, Content, Official, Role, Ticket
from bot.store import Transaction, people, tickets
from bot.store.tickets import NewEvent
from bot.tickets.actions import Action
from tests.handlers.time_house import TimeHouse, open_house
from tests.handlers.town import SEAL, ZONE, Town

START = "2026-11-23 09:30"
"""A Monday."""
REACHABLE = "幸福路12号停水两天了，我的电话是13812345678"
"""What a resident writes who can be called back."""
CHECKED = "查了：到幸福路12号看过，主管道阀门坏了"
STAGE = f"{CHECKED}；下一步：更换阀门；谁：水务局抢修队李强；什么时候：2026-11-25"
VISIT = {"place": "幸福路12号", "found": "主管道阀门坏了", "done": "已更换阀门，水压正常"}


@dataclass
class Hall:
    """The town with more people in it."""

    town: Town
    time: TimeHouse
    zhao: Official
    qian: Official
    zhou: Official

    @property
    def li(self) -> Official:
        """Who works at the water bureau."""
        return self.town.li

    @property
    def wang(self) -> Official:
        """Who dispatches and administrates, at the duty desk."""
        return self.town.wang

    async def ticket(self, who: str = "zhang") -> Ticket:
        """A resident's only ticket."""
        return await self.town.ticket(who)

    async def opened(self, text: str = "幸福路12号停水两天了", who: str = "zhang") -> str:
        """A ticket in the hands of the water bureau, as yet untaken; its number."""
        await self.town.say(text, who)
        number = (await self.ticket(who)).number
        await self.town.act("transfer", number, by=self.wang, department="water")
        return number

    async def taken(self, text: str = "幸福路12号停水两天了", who: str = "zhang") -> str:
        """A ticket that the water bureau's official has taken; its number."""
        number = await self.opened(text, who)
        await self.done("take", number)
        return number

    async def answered(self, who: str = "zhang", text: str = "幸福路12号停水两天了") -> str:
        """A ticket with an answer; its number."""
        number = await self.taken(text, who)
        await self.done("answer", number, "您好，阀门已更换，今早恢复供水。水务局，电话12345。")
        return number

    async def done(
        self, choice: str, number: str, text: str = "", by: Official | None = None, **values: str
    ) -> Content:
        """An official does something, which succeeds; what they are told."""
        reply = await self._act(choice, number, text, by, **values)
        assert not reply.refused, reply.text
        return reply

    async def refused(
        self, choice: str, number: str, text: str = "", by: Official | None = None, **values: str
    ) -> str:
        """An official tries something in vain, and nothing moves; why."""
        before = (await self.by_number(number)).version
        reply = await self._act(choice, number, text, by, **values)
        assert reply.refused, reply.text
        assert (await self.by_number(number)).version == before
        return reply.text

    async def by_number(self, number: str) -> Ticket:
        """The ticket as it stands."""
        found = await self.town.database.read(lambda tx: tickets.by_number(tx, number))
        assert found
        return found

    async def change(self, number: str, **changes: object) -> None:
        """Something about the ticket is otherwise, by an event like any other."""

        def work(tx: Transaction) -> None:
            found = tickets.by_number(tx, number)
            assert found
            event = NewEvent(Action.CLASSIFY, Actor.SYSTEM, None, changes=dict(changes))
            tickets.record(tx, found, event, self.town.now, ZONE, SEAL)

        await self.town.database.transaction(work)

    async def told(self, who: str = "zhang") -> str:
        """What a resident was told last."""
        return (await self.town.heard(who))[-1].content.text

    async def heard(self, official: Official) -> str:
        """Everything that was said to an official without their having asked."""
        return "\n".join(await self.time.told(official))

    async def _act(
        self, choice: str, number: str, text: str, by: Official | None, **values: str
    ) -> Content:
        said = await self.town.act(choice, number, text, by=by or self.li, **values)
        return said[-1]


async def open_hall(town: Town) -> Hall:
    """Fill the town hall."""

    def settle(tx: Transaction) -> tuple[Official, ...]:
        return (
            people.add_official(tx, "赵局长", "water", {Role.DEPARTMENT_HEAD}, town.now),
            people.add_official(tx, "钱警官", "police", {Role.OFFICIAL, Role.DISPATCHER}, town.now),
            people.add_official(tx, "周县长", "duty", {Role.LEADER}, town.now),
        )

    house = await open_house(town, START)
    return Hall(town, house, *(await town.database.transaction(settle)))
