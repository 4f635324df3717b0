"""WeCom's robot by callback: posted to at its address, and answered once by another."""

from __future__ import annotations

import base64
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from wechatpy.crypto import PrpCrypto, _get_signature

from tests.channels.robot_files import KEY
from tests.patience import PATIENCE_SECONDS

TOKEN = "citizenToken1"


@dataclass(kw_only=True)
class Calls:
    """The callbacks' part of the platform's state: where it posts to, and what may be answered."""

    callback: str = ""
    urls: dict[str, str] = field(default_factory=dict)

    async def calls(self, body: dict[str, Any], times: int = 1) -> dict[str, Any]:
        """Post to the robot's address, `times` over with the same bytes; the last reply, opened."""
        envelope = PrpCrypto(base64.b64decode(f"{KEY}=")).encrypt(json.dumps(body), "").decode()
        stamp, nonce = str(int(time.time())), secrets.token_hex(6)
        query = {
            "timestamp": stamp,
            "nonce": nonce,
            "msg_signature": _get_signature(TOKEN, stamp, nonce, envelope),
        }
        reply: dict[str, Any] = {}
        for _ in range(times):
            async with (
                aiohttp.ClientSession(
                    timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
                ) as http,
                http.post(self.callback, params=query, json={"encrypt": envelope}) as response,
            ):
                assert response.status == 200, response.status
                reply = opened(await response.text())
        return reply

    def answerable(self, body: dict[str, Any]) -> dict[str, Any]:
        """The body with an address by which one message may be answered within the hour."""
        code = secrets.token_hex(8)
        self.urls[code] = body.get("chatid") or body["from"]["userid"]
        return {**body, "response_url": f"{self.http}/answer?code={code}"}

    async def _answer(self, request: web.Request) -> web.Response:
        to = self.urls.pop(request.query.get("code", ""), "")
        if not to:
            return web.json_response({"errcode": 846607, "errmsg": "used"})
        body = await request.json()
        kind = body["msgtype"]
        code = self._show(to, kind, body[kind]) if kind in ("markdown", "template_card") else 40008
        return web.json_response({"errcode": code, "errmsg": "x"})


def opened(body: str) -> dict[str, Any]:
    """A reply as the platform reads it, out of its envelope; empty for none."""
    if not body:
        return {}
    sealed = json.loads(body)
    signed = _get_signature(TOKEN, str(sealed["timestamp"]), sealed["nonce"], sealed["encrypt"])
    assert signed == sealed["msgsignature"]
    plain = PrpCrypto(base64.b64decode(f"{KEY}=")).decrypt(sealed["encrypt"], "")
    return dict(json.loads(plain))
