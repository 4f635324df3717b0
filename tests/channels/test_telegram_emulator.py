"""Against an emulator that others wrote: asked, answered in the group, buttons, a burst, a restart.

Opt-in, for it needs Node. Once, anywhere: `npm install telegram-test-api@4.2.1`; then

    TELEGRAM_TEST_API=/that/folder/node_modules/telegram-test-api \\
        python -m pytest tests/channels/test_telegram_emulator.py

It takes the place of the Bot API server as it is. Between the two stands only what injects a 429.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.app import Running, running
from bot.models import Department, Role, RoomMode
from bot.settings import Limits, Settings, Telegram
from bot.store import Transaction, invitations, people
from tests.acceptance.sample import entries
from tests.hours import ANY_HOUR
from tests.ledgers import until

PACKAGE = os.environ.get("TELEGRAM_TEST_API", "")
pytestmark = pytest.mark.skipif(
    not PACKAGE or shutil.which("node") is None, reason="opt-in: see the head of this file"
)
TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ"
SERVE = """
const TelegramServer = require(process.argv[1]);
const Server = TelegramServer.default || TelegramServer;
new Server({ port: Number(process.argv[2]), host: "127.0.0.1", storeTimeout: 600 }).start();
"""
KNOWN = entries()[0]
GROUP, WANG, ZHANG = -100500, 501, 7


class Emulator:
    """The emulator's own doors for those who write to the bot, and what the bot said."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url
        self.refuse = 0
        self.asked_in_pause = 0

    async def says(self, text: str, chat: int = ZHANG, user: int = 0, **more: Any) -> None:
        """Somebody writes."""
        await self._post("/sendMessage", {**self._common(chat, user), "text": text, **more})

    async def presses(self, data: str, chat: int, user: int) -> None:
        """Somebody presses a button."""
        common = self._common(chat, user)
        message = {"from": common["from"], "chat": common["chat"]}
        query = {"from": common["from"], "message": message, "data": data, "botToken": TOKEN}
        await self._post("/sendCallback", query)

    async def said(self, chat: int = ZHANG) -> list[dict[str, Any]]:
        """What stands in a chat, as it was sent or edited."""
        found = await self._post("/getUpdatesHistory", {"token": TOKEN})
        said = [each for each in found["result"] if "chat_id" in each.get("message", {})]
        return [
            {**each["message"], "message_id": each["messageId"]}
            for each in said
            if str(each["message"]["chat_id"]) == str(chat)
        ]

    async def hears(self, part: str, chat: int = ZHANG, times: int = 1) -> dict[str, Any]:
        """Wait until a chat holds this; the newest of them."""
        found: list[dict[str, Any]] = []

        async def there() -> bool:
            found[:] = [each for each in await self.said(chat) if part in each["text"]]
            return len(found) >= times

        await until(there, lambda: f"{part!r} was not said", 30)
        return found[-1]

    def _common(self, chat: int, user: int) -> dict[str, Any]:
        kind = {"type": "private"} if chat > 0 else {"type": "supergroup", "title": "值班群"}
        return {
            "botToken": TOKEN,
            "date": 1_790_000_000,
            "from": {"id": user or chat, "first_name": "某人", "is_bot": False},
            "chat": {"id": chat, **kind},
        }

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._http.post(f"{self._url}{path}", json=body) as response:
            assert response.status == 200, await response.text()
            return dict(await response.json())


Open = Callable[[], Awaitable[tuple[Running, AsyncExitStack]]]


@pytest.fixture
async def emulator() -> AsyncIterator[tuple[Emulator, str]]:
    """The emulator, and the address under which the service finds it."""
    port = _free_port()
    process = await asyncio.create_subprocess_exec(
        "node", "-e", SERVE, str(Path(PACKAGE).absolute()), str(port)
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with aiohttp.ClientSession() as http:
            found = Emulator(http, url)

            async def up() -> bool:
                try:
                    await http.get(f"{url}/bot{TOKEN}/getMe")
                except aiohttp.ClientError:
                    return False
                return True

            await until(up, lambda: "the emulator did not start", 30)
            async with _between(found, url) as address:
                yield found, address
    finally:
        process.terminate()
        await process.wait()


@pytest.fixture
async def open_town(emulator: tuple[Emulator, str], tmp_path: Path) -> AsyncIterator[Open]:
    """Opens the service on one data folder; close and open again is a restart."""
    async with AsyncExitStack() as stack:

        async def open_one() -> tuple[Running, AsyncExitStack]:
            settings = Settings(
                data=str(tmp_path / "data"),
                port=0,
                limits=Limits(messages_per_minute=1000),
                promises=ANY_HOUR,
                telegram=Telegram(TOKEN, base_url=emulator[1], poll_seconds=1),
            )
            own = AsyncExitStack()
            up = await own.enter_async_context(running(settings))
            stack.push_async_callback(own.aclose)
            return up, own

        yield open_one


async def test_the_main_job_works_on_an_emulator_of_others(
    emulator: tuple[Emulator, str], open_town: Open
) -> None:
    """Asked, answered by the FAQ, shown in the group, taken, answered, receipted, solved."""
    platform, _ = emulator
    up, own = await open_town()
    await _officials(up, platform)
    await platform.says(KNOWN.question)
    await platform.hears(KNOWN.answer[:12])
    await platform.says("转人工 幸福小区水管漏水三天")
    card = await platform.hears("漏水三天", GROUP)
    buttons = [each for row in card["reply_markup"]["inline_keyboard"] for each in row]
    take = next(each["callback_data"] for each in buttons if each["text"] == "签收")
    await platform.presses(take, GROUP, WANG)
    await platform.hears("办理中", GROUP)
    answered = {"message_id": card["message_id"], "date": 1, "chat": {"id": GROUP, "type": "group"}}
    ours = {"id": 666, "first_name": "bot", "is_bot": True}
    reply = {**answered, "from": ours}
    await platform.says("维修队明天上午九点到。", GROUP, WANG, reply_to_message=reply)
    await platform.hears("维修队明天上午九点到。")
    await platform.hears("已送达", GROUP)

    for number in range(20):
        await platform.says(KNOWN.question, 1000 + number)
    platform.refuse = 1
    for number in range(20):
        await platform.hears(KNOWN.answer[:12], 1000 + number)
    assert platform.refuse == 0
    # Only what was in flight when the first refusal came.
    assert platform.asked_in_pause < 8

    await own.aclose()
    await platform.says(KNOWN.question, 2000)
    await open_town()
    await platform.hears(KNOWN.answer[:12], 2000)
    await asyncio.sleep(1)
    assert (
        len([each for each in await platform.said(2000) if KNOWN.answer[:12] in each["text"]]) == 1
    )


async def _officials(up: Running, platform: Emulator) -> None:
    now = up.service.clock()

    def invite(tx: Transaction) -> tuple[str, str]:
        people.keep_department(tx, Department("duty", "值班室"))
        wang = people.add_official(tx, "王芳", "duty", {Role.OFFICIAL, Role.DISPATCHER}, now)
        return (
            invitations.invite_official(tx, wang.id, now, 15),
            invitations.invite_room(tx, "", RoomMode.MASKED, now, 15),
        )

    person, room = await up.service.database.transaction(invite)
    await platform.says(f"登记 {person}", WANG)
    await platform.hears("王芳，您好", WANG)
    await platform.says(f"/start@TestNameBot {room}", GROUP, WANG)
    await platform.hears("值班群", GROUP)


@asynccontextmanager
async def _between(platform: Emulator, url: str) -> AsyncIterator[str]:
    """Passes everything on as it is; refuses `refuse` sends with a 429, and counts who insists."""
    paused_until = 0.0
    loop = asyncio.get_running_loop()

    async def passed_on(request: web.Request) -> web.Response:
        nonlocal paused_until
        if request.path.endswith("/sendMessage"):
            if loop.time() < paused_until:
                platform.asked_in_pause += 1
            elif platform.refuse:
                platform.refuse -= 1
                paused_until = loop.time() + 1
                refusal = {"ok": False, "error_code": 429, "description": "Too Many Requests"}
                return web.json_response(refusal | {"parameters": {"retry_after": 1}}, status=429)
        headers = {"Content-Type": request.headers.get("Content-Type", "application/json")}
        async with (
            aiohttp.ClientSession() as http,
            http.request(
                request.method,
                f"{url}{request.path_qs}",
                data=await request.read(),
                headers=headers,
            ) as response,
        ):
            return web.Response(
                status=response.status,
                body=await response.read(),
                content_type=response.content_type,
            )

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", passed_on)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
