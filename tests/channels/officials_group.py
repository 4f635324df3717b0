"""A group of officials on Telegram, as they see it: cards, topics, replies and presses."""

from __future__ import annotations

from typing import Any

from bot.models import Department, Official, Role, RoomMode
from bot.store import Transaction, invitations, people, tickets
from tests.channels.fake_bot_api import GROUP, ME, FakeBotApi
from tests.channels.town import Town

WANG, LI = 501, 502
DOER = frozenset({Role.OFFICIAL, Role.DISPATCHER, Role.ADMINISTRATOR})


class Group:
    """One officials' group of a running service."""

    def __init__(self, town: Town, chat_id: int = GROUP, *, topics: bool = True) -> None:
        self.town = town
        self.chat_id = chat_id
        self.topics = topics

    @property
    def platform(self) -> FakeBotApi:
        """The platform it is on."""
        return self.town.platform

    async def open(
        self, department: str = "", mode: RoomMode = RoomMode.MASKED, command: str = "/start"
    ) -> None:
        """Add the bot to the group, and write the code there as `wenzheng room code` says."""
        if self.topics:
            self.platform.forums.add(self.chat_id)
        now = self.town.up.service.clock()
        code = await self._database.transaction(
            lambda tx: invitations.invite_room(tx, department, mode, now, 15)
        )
        self.platform.says(f"{command} {code}", self.chat_id, user_id=WANG)
        await self.town.hears("值班群" if not department else "工作群", self.chat_id)

    async def sign_up(self, name: str, user_id: int, department: str = "duty") -> Official:
        """An official becomes known by a code that they send to the bot."""
        now = self.town.up.service.clock()

        def invite(tx: Transaction) -> tuple[Official, str]:
            people.keep_department(tx, Department("duty", "值班室"))
            found = people.official_by_name(tx, name) or people.add_official(
                tx, name, department, DOER, now
            )
            return found, invitations.invite_official(tx, found.id, now, 15)

        official, code = await self._database.transaction(invite)
        self.platform.says(f"/start {code}", user_id)
        await self.town.hears(f"{name}，您好", user_id)
        return official

    async def asks(self, text: str, chat_id: int = 7) -> str:
        """A resident asks what no FAQ knows; the number of the ticket."""
        self.platform.says(f"转人工 {text}", chat_id)
        await self.town.hears(text, self.chat_id)
        found = await self._database.read(lambda tx: tickets.listed(tx, tickets.Wanted(limit=200)))
        return max(found, key=lambda ticket: ticket.id).number

    def message(self, part: str) -> dict[str, Any]:
        """The newest message of ours in the group that holds this."""
        found = [
            each
            for each in self.platform.sent
            if each["chat_id"] == self.chat_id and part in each["text"] and not each.get("deleted")
        ]
        return found[-1]

    def button(self, part: str, label: str) -> str:
        """The data of a button under a message."""
        buttons = self.message(part)["buttons"]
        return next(str(each["callback_data"]) for each in buttons if each["text"] == label)

    def says(self, text: str, user_id: int = WANG, thread: int = 0, **more: Any) -> None:
        """An official writes, in a topic or beside them."""
        given: dict[str, Any] = dict(more)
        if thread:
            given |= {"message_thread_id": thread, "is_topic_message": True}
            given.setdefault(
                "reply_to_message",
                {**self.platform.message(self.chat_id, "…"), "message_id": thread},
            )
        self.platform.says(text, self.chat_id, user_id=user_id, **given)

    def replies(self, to: str, text: str = "", user_id: int = WANG, **more: Any) -> None:
        """An official replies to a message of ours."""
        ours = self.message(to)
        answered = {
            **self.platform.message(self.chat_id, ours["text"]),
            "message_id": ours["message_id"],
            "from": ME,
        }
        self.says(text, user_id, ours["thread"], reply_to_message=answered, **more)

    def presses(self, part: str, label: str, user_id: int = WANG) -> None:
        """An official presses a button under a message of ours."""
        self.platform.presses(self.button(part, label), self.chat_id, user_id)

    @property
    def _database(self) -> Any:
        return self.town.up.service.database
