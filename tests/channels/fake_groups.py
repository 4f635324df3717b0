"""What a group of Telegram does: topics that are made, named, closed and deleted; edits; rights."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.channels.asked import unpacked
from tests.channels.refusals import bad, parsed


@dataclass
class Thread:
    """One topic of a group."""

    chat_id: int
    name: str
    names: list[str] = field(default_factory=list)
    state: str = "open"


@dataclass(kw_only=True)
class Groups:
    """The groups' part of the platform's state: `forums` are the groups with topics."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    forums: set[int] = field(default_factory=set)
    threads: dict[int, Thread] = field(default_factory=dict)
    edits: list[dict[str, Any]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    chat_commands: dict[int, dict[str, list[dict[str, str]]]] = field(default_factory=dict)
    member: dict[str, Any] = field(
        default_factory=lambda: {"status": "administrator", "can_manage_topics": True}
    )
    _threads: Any = field(default_factory=lambda: itertools.count(5001))

    def open_thread(self, asked: dict[str, Any]) -> int:
        """The topic that something is sent into; 0 for none."""
        number = int(asked.get("message_thread_id") or 0)
        if not number:
            return 0
        thread = self.threads.get(number)
        if thread is None or thread.state == "deleted":
            raise bad("message thread not found")
        if thread.state == "closed" and not self.member.get("can_manage_topics"):
            raise bad("TOPIC_CLOSED")
        return number

    def delete_thread(self, number: int) -> None:
        """Somebody deletes a topic by hand: nobody is told, and its messages are gone."""
        self.threads[number].state = "deleted"
        for each in self.sent:
            if each.get("thread") == number:
                each["deleted"] = True

    def in_state(self, state: str) -> list[int]:
        """The topics that are open, closed or deleted."""
        return [number for number, thread in self.threads.items() if thread.state == state]

    def in_thread(self, number: int) -> list[dict[str, Any]]:
        """What stands in a topic."""
        return [each for each in self.sent if each.get("thread") == number]

    async def _create_forum_topic(self, asked: dict[str, Any]) -> Any:
        self._hold_back_group(asked)
        chat_id, name = int(asked["chat_id"]), str(asked["name"])
        if chat_id not in self.forums:
            raise bad("the chat is not a forum")
        if not 1 <= len(name) <= 128:
            raise bad("TOPIC_TITLE_INVALID")
        number = next(self._threads)
        self.threads[number] = Thread(chat_id, name, [name])
        colour = int(asked.get("icon_color") or 7322096)
        return {"message_thread_id": number, "name": name, "icon_color": colour}

    async def _edit_forum_topic(self, asked: dict[str, Any]) -> Any:
        thread = self._thread(asked)
        if thread.name == asked["name"]:
            raise bad("TOPIC_NOT_MODIFIED")
        thread.name = str(asked["name"])
        thread.names.append(thread.name)
        return True

    async def _reopen_forum_topic(self, asked: dict[str, Any]) -> Any:
        return self._turn(asked, "open")

    async def _close_forum_topic(self, asked: dict[str, Any]) -> Any:
        return self._turn(asked, "closed")

    def _turn(self, asked: dict[str, Any], state: str) -> bool:
        self._hold_back_group(asked)
        if not self.member.get("can_manage_topics"):
            raise bad("not enough rights to close a topic")
        thread = self._thread(asked)
        if thread.state == state:
            raise bad("TOPIC_NOT_MODIFIED")
        thread.state = state
        return True

    def _thread(self, asked: dict[str, Any]) -> Thread:
        thread = self.threads.get(int(asked["message_thread_id"]))
        if thread is None or thread.state == "deleted":
            raise bad("TOPIC_ID_INVALID")
        return thread

    async def _edit_message_text(self, asked: dict[str, Any]) -> Any:
        chat_id, number = int(asked["chat_id"]), int(asked["message_id"])
        found = [
            each
            for each in self.sent
            if (each["chat_id"], each["message_id"]) == (chat_id, number)
            and not each.get("deleted")
        ]
        if not found:
            raise bad("message to edit not found")
        (message,) = found
        text = str(asked["text"])
        text = parsed(text) if asked.get("parse_mode") else text
        markup = unpacked(asked.get("reply_markup")) or {}
        buttons = [each for row in markup.get("inline_keyboard", []) for each in row]
        if (message["text"], message["buttons"]) == (text, buttons):
            raise bad(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        message |= {"text": text, "buttons": buttons}
        self.edits.append({"message_id": number, "text": text, "at": time.monotonic()})
        chat = {"id": chat_id, "type": "supergroup" if chat_id < 0 else "private"}
        return {"message_id": number, "date": int(time.time()), "chat": chat, "text": text}

    async def _get_chat(self, asked: dict[str, Any]) -> Any:
        chat_id = int(asked["chat_id"])
        return {"id": chat_id, "type": "supergroup", "is_forum": chat_id in self.forums}

    async def _get_chat_member(self, asked: dict[str, Any]) -> Any:
        return {"user": {"id": int(asked["user_id"]), "is_bot": True}, **self.member}

    def _hold_back_group(self, asked: dict[str, Any]) -> None:
        """The platform's own patience, where a test counts it."""
