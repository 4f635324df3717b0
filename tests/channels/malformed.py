"""Requests that WeChat would never make: noise, and real pushes with something wrong in them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from wechatpy.crypto import WeChatCrypto

from tests.channels.fake_wechat import APP_ID, KEY, TOKEN, FakeWechat, signature

ODD = [
    "\x00",
    "\x0b",
    "\ufffe",
    "😀",
    "]]>",
    "<![CDATA[",
    "&lt;",
    "&#0;",
    "&#xD800;",
    "../../etc/passwd",
    "'",
    "OR",
    "1=1",
    "--",
    "%s",
    "%n",
    "{{7*7}}",
    "${x}",
    "\u202e",
    "\u200b",
    "汉字",
    "-1",
    "0",
    "9999999999999999999",
    "NaN",
    "null",
    "true",
    "1e309",
]
_FIELDS = """
MsgType Event EventKey Content MsgId CreateTime FromUserName MediaId PicUrl bizmsgmenuid
Location_X SubscribeMsgPopupEvent Status
"""
FIELDS = tuple(_FIELDS.split())
KINDS = ("text", "image", "voice", "video", "location", "link", "event", "hologram", "")
BOMBS = (
    b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>',
    b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><Content>&x;</Content></xml>',
    b"<xml>" + b"<a>" * 3000 + b"</a>" * 3000 + b"</xml>",
    b"<xml>" + b"<MsgId>1</MsgId>" * 3000 + b"</xml>",
    b"x" * 300_000,
    b"",
    b"{}",
    b'{"Encrypt": "x", "Encrypt": {"a": 1}}',
    b'{"a":' * 3000 + b"1" + b"}" * 3000,
    b'{"MsgType": "text", "FromUserName": "o", "CreateTime": 1e400}',
    b'{"Content": "\\ud800", "MsgType": ["text"]}',
    b'<?xml version="1.0" encoding="utf-7"?><xml><A>+ADw-</A></xml>',
    b"\xff\xfe<\x00x\x00m\x00l\x00>\x00",
)


@dataclass(frozen=True)
class Request:
    """A request, and whether an independent implementation says that the platform made it."""

    query: dict[str, str]
    body: bytes
    verifies: bool = False


class Malformed:
    """Makes requests, the same ones for the same seed."""

    def __init__(self, platform: FakeWechat, seed: int) -> None:
        self._platform = platform
        self._chance = random.Random(seed)

    def next(self) -> Request:
        """One more request; about one in five is verified, and odd inside."""
        kinds = (self._noise, self._bomb, self._mutated, self._mutated, self._odd_inside)
        made = self._chance.choice(kinds)()
        return replace(made, verifies=self._verifies(made))

    def _noise(self) -> Request:
        chance = self._chance
        names = ("signature", "timestamp", "nonce", "msg_signature", "encrypt_type", "openid")
        query = {name: self._word() for name in names if chance.random() < 0.7}
        return Request(query, chance.randbytes(chance.randrange(400)))

    def _bomb(self) -> Request:
        query, _ = self._platform.wrapped(self._platform.message("x"))
        return Request(query, self._chance.choice(BOMBS))

    def _mutated(self) -> Request:
        """A real push, changed in one place."""
        chance = self._chance
        query, body = self._platform.wrapped(self._platform.message(self._word()))
        raw = bytearray(body.encode())
        match chance.randrange(6):
            case 0:
                raw[chance.randrange(len(raw))] = chance.randrange(256)
            case 1:
                del raw[chance.randrange(len(raw)) :]
            case 2:
                at = chance.randrange(len(raw))
                raw[at:at] = chance.randbytes(chance.randrange(1, 40))
            case 3:
                query[chance.choice(sorted(query))] = self._word()
            case 4:
                del query[chance.choice(sorted(query))]
            case _:
                at, to = sorted(chance.randrange(len(raw)) for _ in range(2))
                raw[at:to] = raw[at:to][::-1]
        return Request(query, bytes(raw))

    def _odd_inside(self) -> Request:
        """Wholly verified, and not what the platform would say."""
        chance = self._chance
        fields = self._platform.message(self._word(), MsgType=chance.choice(KINDS))
        for _ in range(chance.randrange(1, 5)):
            name = chance.choice(FIELDS)
            odd: object = self._word() * chance.choice((1, 1, 1, 50))
            fields[name] = {"List": {"TemplateId": odd}} if chance.random() < 0.1 else odd
        if chance.random() < 0.2:
            del fields[chance.choice(sorted(fields.keys() - {"FromUserName"}))]
        fields = {name: _writable(value) for name, value in fields.items()}
        query, body = self._platform.wrapped(fields)
        return Request(query, body.encode("utf-8", "replace"))

    def _word(self) -> str:
        return "".join(self._chance.choice(ODD) for _ in range(self._chance.randrange(4)))

    def _verifies(self, made: Request) -> bool:
        query = made.query
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if self._platform.mode == "plain":
            signed = query.get("signature") == signature(TOKEN, stamp, nonce)
            return signed and query.get("encrypt_type", "raw") != "aes"
        try:
            WeChatCrypto(TOKEN, KEY, APP_ID).decrypt_message(
                made.body.decode(), query["msg_signature"], stamp, nonce
            )
        except Exception:  # noqa: BLE001 - whatever it says, it is not verified
            return False
        return query.get("encrypt_type") == "aes"


def _writable(value: object) -> object:
    if isinstance(value, dict):
        return {name: _writable(each) for name, each in value.items()}
    forbidden = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
    return str(value).translate(forbidden)
