"""A Bot API server of our own: what Telegram does, from refusals to its way of trying again."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.channels.asked import chat_of, parameters_of, snake, unpacked
from tests.channels.fake_files import Files
from tests.channels.fake_groups import Groups
from tests.channels.refusals import CUT, HANG, SWALLOW, Refusal, bad, parsed
from tests.channels.served import served

TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ"
ME = {"id": 123456, "is_bot": True, "first_name": "问政", "username": "wenzheng_bot"}
GROUP = -1001000000000
RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_manage_topics",
]
"""What is told of every administrator."""


@dataclass
class FakeBotApi(Groups, Files):
    """State of the platform: who is there, what waits, what was sent, what is broken."""

    token: str = TOKEN
    retry_base: float = 0.05

    calls: list[tuple[str, float]] = field(default_factory=list)
    faults: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    chat_faults: dict[int, list[Any]] = field(default_factory=dict)
    blocked: dict[int, str] = field(default_factory=dict)
    migrated: dict[int, int] = field(default_factory=dict)
    unknown_chats: set[int] = field(default_factory=set)
    expired_presses: set[str] = field(default_factory=set)
    answered_presses: list[str] = field(default_factory=list)
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    confirmed: list[int] = field(default_factory=list)
    pushed: list[tuple[int, int]] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    paused_until: float = 0.0
    asked_in_pause: int = 0
    revoked: bool = False
    url: str = ""
    _numbers: Any = field(default_factory=lambda: itertools.count(1000))
    _message_numbers: Any = field(default_factory=lambda: itertools.count(1))
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _poll: asyncio.Event | None = None
    _pushers: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def update(self, **payload: Any) -> dict[str, Any]:
        """Something happened: it waits to be fetched or pushed."""
        update = {"update_id": next(self._numbers), **payload}
        self.waiting.append(update)
        self._ring()
        return update

    def message(self, chat_id: int = 7, text: str = "", **more: Any) -> dict[str, Any]:
        """A message as the platform tells it, not sent yet."""
        group = chat_id < 0
        user_id = more.pop("user_id", 99 if group else chat_id)
        language = more.pop("language_code", "zh-hans")
        sender = {
            "id": user_id,
            "is_bot": False,
            "first_name": "居民",
            "language_code": language,
        }
        chat = {"id": chat_id, "type": "supergroup" if group else "private"}
        if chat_id in self.forums:
            chat["is_forum"] = True
        said = {"text": text} if text else {}
        base = {"message_id": next(self._message_numbers), "date": int(time.time())}
        return {**base, "chat": chat, "from": sender, **said, **more}

    def says(self, text: str = "", chat_id: int = 7, **more: Any) -> dict[str, Any]:
        """Somebody writes to the bot; the update."""
        return self.update(message=self.message(chat_id, text, **more))

    def presses(
        self, data: str, chat_id: int = 7, user_id: int | None = None, **more: Any
    ) -> dict[str, Any]:
        """Somebody presses a button."""
        presser = {} if user_id is None else {"user_id": user_id}
        message = self.message(chat_id, "…", **presser)
        query = {
            "id": str(next(self._numbers)),
            "from": message["from"],
            "message": message,
            "chat_instance": "1",
            "data": data,
            **more,
        }
        return self.update(callback_query=query)

    def leaves(self, chat_id: int = 7, *, status: str = "kicked") -> dict[str, Any]:
        """Somebody blocks the bot, or (member) comes back, or makes it an administrator."""
        message = self.message(chat_id)
        member = {"user": ME, "status": "member"}
        changed = {"user": ME, "status": status} | ({"until_date": 0} if status == "kicked" else {})
        if status == "administrator":
            changed |= dict.fromkeys(RIGHTS, True)
        change = {
            "chat": message["chat"],
            "from": message["from"],
            "date": message["date"],
            "old_chat_member": member,
            "new_chat_member": changed,
        }
        return self.update(my_chat_member=change)

    def slow_down(self, seconds: float) -> None:
        """From now on everything that is sent meets a 429."""
        self.paused_until = time.monotonic() + seconds

    def _fault(self, method: str, parameters: dict[str, Any]) -> Any:
        """What goes wrong with this call: by its chat, where something is sent; else by method."""
        there = self.chat_faults.get(int(parameters.get("chat_id") or 0))
        if there and method.startswith("send"):
            return there.pop(0)
        return self.faults[method].pop(0) if self.faults[method] else None

    def texts(self, chat_id: int = 7) -> list[str]:
        """What has arrived in a chat, in order, as it is read there."""
        return [each["text"] for each in self.sent if each["chat_id"] == chat_id and each["text"]]

    def buttons(self, chat_id: int = 7) -> list[dict[str, str]]:
        """The buttons under the newest message of a chat that has any."""
        held = [each["buttons"] for each in self.sent if each["chat_id"] == chat_id]
        return next((each for each in reversed(held) if each), [])

    def app(self) -> web.Application:
        """The server's routes."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.*}", self._hand_out)
        return app

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls.append((method, time.monotonic()))
        parameters = await parameters_of(request)
        fault = self._fault(method, parameters)
        try:
            if request.match_info["token"] != self.token or self.revoked:
                raise Refusal(401, "Unauthorized")
            if fault == HANG:
                await asyncio.sleep(3600)
            if fault == CUT:
                assert request.transport
                request.transport.abort()
            if isinstance(fault, Refusal):
                raise fault
            if isinstance(fault, int):
                return web.Response(status=fault, text="<html>Bad Gateway</html>")
            if method.startswith("send") and method != "sendChatAction":
                self._hold_back()
            result = await getattr(self, f"_{snake(method)}")(parameters)
            if fault == SWALLOW:
                await asyncio.sleep(3600)
        except Refusal as refusal:
            body = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            if refusal.parameters:
                body["parameters"] = refusal.parameters
            return web.json_response(body, status=refusal.code)
        return web.json_response({"ok": True, "result": result})

    def _hold_back(self) -> None:
        left = self.paused_until - time.monotonic()
        if left > 0:
            self.asked_in_pause += 1
            wait = int(left) + 1
            raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)

    async def _get_me(self, _: dict[str, Any]) -> Any:
        return ME

    async def _get_updates(self, asked: dict[str, Any]) -> Any:
        if self.webhook.get("url"):
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._poll is not None:
            self._poll.set()
        mine = self._poll = asyncio.Event()
        offset, limit = int(asked.get("offset") or 0), int(asked.get("limit") or 100)
        if offset > 0:
            self.confirmed += [
                each["update_id"] for each in self.waiting if each["update_id"] < offset
            ]
            self.waiting = [each for each in self.waiting if each["update_id"] >= offset]
        elif offset < 0:
            self.waiting = self.waiting[offset:]
        end = time.monotonic() + float(asked.get("timeout") or 0)
        while not self.waiting and time.monotonic() < end:
            await self._wait(mine, end - time.monotonic())
            if mine.is_set():
                raise Refusal(409, "Conflict: terminated by other getUpdates request")
        if self._poll is mine:
            self._poll = None
        return self.waiting[:limit]

    async def _wait(self, mine: asyncio.Event, seconds: float) -> None:
        self._changed.clear()
        waits = {asyncio.create_task(self._changed.wait()), asyncio.create_task(mine.wait())}
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for each in waits:
            each.cancel()

    async def _set_webhook(self, asked: dict[str, Any]) -> Any:
        self.webhook = {key: asked.get(key, "") for key in ("url", "secret_token")}
        self._ring()
        return True

    async def _delete_webhook(self, asked: dict[str, Any]) -> Any:
        assert str(asked.get("drop_pending_updates", "false")).lower() != "true"
        self.webhook = {}
        return True

    async def _get_webhook_info(self, _: dict[str, Any]) -> Any:
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.waiting),
        }

    async def _send_message(self, asked: dict[str, Any]) -> Any:
        text = str(asked.get("text", ""))
        if str(asked.get("parse_mode", "")).upper() == "HTML":
            text = parsed(text)
        if not text.strip():
            raise bad("message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            raise bad("message is too long")
        return self._deliver(asked, text)

    def _deliver(self, asked: dict[str, Any], text: str = "", **more: Any) -> dict[str, Any]:
        chat_id = int(asked["chat_id"])
        if chat_id in self.blocked:
            raise Refusal(403, f"Forbidden: {self.blocked[chat_id]}")
        if chat_id in self.migrated:
            new = self.migrated[chat_id]
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=new)
        if chat_id in self.unknown_chats:
            raise bad("chat not found")
        thread = self.open_thread(asked)
        markup = unpacked(asked.get("reply_markup")) or {}
        buttons = [each for row in markup.get("inline_keyboard", []) for each in row]
        for button in buttons:
            if not 1 <= len(button["callback_data"].encode()) <= 64:
                raise bad("BUTTON_DATA_INVALID")
        message_id = next(self._message_numbers)
        self.sent.append(
            {
                "chat_id": chat_id,
                "text": text,
                "message_id": message_id,
                "buttons": buttons,
                "at": time.monotonic(),
                "reply": unpacked(asked.get("reply_parameters")),
                "thread": thread,
                **more,
            }
        )
        return {
            "message_id": message_id,
            "date": int(time.time()),
            "from": ME,
            "text": text,
            "chat": {"id": chat_id, "type": "supergroup" if chat_id < 0 else "private"},
        }

    async def _send_chat_action(self, asked: dict[str, Any]) -> Any:
        return True

    async def _answer_callback_query(self, asked: dict[str, Any]) -> Any:
        if asked["callback_query_id"] in self.expired_presses:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self.answered_presses.append(asked["callback_query_id"])
        self.notices.append(str(asked.get("text", "")))
        return True

    async def _set_my_commands(self, asked: dict[str, Any]) -> Any:
        scope = unpacked(asked.get("scope")) or {}
        menus = self.commands
        if "chat_id" in scope:
            menus = self.chat_commands.setdefault(int(scope["chat_id"]), {})
        menus[str(asked.get("language_code", ""))] = unpacked(asked["commands"]) or []
        return True

    def _ring(self) -> None:
        self._changed.set()
        if not self.webhook.get("url"):
            return
        for update in self.waiting:
            chat = chat_of(update)
            if chat not in self._pushers or self._pushers[chat].done():
                self._pushers[chat] = asyncio.create_task(self._push(chat))

    async def _push(self, chat: str) -> None:
        """One chat's updates in order: the next only after the one before was answered with 2xx."""
        pause = 0.0
        async with aiohttp.ClientSession() as http:
            while self.webhook.get("url"):
                mine = [each for each in self.waiting if chat_of(each) == chat]
                if not mine:
                    return
                await asyncio.sleep(pause)
                if await self._push_one(http, mine[0]):
                    pause = 0.0
                else:
                    pause = min(1.0, max(self.retry_base, pause * 2))

    async def _push_one(self, http: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        try:
            async with http.post(
                self.webhook["url"],
                json=update,
                headers=headers,
                timeout=aiohttp.ClientTimeout(30),
                allow_redirects=False,
            ) as response:
                status = response.status
        except (aiohttp.ClientError, OSError, TimeoutError):
            status = 0
        self.pushed.append((update["update_id"], status))
        if not 200 <= status < 300:
            return False
        if update in self.waiting:
            self.waiting.remove(update)
            self.confirmed.append(update["update_id"])
        return True

    async def close(self) -> None:
        """Stop calling."""
        self.webhook = {}
        for pusher in self._pushers.values():
            pusher.cancel()
        await asyncio.gather(*self._pushers.values(), return_exceptions=True)


@asynccontextmanager
async def bot_api(**state: Any) -> AsyncIterator[FakeBotApi]:
    """The server on a port of its own, for as long as the block runs."""
    fake = FakeBotApi(**state)
    async with served(fake.app(), handler_cancellation=True) as address:
        fake.url = f"http://{address}"
        try:
            yield fake
        finally:
            await fake.close()
