"""What the platform would never call the robot with: no 5xx, nothing kept that did not verify.

A few hundred in the ordinary run; `MALFORMED_REQUESTS=100000` sends as many.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
from collections import Counter
from typing import Any

import aiohttp
import pytest
from wechatpy.crypto import PrpCrypto, _get_signature

from bot.models import InboundMessage
from tests.channels.fake_wecom_robot import GROUP, KEY, TOKEN, WANG
from tests.channels.malformed import BOMBS, ODD
from tests.channels.robot_fixtures import OpenRobot, open_robot, robots

__all__ = ["open_robot", "robots"]
REQUESTS = int(os.environ.get("MALFORMED_REQUESTS", "400"))
AT_ONCE = 16
KINDS = ("text", "image", "mixed", "voice", "event", "stream", "hologram", "", 7, None)


def body_of(chance: random.Random) -> Any:
    """A body that is odd inside: values of the wrong kind, fields missing, nested too deep."""
    odd = [*ODD, 7, -1, None, True, [], {}, [[]], {"content": None}, "x" * 500]
    body: dict[str, Any] = {
        "msgid": chance.choice([f"m{chance.randrange(10**9)}", *odd]),
        "chattype": chance.choice(["group", "single", *odd]),
        "chatid": chance.choice([GROUP, *odd]),
        "from": chance.choice([{"userid": WANG}, {"userid": chance.choice(odd)}, *odd]),
        "msgtype": chance.choice(KINDS),
        "create_time": chance.choice([1_700_000_000, *odd]),
        "text": chance.choice([{"content": "待办"}, *odd]),
        "event": chance.choice([{"eventtype": "template_card_event"}, *odd]),
        "mixed": {"msg_item": chance.choice([[{"msgtype": "text"}], *odd])},
        "image": chance.choice([{"url": "https://x"}, *odd]),
        "quote": chance.choice([{"msgtype": "text", "text": {"content": "#1"}}, *odd]),
    }
    for name in chance.sample(sorted(body), chance.randrange(4)):
        del body[name]
    return chance.choice([body, body, body, [body], chance.choice(odd)])


class Calls:
    """Calls with something wrong, and whether they verify all the same."""

    def __init__(self) -> None:
        self._chance = random.Random(REQUESTS)
        self._crypto = PrpCrypto(base64.b64decode(f"{KEY}="))

    def next(self) -> tuple[dict[str, str], bytes, bool]:
        """Query, body, and whether it is signed and sealed as it must be."""
        chance = self._chance
        plain = json.dumps(body_of(chance))
        receiver = chance.choice(["", "", "", "ww1436e0e65a779aee"])
        sealed = self._crypto.encrypt(plain, receiver).decode()
        signed = sealed
        if chance.random() < 0.3:
            at = chance.randrange(len(sealed))
            sealed = sealed[:at] + chance.choice(ODD) + sealed[at + 1 :]
        stamp, nonce = "1700000000", str(chance.randrange(10**9))
        query = {
            "timestamp": stamp,
            "nonce": nonce,
            "msg_signature": _get_signature(TOKEN, stamp, nonce, signed),
        }
        raw = json.dumps({"encrypt": sealed}).encode()
        if chance.random() < 0.1:
            return query, chance.choice(BOMBS), False
        return query, raw, sealed == signed and not receiver


@pytest.mark.timeout(1800)
async def test_nothing_malformed_does_harm(
    open_robot: OpenRobot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Noise, other receivers' envelopes, and verified bodies that are odd inside."""
    town = await open_robot(mode="callback")
    intake, kept = town.up.service.intake, Counter[str]()

    async def keep(message: InboundMessage, why: str, again_after: float | None) -> Any:
        kept["aside"] += 1
        return await type(intake).keep(intake, message, why, again_after)

    monkeypatch.setattr(intake, "keep", keep)
    calls, statuses, verified = Calls(), Counter[int](), 0
    async with aiohttp.ClientSession() as http:

        async def send(query: dict[str, str], raw: bytes) -> int:
            async with http.post(town.platform.callback, params=query, data=raw) as response:
                await response.read()
                return response.status

        for _ in range(REQUESTS // AT_ONCE):
            made = [calls.next() for _ in range(AT_ONCE)]
            found = await asyncio.gather(*(send(query, raw) for query, raw, _ in made))
            statuses.update(found)
            verified += sum(good for _, _, good in made)
            for (_, _, good), status in zip(made, found, strict=True):
                assert good or status in (400, 403)
    assert set(statuses) <= {200, 400, 403}, statuses
    assert kept["aside"] <= verified
    assert 0 < statuses[200] <= verified
    assert "Traceback" not in caplog.text
    assert "could not be handled" not in caplog.text
