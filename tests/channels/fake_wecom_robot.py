"""WeCom's side of a smart robot: a WebSocket that takes one at a time, and a caller of callbacks.

As the platform's pages have it: the newest subscriber stays and the one before is cut off; answers
carry no cmd; events can be answered for five seconds; 30 messages a minute in a conversation.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.channels.robot_calls import Calls
from tests.channels.robot_cards import buttons, misshapen
from tests.channels.robot_files import Files
from tests.channels.served import served
from tests.patience import PATIENCE_SECONDS

BOT, SECRET = "aibot-0123456789", "robot-secret-0123456789abcdef"
GROUP, WANG, LI = "wrOfficials001", "WangFang", "LiQiang"
NAME = "小政"
SWALLOW, HANG_UP = "swallow", "hang up"
_LARGEST = 20_480


@dataclass
class Callback:
    """What the platform told the robot, and until when it can be answered."""

    conversation: str
    kind: str
    at: float


@dataclass
class FakeRobot(Files, Calls):
    """State of the platform; `sent` is what conversations show, in order."""

    url: str = ""
    secret: str = SECRET
    event_seconds: float = 5.0
    stream_seconds: float = 600.0
    sent: list[dict[str, Any]] = field(default_factory=list)
    frames: list[dict[str, Any]] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    faults: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    spoken: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    subscribed: int = 0
    kicked: int = 0
    deaf: bool = False
    per_minute: int = 30
    tasks: set[str] = field(default_factory=set)
    _socket: web.WebSocketResponse | None = None
    _callbacks: dict[str, Callback] = field(default_factory=dict)

    # ---- what people do ------------------------------------------------------------------------

    def body(self, user: str, group: str = "", **more: Any) -> dict[str, Any]:
        """What is told of somebody's doing."""
        where = {"chatid": group, "chattype": "group"} if group else {"chattype": "single"}
        told = {"msgid": f"m{next(self._ids)}-{secrets.token_hex(4)}", "aibotid": BOT}
        return {**told, **where, "from": {"userid": user}, "create_time": int(time.time()), **more}

    def text(self, words: str, user: str = WANG, group: str = GROUP, **more: Any) -> dict[str, Any]:
        """Somebody writes; in a group, to the robot."""
        said = f"@{NAME} {words}" if group else words
        return self.body(user, group, msgtype="text", text={"content": said}, **more)

    def press(
        self, task: str, key: str, user: str = WANG, group: str = GROUP, picked: str = ""
    ) -> dict[str, Any]:
        """Somebody presses a button of a card."""
        pressed: dict[str, Any] = {"event_key": key, "task_id": task, "card_type": "x"}
        if picked:
            option = {"question_key": "pick", "option_ids": {"option_id": [picked]}}
            pressed["selected_items"] = {"selected_item": [option]}
        event = {"eventtype": "template_card_event", "template_card_event": pressed}
        return self.body(user, group, msgtype="event", event=event)

    async def tell(self, body: dict[str, Any], req_id: str = "") -> str:
        """Hand it to whoever is connected; the req_id."""
        event = body.get("msgtype") == "event"
        req_id = req_id or f"cb-{next(self._ids)}"
        conversation = body.get("chatid") or body["from"]["userid"]
        self.spoken.add(conversation)
        kind = body["event"]["eventtype"] if event else "message"
        self._callbacks[req_id] = Callback(conversation, kind, time.monotonic())
        cmd = "aibot_event_callback" if event else "aibot_msg_callback"
        assert self._socket is not None, "nobody is connected"
        await self._send({"cmd": cmd, "headers": {"req_id": req_id}, "body": body})
        return req_id

    async def says(self, words: str, user: str = WANG, group: str = GROUP, **more: Any) -> str:
        """Somebody writes to the robot."""
        return await self.tell(self.text(words, user, group, **more))

    async def presses(self, part: str, label: str, user: str = WANG, group: str = GROUP) -> str:
        """Somebody presses a button of the newest card that holds this."""
        card = self.card(part, group)
        key = next(each["key"] for each in buttons(card) if each["text"] == label)
        return await self.tell(self.press(card["task_id"], key, user, group))

    async def drops(self) -> None:
        """The connection breaks off."""
        assert self._socket is not None
        await self._socket.close(code=1012)

    async def is_taken_over(self) -> None:
        """Another program subscribes: whoever was connected is cut off."""
        await self._cut_off()

    # ---- what conversations show ---------------------------------------------------------------

    def texts(self, conversation: str = GROUP) -> list[str]:
        """What a conversation shows in words."""
        return [each["text"] for each in self.sent if each["to"] == conversation and each["text"]]

    def cards(self, conversation: str = GROUP) -> list[dict[str, Any]]:
        """The template cards that a conversation shows, as they look now."""
        return [each["card"] for each in self.sent if each["to"] == conversation and each["card"]]

    def card(self, part: str, conversation: str = GROUP) -> dict[str, Any]:
        """The newest card that holds this."""
        found = [
            each
            for each in self.cards(conversation)
            if part in json.dumps(each, ensure_ascii=False)
        ]
        assert found, f"no card holds {part!r}: {self.cards(conversation)}"
        return found[-1]

    @property
    def is_connected(self) -> bool:
        """Whether a robot is subscribed."""
        return self._socket is not None and not self._socket.closed

    # ---- the WebSocket -------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=4 << 20)
        await socket.prepare(request)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._take(socket, json.loads(message.data))
        if self._socket is socket:
            self._socket = None
        return socket

    async def _take(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        cmd, req_id = frame["cmd"], frame["headers"]["req_id"]
        self.frames.append(frame)
        fault = self.faults[cmd].pop(0) if self.faults[cmd] else None
        if fault == SWALLOW or (self.deaf and cmd != "aibot_subscribe"):
            return
        if fault == HANG_UP:
            await socket.close()
            return
        code, body = (fault, {}) if isinstance(fault, int) else await self._do(socket, frame)
        if code:
            self.refused.append(code)
        answer = {"headers": {"req_id": req_id}, "errcode": code, "errmsg": "x", "body": body}
        if not socket.closed:
            await socket.send_str(json.dumps(answer))

    async def _do(
        self, socket: web.WebSocketResponse, frame: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        cmd, req_id, body = frame["cmd"], frame["headers"]["req_id"], frame.get("body") or {}
        if cmd == "aibot_subscribe":
            return await self._subscribe(socket, body), {}
        if socket is not self._socket:
            return 846609, {}
        if cmd == "ping":
            return 0, {}
        if cmd.startswith("aibot_upload_media"):
            return self._upload(cmd, body)
        if cmd == "aibot_send_msg":
            return self._push(body), {}
        return self._respond(cmd, req_id, body), {}

    async def _subscribe(self, socket: web.WebSocketResponse, body: dict[str, Any]) -> int:
        if (body.get("bot_id"), body.get("secret")) != (BOT, self.secret):
            return 853000
        await self._cut_off()
        self.subscribed += 1
        self._socket = socket
        return 0

    async def _cut_off(self) -> None:
        if self._socket is None or self._socket.closed:
            return
        self.kicked += 1
        old, self._socket = self._socket, None
        event = {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}
        frame = {"cmd": "aibot_event_callback", "headers": {"req_id": "cut"}, "body": event}
        await old.send_str(json.dumps(frame))
        await old.close()

    def _push(self, body: dict[str, Any]) -> int:
        to, kind = body.get("chatid", ""), body.get("msgtype")
        if not to:
            return 93001
        if to in self.outside:
            return 93008
        if to not in self.spoken:
            return 93006
        if body.get("chat_type") != (2 if to == GROUP or to.startswith("wr") else 1):
            return 40058
        if self._is_too_often(to):
            return 45009
        return self._show(to, str(kind), body.get(str(kind)) or {})

    def _show(self, to: str, kind: str, said: dict[str, Any]) -> int:
        shown: dict[str, Any] = {
            "to": to,
            "text": "",
            "card": None,
            "file": None,
            "at": time.monotonic(),
        }
        if kind == "markdown":
            if not 0 < len(said["content"].encode()) <= _LARGEST:
                return 40058
            shown["text"] = said["content"]
        elif kind == "template_card":
            if code := self._check(said):
                return code
            shown["card"] = said
        elif kind in ("image", "file", "voice", "video"):
            if said.get("media_id") not in self.laid:
                return 40007
            shown["file"] = self.laid[said["media_id"]]
        else:
            return 40008
        self.sent.append(shown)
        return 0

    def _check(self, card: dict[str, Any]) -> int:
        task = card.get("task_id", "")
        if not task or len(task.encode()) > 128 or task in self.tasks:
            return 40058
        if code := misshapen(card):
            return code
        self.tasks.add(task)
        return 0

    def _respond(self, cmd: str, req_id: str, body: dict[str, Any]) -> int:
        told = self._callbacks.get(req_id)
        if told is None:
            return 846605
        age = time.monotonic() - told.at
        if cmd == "aibot_respond_update_msg":
            return self._update(told, age, body)
        if cmd == "aibot_respond_welcome_msg":
            if told.kind != "enter_chat" or age > self.event_seconds:
                return 846605
            self.sent.append(
                {"to": told.conversation, "text": body["text"]["content"], "card": None}
            )
            return 0
        if told.kind != "message":
            return 846605
        if age > self.stream_seconds:
            return 846608
        if self._is_too_often(told.conversation):
            return 45009
        stream = body["stream"]
        if len(stream["content"].encode()) > _LARGEST:
            return 40058
        self.sent.append(
            {
                "to": told.conversation,
                "text": stream["content"],
                "card": None,
                "reply": req_id,
                "at": time.monotonic(),
            }
        )
        return 0

    def _update(self, told: Callback, age: float, body: dict[str, Any]) -> int:
        if told.kind != "template_card_event" or age > self.event_seconds:
            return 846605
        card = body["template_card"]
        if code := misshapen(card):
            return code
        for each in self.sent:
            if each["card"] and each["card"]["task_id"] == card["task_id"]:
                each["card"] = card
                each["updated"] = each.get("updated", 0) + 1
        return 0

    def _is_too_often(self, conversation: str) -> bool:
        now = time.monotonic()
        lately = [
            each
            for each in self.sent
            if each["to"] == conversation and now - each.get("at", now) < 60
        ]
        return len(lately) >= self.per_minute

    async def _send(self, frame: dict[str, Any]) -> None:
        assert self._socket is not None
        await self._socket.send_str(json.dumps(frame))

    def app(self) -> web.Application:
        """The platform."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/ws", self._serve),
                web.get("/file/{name}", self._file),
                web.post("/answer", self._answer),
            ]
        )
        return app


@asynccontextmanager
async def robot_platform(fake: FakeRobot | None = None) -> AsyncIterator[FakeRobot]:
    """The platform on a port of this machine."""
    fake = fake or FakeRobot()
    async with served(fake.app()) as address:
        fake.url, fake.http = f"ws://{address}/ws", f"http://{address}"
        try:
            yield fake
        finally:
            if fake._socket is not None:
                await fake._socket.close()


async def eventually(condition: Any, patience: float = PATIENCE_SECONDS) -> None:
    """Wait for something that must come."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, "it did not come"
        await asyncio.sleep(0.01)
