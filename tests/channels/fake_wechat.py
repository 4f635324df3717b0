"""WeChat as far as we need it: pushes with its patience, and the API with its windows and moods."""

from __future__ import annotations

import asyncio
import base64
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
from defusedxml.ElementTree import fromstring
from wechatpy.crypto import PrpCrypto, WeChatCrypto

from tests.channels.served import served

TOKEN, KEY = "citizenToken1", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
APP_ID, SECRET = "wx0123456789abcdef", "0123456789abcdef0123456789abcdef"
ACCOUNT, ANN = "gh_0123456789ab", "oAnn-0123456789abcdefghijkl"
BUSY, HANG, CUT, SWALLOW, HTML = -1, "hang", "cut", "swallow", "html"
_TAPS = ("subscribe", "scan", "click", "scancode_push", "scancode_waitmsg")


@dataclass
class Window:
    """What the platform still lets us send to somebody."""

    until: float
    left: int


@dataclass
class Delivered:
    """One delivery of a push: when it came back, and with what; None where nobody answered."""

    status: int | None
    body: str = ""

    @property
    def text(self) -> str:
        """The text that the resident sees; empty for none."""
        if not self.body.startswith("<xml>"):
            return ""
        return fromstring(self.body).findtext("Content", "")


@dataclass
class FakeWechat:
    """State of the platform; `seconds` is its clock, `patience` how long it waits for us."""

    seconds: Callable[[], float]
    mode: str = "safe"
    notation: str = "xml"
    patience: float = 5.0
    attempts: int = 3
    url: str = ""
    callback: str = ""
    secret: str = SECRET
    sent: list[dict[str, Any]] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    faults: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    rights: set[str] = field(default_factory=lambda: {"custom", "media", "template", "menu"})
    windows: dict[str, dict[str, Window]] = field(default_factory=lambda: defaultdict(dict))
    gone: set[str] = field(default_factory=set)
    consents: dict[str, int] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    menu: dict[str, Any] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    token: str = ""
    expires_in: int = 7200
    _numbers: Any = field(default_factory=lambda: itertools.count(23456789012345678))

    # ---- pushes -------------------------------------------------------------------------------

    def message(self, text: str = "", who: str = ANN, **more: Any) -> dict[str, Any]:
        """The fields of a message that somebody writes."""
        fields = {"MsgType": "text", "Content": text, "MsgId": str(next(self._numbers)), **more}
        return self._envelope(who, fields)

    def event(self, name: str, who: str = ANN, **more: Any) -> dict[str, Any]:
        """The fields of an event."""
        return self._envelope(who, {"MsgType": "event", "Event": name, **more})

    def _envelope(self, who: str, fields: dict[str, Any]) -> dict[str, Any]:
        head = {
            "ToUserName": ACCOUNT,
            "FromUserName": who,
            "CreateTime": str(int(self.seconds())),
        }
        return {**head, **fields}

    async def push(self, fields: dict[str, Any]) -> list[Delivered]:
        """Push until it is answered in time, at most `attempts` times; every delivery."""
        self._open_window(fields)
        query, body = self.wrapped(fields)
        delivered: list[Delivered] = []
        for _ in range(self.attempts):
            delivered.append(await self.deliver(query, body))
            if delivered[-1].status is not None:
                break
        return delivered

    async def deliver(self, query: dict[str, str], body: str | bytes) -> Delivered:
        """One delivery of these bytes; the connection is cut when patience ends."""
        timeout = aiohttp.ClientTimeout(total=self.patience)
        data = body.encode() if isinstance(body, str) else body
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as http,
                http.post(self.callback, params=query, data=data) as response,
            ):
                return Delivered(response.status, self.opened(await response.text()))
        except (TimeoutError, aiohttp.ClientError):
            return Delivered(None)

    def wrapped(self, fields: dict[str, Any]) -> tuple[dict[str, str], str]:
        """Query and body of a push, as the mode has it."""
        written = as_xml if self.notation == "xml" else as_json
        plain = written(fields)
        stamp, nonce = str(int(self.seconds())), str(secrets.randbelow(10**10))
        query = {
            "signature": signature(TOKEN, stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "openid": str(fields["FromUserName"]),
        }
        if self.mode == "plain":
            return query, plain
        crypto = WeChatCrypto(TOKEN, KEY, APP_ID)
        encrypted = crypto.encrypt_message(plain, nonce, stamp)
        envelope = encrypted.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
        query |= {
            "encrypt_type": "aes",
            "msg_signature": signature(TOKEN, stamp, nonce, envelope),
        }
        shown = fields if self.mode == "compatible" else {"ToUserName": ACCOUNT}
        return query, written({**shown, "Encrypt": envelope})

    def opened(self, body: str) -> str:
        """A reply as the platform reads it, out of its envelope."""
        if body.startswith("{"):
            return self._opened_json(json.loads(body))
        if "<Encrypt>" not in body:
            return body
        fields = {each.tag: each.text or "" for each in fromstring(body)}
        plain = WeChatCrypto(TOKEN, KEY, APP_ID).decrypt_message(
            body, fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"]
        )
        return plain if isinstance(plain, str) else plain.decode()

    def _opened_json(self, fields: dict[str, Any]) -> str:
        """A JSON reply out of its envelope, told as XML so that one reader does for both."""
        if "Encrypt" in fields:
            signed = (str(fields["TimeStamp"]), fields["Nonce"], fields["Encrypt"])
            assert signature(TOKEN, *signed) == fields["MsgSignature"]
            crypto = PrpCrypto(base64.b64decode(f"{KEY}="))
            fields = json.loads(crypto.decrypt(fields["Encrypt"], APP_ID))
        return as_xml(fields)

    async def says(self, text: str, who: str = ANN, **more: Any) -> str:
        """Somebody writes; what they see in reply, empty for nothing."""
        return (await self.push(self.message(text, who, **more)))[-1].text

    async def happens(self, name: str, who: str = ANN, **more: Any) -> str:
        """An event; what its resident sees in reply."""
        return (await self.push(self.event(name, who, **more)))[-1].text

    def _open_window(self, fields: dict[str, Any]) -> None:
        who, now = fields["FromUserName"], self.seconds()
        event = str(fields.get("Event", "")).lower()
        if event == "unsubscribe":
            self.gone.add(who)
        elif event == "subscribe":
            self.gone.discard(who)
        if event in _TAPS or fields.get("bizmsgmenuid"):
            self.windows[who]["tap"] = Window(now + 60, 3)
        elif not event:
            self.windows[who]["message"] = Window(now + 48 * 3600, 5)

    # ---- the API ------------------------------------------------------------------------------

    def texts(self, who: str = ANN) -> list[str]:
        """What was sent to somebody outside a response, in order, as it is read."""
        return [read_of(each) for each in self.sent if each["touser"] == who]

    def app(self) -> web.Application:
        """The API server."""
        app = web.Application(client_max_size=32 << 20)
        app.add_routes([web.get("/pic/{name}", self._picture)])
        app.router.add_route("*", "/cgi-bin/{path:.*}", self._serve)
        return app

    async def _picture(self, request: web.Request) -> web.Response:
        body = self.files.get(request.match_info["name"])
        return web.Response(body=body) if body is not None else web.Response(status=404)

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
            return refusal(fault)
        if isinstance(fault, tuple):
            return refusal(*fault)
        if path != "stable_token" and request.query.get("access_token") != self.token:
            return refusal(40001 if request.query.get("access_token") else 41001)
        answer = await getattr(self, "_" + path.replace("/", "_"))(request)
        if fault == SWALLOW:
            # Done, and nobody is told.
            assert request.transport
            request.transport.abort()
        assert isinstance(answer, web.StreamResponse)
        return answer

    async def _stable_token(self, request: web.Request) -> web.Response:
        asked = await request.json()
        if asked["secret"] != self.secret or asked["appid"] != APP_ID:
            return refusal(40125, "invalid appsecret rid: 00000000-0001")
        if not self.token or asked["force_refresh"]:
            self.rotate()
        return web.json_response({"access_token": self.token, "expires_in": self.expires_in})

    def rotate(self) -> None:
        """From now on only a new token is good."""
        self.token = f"token-{len(self.tokens)}-{'x' * 120}"
        self.tokens.append(self.token)

    async def _message_custom_send(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if b"\\u" in raw:
            return refusal(40033)
        asked = json.loads(raw)
        code = self._refuses(asked)
        if code:
            self.refused.append(code)
            return refusal(code)
        self.sent.append(asked)
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    def _refuses(self, asked: dict[str, Any]) -> int:
        if "custom" not in self.rights:
            return 48001
        if asked["touser"] in self.gone:
            return 43004
        if len(read_of(asked).encode()) > 2048:
            return 45002
        now = self.seconds()
        open_now = [w for w in self.windows[asked["touser"]].values() if w.until > now]
        if not open_now:
            return 45015
        window = next((each for each in open_now if each.left), None)
        if window is None:
            return 45047
        window.left -= 1
        return 0

    async def _message_template_send(self, request: web.Request) -> web.Response:
        asked = await request.json()
        if "template" not in self.rights:
            return refusal(48001)
        known = [each for each in self.notices if each["client_msg_id"] == asked["client_msg_id"]]
        if not known:
            self.notices.append(asked)
        return web.json_response({"errcode": 0, "errmsg": "ok", "msgid": 2000 + len(self.notices)})

    async def _message_subscribe_bizsend(self, request: web.Request) -> web.Response:
        asked = await request.json()
        if not self.consents.get(asked["touser"]):
            return refusal(43101)
        self.notices.append(asked)
        return web.json_response({"errcode": 0, "errmsg": "ok", "msgid": 3000})

    async def _media_upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        part = form["media"]
        assert isinstance(part, web.FileField)
        body = part.file.read()
        media_id = hashlib.sha256(body).hexdigest()[:16]
        self.files[media_id] = body
        kind = request.query["type"]
        return web.json_response({"type": kind, "media_id": media_id, "created_at": 1})

    async def _media_get(self, request: web.Request) -> web.Response:
        if "media" not in self.rights:
            return refusal(48001)
        media_id = request.query["media_id"]
        if media_id.startswith("video"):
            return web.Response(text=json.dumps({"video_url": f"{self.url}/pic/{media_id}"}))
        body = self.files.get(media_id)
        return web.Response(body=body) if body is not None else refusal(40007)

    async def _ticket_getticket(self, request: web.Request) -> web.Response:
        assert request.query["type"] == "jsapi"
        return web.json_response({"errcode": 0, "ticket": "page-ticket", "expires_in": 7200})

    async def _menu_create(self, request: web.Request) -> web.Response:
        if "menu" not in self.rights:
            return refusal(48001)
        self.menu = await request.json()
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _menu_get(self, request: web.Request) -> web.Response:
        if "menu" not in self.rights:
            return refusal(48001)
        if not self.menu:
            return refusal(46003)
        keys = [{**key, "sub_button": []} for key in self.menu["button"]]
        return web.json_response({"menu": {"button": keys}})

    async def _openapi_quota_get(self, request: web.Request) -> web.Response:
        if "custom" not in self.rights:
            return refusal(48001)
        return web.json_response({"errcode": 0, "quota": {"daily_limit": 500000}})


def read_of(asked: dict[str, Any]) -> str:
    """What a resident reads of a message that was sent."""
    match asked["msgtype"]:
        case "text":
            return str(asked["text"]["content"])
        case "msgmenu":
            menu = asked["msgmenu"]
            listed = (each["content"] for each in menu["list"])
            return "\n".join([menu["head_content"], *listed, menu["tail_content"]]).rstrip()
        case kind:
            return f"[{kind} {asked[kind]['media_id']}]"


def refusal(code: int, words: str = "") -> web.Response:
    """How the API says no: as text, with a 200."""
    body = json.dumps({"errcode": code, "errmsg": words or f"refused rid: 00000000-{code}"})
    return web.Response(text=body)


def as_xml(fields: dict[str, Any]) -> str:
    """Fields as the platform writes them."""
    return f"<xml>{_inner(fields)}</xml>"


def as_json(fields: dict[str, Any]) -> str:
    """Fields as newer consoles write them: numbers as such."""
    told = {
        name: int(value) if name in ("CreateTime", "MsgId", "TimeStamp") else value
        for name, value in fields.items()
    }
    return json.dumps(told, ensure_ascii=False)


def _inner(fields: dict[str, Any]) -> str:
    parts = []
    for name, value in fields.items():
        if isinstance(value, dict):
            parts.append(f"<{name}>{_inner(value)}</{name}>")
        elif isinstance(value, list):
            parts += [f"<{name}>{_inner(each)}</{name}>" for each in value]
        else:
            told = str(value).replace("]]>", "]]]]><![CDATA[>")
            parts.append(f"<{name}><![CDATA[{told}]]></{name}>")
    return "".join(parts)


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


@asynccontextmanager
async def wechat_api(fake: FakeWechat) -> AsyncIterator[FakeWechat]:
    """The API server on a port of its own."""
    async with served(fake.app()) as address:
        fake.url = f"http://{address}"
        yield fake
