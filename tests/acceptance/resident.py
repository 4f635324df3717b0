"""A resident at a browser: posts until it is kept, listens, reconnects, shows each message once."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.patience import PATIENCE_SECONDS

Line = dict[str, Any]
TRY_SECONDS = 60.0
PAUSE_SECONDS = 0.05
FAILURES = (aiohttp.ClientError, OSError, TimeoutError)


@dataclass
class Resident:
    """One browser. `lines` is what the page shows, by message id; `kept` what was acknowledged."""

    http: aiohttp.ClientSession
    url: str
    token: str = ""
    lines: dict[int, Line] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    repeated: int = 0
    refused: list[int] = field(default_factory=list)
    hellos: int = 0
    greetings: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def address(self) -> str:
        """Under which the service knows this browser."""
        return hashlib.sha256(self.token.encode()).hexdigest()

    async def begin(self) -> None:
        """Get an identity, as the page does on the first visit."""
        while not self.token:
            try:
                async with self.http.post(f"{self.url}/api/session", timeout=_limit()) as response:
                    if response.status == 200:
                        self.token = (await response.json())["token"]
                        return
            except FAILURES:
                pass
            await asyncio.sleep(PAUSE_SECONDS)

    async def say(self, text: str = "", *, choice: str = "", **more: str) -> str:
        """Post a message again and again until it is acknowledged; its own id."""
        if not self.token:
            await self.begin()
        client_id = str(uuid.uuid4())
        message = {"id": client_id, "text": text, "choice": choice, **more}
        while (status := await self.post(message)) != 200:
            assert status in (0, 429, 500, 503), f"refused with {status}"
            await asyncio.sleep(PAUSE_SECONDS)
        self.kept[client_id] = text
        return client_id

    async def post(self, message: dict[str, str]) -> int:
        """Post once; the HTTP status, 0 where there was no answer."""
        headers = {"Authorization": f"Bearer {self.token}", "Origin": self.url}
        try:
            async with self.http.post(
                f"{self.url}/api/messages", json=message, headers=headers, timeout=_limit()
            ) as response:
                body = await response.json()
                if response.status == 200:
                    self.repeated += body["repeated"]
                else:
                    self.refused.append(response.status)
                return response.status
        except FAILURES:
            return 0

    @contextlib.asynccontextmanager
    async def page(self) -> AsyncIterator[Resident]:
        """The page is open for as long as the block runs, and reconnects by itself."""
        if not self.token:
            await self.begin()
        task = asyncio.create_task(self._stay_connected())
        try:
            yield self
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def hears(self, wanted: Callable[[Line], bool], what: str = "a message") -> Line:
        """Wait until the page shows a line like this; the newest one."""
        found: list[Line] = []

        def came() -> bool:
            found[:] = [line for line in self.shown() if wanted(line)]
            return bool(found)

        await self._until(came, what)
        return found[-1]

    async def hears_all_so_far(self) -> None:
        """Wait until the page has been greeted, and so shows all that there was."""
        await self._until(lambda: self.greetings == self.hellos > 0, "the greeting")

    async def hears_text(self, text: str, after: int = 0) -> Line:
        """Wait for an answer that holds `text`."""
        return await self.hears(
            lambda line: line["direction"] == "out" and text in line["text"] and line["id"] > after,
            repr(text),
        )

    async def asks(self, text: str = "", **more: str) -> Line:
        """Say something and wait for the first reply to it."""
        client_id = await self.say(text, **more)
        own = await self.hears(lambda line: line["client_id"] == client_id, "the own message")

        def answers(line: Line) -> bool:
            return bool(line["direction"] == "out" and line["id"] > own["id"])

        await self.hears(answers, "a reply")
        return next(line for line in self.shown() if answers(line))

    def shown(self) -> list[Line]:
        """What the page shows, in order."""
        return [self.lines[number] for number in sorted(self.lines)]

    def texts(self) -> list[str]:
        """The words that the page shows, in order."""
        return [line["text"] for line in self.shown()]

    def heard(self) -> list[Line]:
        """What was said to this resident, in order."""
        return [line for line in self.shown() if line["direction"] == "out"]

    async def _until(self, came: Callable[[], bool], what: str = "it") -> None:
        end = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while not came():
            self._changed.clear()
            left = end - asyncio.get_running_loop().time()
            assert left > 0, f"{what} never came; the page shows {self.texts()}"
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._changed.wait()

    async def _stay_connected(self) -> None:
        while True:
            with contextlib.suppress(*FAILURES):
                await self._connect()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _connect(self) -> None:
        address = f"{self.url}/api/stream".replace("http", "ws", 1)
        async with self.http.ws_connect(
            address, headers={"Origin": self.url}, timeout=aiohttp.ClientWSTimeout(ws_close=2)
        ) as socket:
            self.hellos += 1
            last = max(self.lines, default=0)
            await socket.send_json({"type": "hello", "token": self.token, "after": last})
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    await self._show(socket, frame.json())

    async def _show(self, socket: aiohttp.ClientWebSocketResponse, said: dict[str, Any]) -> None:
        if said["type"] != "messages":
            return
        for line in said["messages"]:
            self.lines.setdefault(line["id"], line)
        self.greetings = self.hellos
        self._changed.set()
        if said["messages"]:
            await socket.send_json({"type": "ack", "id": max(self.lines)})


def _limit() -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=TRY_SECONDS)
