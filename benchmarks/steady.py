"""Pushes at a fixed pace, whatever the answers do: the time counts from when each was due.

Meanwhile an official's desk is open, and the outbox delivers what others are answered elsewhere.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from benchmarks.front import Front


@dataclass(frozen=True, slots=True)
class Steady:
    """What is asked, how often, whose desk is open meanwhile, and where the outbox delivers."""

    url: str
    texts: list[str]
    pace: int
    seconds: int
    desk: str
    sign_in: str
    front: Front


BESIDE = 10
"""One message in so many comes through the other front as well."""
LAST_SECONDS = 5.0
"""How long the outbox may take to deliver what was written last."""
AGAIN_SECONDS = 0.5
"""How long a page whose connection broke waits before it opens another."""


async def steady(asked: Steady) -> dict[str, float]:
    """Ask at the pace; how long the answers took."""
    waits: list[float] = []
    failed = 0
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        page = Page(asked)
        desk = asyncio.create_task(page.read())

        async def one(number: int, due: float) -> None:
            nonlocal failed
            try:
                async with http.post(asked.url, data=_push(number, asked.texts)) as response:
                    good = response.status == 200 and bool(await response.read())
            except aiohttp.ClientError:
                good = False
            waits.append(time.perf_counter() - due)
            failed += not good

        began = time.perf_counter() + 0.5
        running: set[asyncio.Task[None]] = set()
        for number in range(asked.pace * asked.seconds):
            due = began + number / asked.pace
            if (pause := due - time.perf_counter()) > 0:
                await asyncio.sleep(pause)
            task = asyncio.create_task(one(number, due))
            running.add(task)
            task.add_done_callback(running.discard)
            if number % BESIDE == 0:
                text = asked.texts[number]
                beside = asyncio.create_task(asked.front.write(http, asked.desk, text))
                running.add(beside)
                beside.add_done_callback(running.discard)
        await asyncio.gather(*running)
        await asyncio.sleep(LAST_SECONDS)
        desk.cancel()
        with suppress(asyncio.CancelledError):
            await desk
    cuts = statistics.quantiles(waits, n=1000)
    return {
        "pace": asked.pace,
        "seconds": asked.seconds,
        "p50_ms": round(cuts[499] * 1000, 1),
        "p99_ms": round(cuts[989] * 1000, 1),
        "max_ms": round(max(waits) * 1000, 1),
        "failed": failed,
        "desk_breaks": page.breaks,
        "outbox_owed": asked.front.written,
        "outbox_delivered": asked.front.answered,
    }


def _push(number: int, texts: list[str]) -> bytes:
    text = texts[number]
    return (
        f"<xml><ToUserName>gh_bench</ToUserName><FromUserName>oSteady{number}</FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType>text</MsgType>"
        f"<Content><![CDATA[{text}]]></Content><MsgId>{5 * 10**15 + number}</MsgId></xml>"
    ).encode()


@dataclass(slots=True)
class Page:
    """An official's page; how often its connection broke, and it opened another as browsers do."""

    asked: Steady
    breaks: int = 0

    async def read(self) -> None:
        """Signed in, its live line open, its list looked at as it rings; until cancelled."""
        desk = self.asked.desk
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            path = urlsplit(self.asked.sign_in).path
            async with http.post(f"{desk}{path}", headers={"Origin": desk}):
                pass
            while True:
                # A peer that closes while we write raises ClientConnectionResetError.
                with suppress(aiohttp.ClientError):
                    await self._follow(http)
                self.breaks += 1
                await asyncio.sleep(AGAIN_SECONDS)

    async def _follow(self, http: aiohttp.ClientSession) -> None:
        desk = self.asked.desk
        async with http.ws_connect(f"{desk}/desk/stream", headers={"Origin": desk}) as line:
            async for _ in line:
                async with http.get(f"{desk}/desk/api/tickets") as response:
                    await response.read()
