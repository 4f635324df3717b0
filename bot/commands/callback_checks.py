"""Calls a callback address as WeCom's console does, to see whether it proves itself."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from bot.commands.checks import Finding, good, warning

if TYPE_CHECKING:
    from bot.channels.tencent.crypto import Envelope

_PROOF = b"5927782489442352469"


def callback_finding(subject: str, address: str, token: str, envelope: Envelope) -> Finding:
    """Whether what answers at `address` opens a sealed echo and gives it back."""
    if asyncio.run(_proves_itself(address, token, envelope)):
        return good(subject, f"{address} answers as the console wants it")
    return warning(
        subject,
        f"{address} does not answer as the console wants it, as seen from this machine",
        "start the service, and see that the proxy in front passes it on",
    )


async def _proves_itself(address: str, token: str, envelope: Envelope) -> bool:
    from bot.channels.tencent.calling import Caller
    from bot.channels.tencent.errors import NoAnswer, NotSent
    from bot.channels.tencent.signature import sign

    echo = envelope.close(_PROOF)
    query = {"timestamp": str(int(time.time())), "nonce": "1234567890", "echostr": echo}
    query["msg_signature"] = sign(token, query["timestamp"], query["nonce"], echo)
    caller = Caller(address)
    try:
        status, body = await caller.request("GET", address, query, seconds=5.0)
    except (NotSent, NoAnswer):
        return False
    finally:
        await caller.hang_up()
    return (status, body) == (200, _PROOF)
