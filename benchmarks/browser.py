"""One resident's browser: asks one question over the web channel and waits for what comes of it."""

from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import aiohttp

WAIT_SECONDS = 60.0


class Ending(StrEnum):
    """How a question may end; anything else is unaccounted for."""

    ANSWERED = "answered"
    OFFERED = "offered"
    TICKET = "ticket"
    UNACCOUNTED = "unaccounted"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question ended, after how many seconds, and what was said last."""

    question: str
    ending: Ending
    seconds: float
    said: str = ""
    ticket: str = ""


async def ask(http: aiohttp.ClientSession, url: str, question: str) -> Outcome:
    """Open the page as a new resident, post a question, and wait for the reply that decides."""
    async with http.post(f"{url}/api/session", raise_for_status=True) as response:
        token = (await response.json())["token"]
    address = f"{url}/api/stream".replace("http", "ws", 1)
    async with http.ws_connect(address, headers={"Origin": url}) as page:
        await page.send_json({"type": "hello", "token": token, "after": 0})
        await page.receive_json()
        began = time.perf_counter()
        await _post(http, url, token, question)
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return await _decided(page, question, began)
        except TimeoutError:
            return Outcome(question, Ending.UNACCOUNTED, time.perf_counter() - began)


async def _post(http: aiohttp.ClientSession, url: str, token: str, question: str) -> None:
    message = {"id": str(uuid.uuid4()), "text": question}
    headers = {"Authorization": f"Bearer {token}", "Origin": url}
    async with http.post(
        f"{url}/api/messages", json=message, headers=headers, raise_for_status=True
    ) as response:
        await response.read()


async def _decided(page: aiohttp.ClientWebSocketResponse, question: str, began: float) -> Outcome:
    while True:
        lines = (await page.receive_json())["messages"]
        if lines:
            await page.send_json({"type": "ack", "id": lines[-1]["id"]})
        for line in lines:
            if line["direction"] == "out":
                seconds = time.perf_counter() - began
                return Outcome(question, _ending(line), seconds, line["text"], line["ticket"])


def _ending(line: dict[str, Any]) -> Ending:
    if line["ticket"]:
        return Ending.TICKET
    offered = {choice["value"].partition(":")[0] for choice in line["choices"]}
    if "useful" in offered:
        return Ending.ANSWERED
    return Ending.OFFERED if "pick" in offered else Ending.UNACCOUNTED
