"""WeCom's self-built app as far as we need it: pushes with their patience, and the API's moods."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.channels.corp import (
    AGENT,
    CORP,
    LI,
    SECRET,
    WANG,
    ZHAO,
    card_text,
    key_of,
    read_of,
    wrapped,
)
from tests.channels.fake_wechat import (
    CUT,
    HANG,
    HTML,
    SWALLOW,
    Delivered,
    refusal,
)
from tests.channels.served import served

A_MINUTE, CODE_SECONDS = 30, 72 * 3600
BAD_PARAMETER, UNTRUSTED = 40058, 60020
OUR_ADDRESS = "203.0.113.9"


@dataclass
class Got:
    """One message as one member sees it; cut off, if it was too long."""

    to: str
    kind: str
    text: str
    at: float
    message_id: str
    card: dict[str, Any] = field(default_factory=dict)
    task: str = ""
    recalled: bool = False


@dataclass
class FakeWecom:
    """State of the platform; `seconds` is its clock, `patience` how long it waits for us."""

    seconds: Callable[[], float]
    patience: float = 5.0
    attempts: int = 3
    url: str = ""
    callback: str = ""
    secret: str = SECRET
    members: set[str] = field(default_factory=lambda: {WANG, LI, ZHAO})
    unlicensed: set[str] = field(default_factory=set)
    got: list[Got] = field(default_factory=list)
    dropped: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    faults: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    tasks: set[str] = field(default_factory=set)
    codes: dict[str, tuple[str, float]] = field(default_factory=dict)
    updates: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    holder: str = WANG
    tokens: list[str] = field(default_factory=list)
    token: str = ""
    delivered: list[Delivered] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: itertools.count(7_000_000_001))
    _seen: dict[str, float] = field(default_factory=dict)

    # ---- pushes -------------------------------------------------------------------------------

    def message(self, text: str = "", who: str = WANG, **more: Any) -> dict[str, Any]:
        """The fields of a message that a member writes."""
        fields = {"MsgType": "text", "Content": text, "MsgId": str(next(self._numbers)), **more}
        return self._envelope(who, fields)

    def event(self, name: str, who: str = WANG, **more: Any) -> dict[str, Any]:
        """The fields of an event."""
        return self._envelope(who, {"MsgType": "event", "Event": name, **more})

    def _envelope(self, who: str, fields: dict[str, Any]) -> dict[str, Any]:
        stamp = str(int(self.seconds()))
        head = {"ToUserName": CORP, "FromUserName": who, "CreateTime": stamp}
        return {**head, **fields, "AgentID": str(AGENT)}

    async def push(self, fields: dict[str, Any]) -> list[Delivered]:
        """Push until it is answered with 200 in time, at most `attempts` times."""
        query, body = wrapped(fields, self.seconds())
        delivered: list[Delivered] = []
        for _ in range(self.attempts):
            delivered.append(await self.deliver(query, body))
            if delivered[-1].status == 200:
                break
        self.delivered += delivered
        return delivered

    async def deliver(self, query: dict[str, str], body: str | bytes) -> Delivered:
        """One delivery of these bytes; the connection is cut when patience ends."""
        timeout = aiohttp.ClientTimeout(total=self.patience)
        data = body.encode() if isinstance(body, str) else body
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as http,
                http.post(
                    self.callback, params=query, data=data, allow_redirects=False
                ) as response,
            ):
                return Delivered(response.status, await response.text())
        except (TimeoutError, aiohttp.ClientError):
            return Delivered(None)

    async def says(self, text: str, who: str = WANG, **more: Any) -> None:
        """A member writes to the app."""
        await self.push(self.message(text, who, **more))

    async def shows(self, body: bytes, who: str = WANG, kind: str = "image") -> None:
        """A member sends a picture, a voice or a video."""
        media_id = hashlib.sha256(body).hexdigest()[:16]
        self.files[media_id] = body
        fields = self.message("", who, MsgType=kind, MediaId=media_id, PicUrl="", Format="amr")
        fields.pop("Content")
        await self.push(fields)

    async def presses(self, part: str, label: str, who: str = WANG) -> list[Delivered]:
        """A member presses a button of the newest card that holds this, or picks from its list."""
        return await self.push(self.press(part, label, who))

    def press(self, part: str, label: str, who: str = WANG) -> dict[str, Any]:
        """The event of a press, with a fresh code."""
        seen = self.card(part, who)
        key, picked = key_of(seen.card, label)
        code = self.new_code(seen.task)
        more: dict[str, Any] = {}
        if picked:
            option = {"QuestionKey": key, "OptionIds": {"OptionId": picked}}
            more = {"SelectedItems": {"SelectedItem": option}}
        return self.event(
            "template_card_event",
            who,
            EventKey=key,
            TaskId=seen.task,
            CardType="button_interaction",
            ResponseCode=code,
            **more,
        )

    def new_code(self, task: str) -> str:
        """A code that is good for one replacement of a card."""
        code = secrets.token_urlsafe(24)
        self.codes[code] = (task, self.seconds() + CODE_SECONDS)
        return code

    # ---- what members see ---------------------------------------------------------------------

    def texts(self, who: str = WANG) -> list[str]:
        """What a member's chat with the app shows, in order."""
        return [each.text for each in self.got if each.to == who and not each.recalled]

    def card(self, part: str, who: str = WANG) -> Got:
        """The newest card of a member that holds this."""
        found = [each for each in self.got if each.to == who and each.card and part in each.text]
        assert found, f"{part!r} is on no card of {self.texts(who)}"
        return found[-1]

    def labels(self, part: str, who: str = WANG) -> list[str]:
        """The buttons of a card."""
        return [str(each["text"]) for each in self.card(part, who).card["button_list"]]

    # ---- the API ------------------------------------------------------------------------------

    def app(self) -> web.Application:
        """The API server."""
        app = web.Application(client_max_size=32 << 20)
        app.router.add_route("*", "/cgi-bin/{path:.*}", self._serve)
        app.router.add_get("/connect/oauth2/authorize", self._authorize)
        return app

    async def _authorize(self, request: web.Request) -> web.Response:
        """Send a phone back to where it came from, with a code that tells who holds it."""
        code = secrets.token_hex(16)
        self.phones[code] = self.holder
        back, state = request.query["redirect_uri"], request.query["state"]
        raise web.HTTPFound(f"{back}?code={code}&state={state}")

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        self.calls.append(path)
        fault = self.faults[path].pop(0) if self.faults[path] else None
        if fault == HANG:
            await asyncio.sleep(3600)
        if fault == CUT:
            assert request.transport
            request.transport.abort()
        if fault == HTML:
            return web.Response(status=502, text="<html>Bad Gateway</html>")
        if isinstance(fault, int):
            words = f"not allow to access from your ip, from ip: {OUR_ADDRESS}, more info at"
            return refusal(fault, words if fault == UNTRUSTED else "")
        if path != "gettoken" and request.query.get("access_token") != self.token:
            return refusal(40014 if request.query.get("access_token") else 41001)
        answer = await getattr(self, "_" + path.replace("/", "_"))(request)
        if fault == SWALLOW:
            # Done, and nobody is told.
            assert request.transport
            request.transport.abort()
        assert isinstance(answer, web.StreamResponse)
        return answer

    async def _gettoken(self, request: web.Request) -> web.Response:
        if request.query["corpid"] != CORP:
            return refusal(40013)
        if request.query["corpsecret"] != self.secret:
            return refusal(40001)
        if not self.token:
            self.rotate()
        return web.json_response({"errcode": 0, "access_token": self.token, "expires_in": 7200})

    def rotate(self) -> None:
        """From now on only a new token is good."""
        self.token = f"corp-token-{len(self.tokens)}-{'x' * 120}"
        self.tokens.append(self.token)

    async def _message_send(self, request: web.Request) -> web.Response:
        raw = await request.read()
        assert b"\\u" not in raw, "raw UTF-8 only"
        asked = json.loads(raw)
        named = asked["touser"].split("|")
        assert asked["agentid"] == AGENT
        assert named
        assert len(named) <= 1000
        lacking = [each for each in named if each not in self.members]
        unlicensed = [each for each in named if each in self.unlicensed]
        reached = [each for each in named if each not in {*lacking, *unlicensed}]
        if not reached:
            return refusal(81013)
        if self._is_repeat(asked):
            return web.json_response({"errcode": 0, "errmsg": "ok", "msgid": "repeated"})
        card = asked.get("template_card", {})
        if card and (fault := self._fault_of(card)):
            return refusal(BAD_PARAMETER, fault)
        self.asked.append(asked)
        message_id = f"msg-{next(self._numbers)}"
        for each in reached:
            self._show(each, asked, message_id)
        answer = {
            "errcode": 0,
            "errmsg": "ok",
            "invaliduser": "|".join(lacking),
            "unlicenseduser": "|".join(unlicensed),
            "msgid": message_id,
        }
        if card:
            self.tasks.add(card["task_id"])
            answer["response_code"] = self.new_code(card["task_id"])
        return web.json_response(answer)

    def _is_repeat(self, asked: dict[str, Any]) -> bool:
        same = json.dumps(
            {k: v for k, v in asked.items() if not k.startswith(("enable", "duplicate"))}
        )
        now = self.seconds()
        before = self._seen.get(same)
        if asked.get("enable_duplicate_check") and before is not None:
            return now - before < asked["duplicate_check_interval"]
        self._seen[same] = now
        return False

    def _fault_of(self, card: dict[str, Any]) -> str:
        if card["task_id"] in self.tasks:
            return "the task id was used before"
        if not 1 <= len(card["button_list"]) <= 6 or len(card["task_id"].encode()) > 128:
            return "too many buttons, or too long a task id"
        options = card.get("button_selection", {}).get("option_list", [{}])
        return "" if 1 <= len(options) <= 10 else "too many options"

    def _show(self, who: str, asked: dict[str, Any], message_id: str) -> None:
        now = self.seconds()
        if sum(each.to == who and now - each.at < 60 for each in self.got) >= A_MINUTE:
            self.dropped += 1
            return
        card = asked.get("template_card", {})
        task = card.get("task_id", "")
        text = read_of(asked)
        self.got.append(Got(who, asked["msgtype"], text, now, message_id, card, task))

    async def _message_update_template_card(self, request: web.Request) -> web.Response:
        asked = await request.json()
        task, until = self.codes.pop(asked["response_code"], ("", 0.0))
        if not task or self.seconds() > until:
            return refusal(BAD_PARAMETER, "invalid response_code")
        self.updates.append(asked)
        for each in self.got:
            if each.task == task and (asked.get("atall") or each.to in asked.get("userids", ())):
                each.card = asked["template_card"]
                each.text = card_text(each.card)
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _message_recall(self, request: web.Request) -> web.Response:
        asked = await request.json()
        for each in self.got:
            each.recalled |= each.message_id == asked["msgid"]
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _media_upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        part = form["media"]
        assert isinstance(part, web.FileField)
        body = part.file.read()
        assert len(body) > 5
        media_id = hashlib.sha256(body).hexdigest()[:16]
        self.files[media_id] = body
        self.names[media_id] = part.filename
        kind = request.query["type"]
        return web.json_response({"errcode": 0, "type": kind, "media_id": media_id})

    async def _media_get(self, request: web.Request) -> web.Response:
        body = self.files.get(request.query["media_id"])
        return web.Response(body=body) if body is not None else refusal(40007)

    async def _auth_getuserinfo(self, request: web.Request) -> web.Response:
        who = self.phones.pop(request.query["code"], "")
        if not who:
            return refusal(40029)
        named = "userid" if who in self.members else "openid"
        return web.json_response({"errcode": 0, "errmsg": "ok", named: who})

    async def _menu_create(self, request: web.Request) -> web.Response:
        assert request.query["agentid"] == str(AGENT)
        self.menu = await request.json()
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _agent_get(self, request: web.Request) -> web.Response:
        if request.query["agentid"] != str(AGENT):
            return refusal(301002)
        return web.json_response({"errcode": 0, "agentid": AGENT, "name": "问政", **self.agent})

    agent: dict[str, Any] = field(
        default_factory=lambda: {"close": 0, "redirect_domain": "127.0.0.1"}
    )
    menu: dict[str, Any] = field(default_factory=dict)


@asynccontextmanager
async def wecom_api(fake: FakeWecom) -> AsyncIterator[FakeWecom]:
    """The API server on a port of its own."""
    async with served(fake.app()) as address:
        fake.url = f"http://{address}"
        yield fake
