"""Calls a callback address as its console does, to see whether it proves itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.commands.doctor.surroundings import Finding, good, warning

if TYPE_CHECKING:
    from bot.channels.tencent.crypto import Envelope

PROOF = "5927782489442352469"
"""What a console sends, and wants to have back byte for byte."""


def callback_finding(subject: str, address: str, query: Mapping[str, str]) -> Finding:
    """Whether what answers at `address` gives back the proof that `query` holds."""
    if asyncio.run(_proves_itself(address, query)):
        return good(subject, f"{address} answers as the console wants it")
    return warning(
        subject,
        f"{address} does not answer as the console wants it, as seen from this machine",
        "start the service, and see that the proxy in front passes it on",
    )


def sealed(token: str, envelope: Envelope) -> Mapping[str, str]:
    """The query of WeCom's console: the proof in an envelope, signed."""
    from bot.channels.tencent.signature import sign

    echo = envelope.close(PROOF.encode())
    query = {"timestamp": str(int(time.time())), "nonce": "1234567890", "echostr": echo}
    signature = sign(token, query["timestamp"], query["nonce"], echo)
    return {**query, "msg_signature": signature}


async def _proves_itself(address: str, query: Mapping[str, str]) -> bool:
    from bot.channels.tencent.calling import Caller
    from bot.channels.tencent.errors import NoAnswer, NotSent

    caller = Caller(address)
    try:
        status, body = await caller.request("GET", address, dict(query), seconds=5.0)
    except (NotSent, NoAnswer):
        return False
    finally:
        await caller.hang_up()
    return (status, body) == (200, PROOF.encode())
