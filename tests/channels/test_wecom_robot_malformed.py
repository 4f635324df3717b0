"""Malformed requests to the robot's address (see assault.py)."""

from __future__ import annotations

import base64
import json
import random
from typing import Any

import pytest
from wechatpy.crypto import PrpCrypto, _get_signature

from tests.channels.assault import REQUESTS, Recorder, assault, assert_unharmed
from tests.channels.fake_wecom_robot import GROUP, WANG
from tests.channels.malformed import BOMBS, ODD, Request
from tests.channels.robot_calls import TOKEN
from tests.channels.robot_files import KEY
from tests.channels.robot_fixtures import OpenRobot, open_robot, robots

__all__ = ["open_robot", "robots"]
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

    def next(self) -> Request:
        """One more call; many are signed and sealed as they must be."""
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
            return Request(query, chance.choice(BOMBS))
        return Request(query, raw, verifies=sealed == signed and not receiver)


@pytest.mark.timeout(3600)
async def test_nothing_malformed_does_harm(
    open_robot: OpenRobot, caplog: pytest.LogCaptureFixture
) -> None:
    """Noise, other receivers' envelopes, and verified bodies that are odd inside."""
    town = await open_robot(mode="callback")
    recorder = Recorder(town.up.service.intake)
    reception = town.channel._reception
    assert reception is not None
    reception._intake = recorder
    await assault(town.platform.callback, Calls().next, recorder)
    await assert_unharmed(town.up.service.database, recorder, caplog)
