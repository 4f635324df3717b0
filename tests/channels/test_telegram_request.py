"""The library's calls over aiohttp: what arrives, and what their failures tell."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from telegram import InputFile
from telegram.error import NetworkError, TimedOut

from bot.channels.telegram.calls import RawBot, connect
from bot.channels.telegram.failures import facts_of

TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ"
SENT = {"message_id": 7, "date": 1, "chat": {"id": 5, "type": "private"}}


@dataclass
class Server:
    """Answers every call alike, and remembers what was posted."""

    url: str = ""
    status: int = 200
    speaks: asyncio.Event = field(default_factory=asyncio.Event)
    posted: list[dict[str, object]] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.Response:
        """Take a call."""
        self.posted.append({name: _held(value) for name, value in (await request.post()).items()})
        await self.speaks.wait()
        headers = {"Location": "/elsewhere"} if self.status == 302 else {}
        return web.json_response({"ok": True, "result": SENT}, status=self.status, headers=headers)


def _held(value: object) -> object:
    if isinstance(value, web.FileField):
        return value.filename, value.content_type, value.file.read()
    return value


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A running one."""
    made = Server()
    made.speaks.set()
    app = web.Application()
    app.router.add_route("*", "/{call:.*}", made.serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    made.speaks.set()
    await runner.cleanup()


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[RawBot]:
    """A bot at that server."""
    made = connect(TOKEN, server.url)
    yield made
    await made.hang_up()


async def test_words_arrive_as_they_are(server: Server, bot: RawBot) -> None:
    """Text as text, the rest as JSON."""
    asked = {"chat_id": 5, "text": "您好 & 再见 %2B+", "reply_markup": {"force_reply": True}}
    assert (await bot.raw("sendMessage", asked))["message_id"] == 7
    (posted,) = server.posted
    assert posted == {
        "chat_id": "5",
        "text": "您好 & 再见 %2B+",
        "reply_markup": '{"force_reply": true}',
    }


async def test_a_file_arrives_with_its_own_name(server: Server, bot: RawBot) -> None:
    """Bytes, name and kind, beside the other fields."""
    given = InputFile(b"%PDF-1.7", filename="办事 指南.pdf")
    await bot.send_document(5, given)
    (posted,) = server.posted
    assert ("办事 指南.pdf", "application/pdf", b"%PDF-1.7") in posted.values()
    assert posted["chat_id"] == "5"


async def test_nobody_there_means_not_sent() -> None:
    """Then the row is as good as untried; and the token is in no word of the error."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bot = connect(TOKEN, f"http://127.0.0.1:{probe.getsockname()[1]}")
        with pytest.raises(NetworkError) as raised:
            await bot.raw("sendMessage", {"chat_id": 5, "text": "您好"})
        await bot.hang_up()
    assert facts_of(raised.value).untried
    assert TOKEN not in str(raised.value)


async def test_no_answer_in_time_may_have_arrived(server: Server, bot: RawBot) -> None:
    """A silent server has perhaps done it."""
    server.speaks.clear()
    with pytest.raises(TimedOut) as raised:
        await bot._post("sendMessage", {"chat_id": 5}, read_timeout=0.05)
    assert facts_of(raised.value).unknown
    assert len(server.posted) == 1


async def test_no_redirection_is_followed(server: Server, bot: RawBot) -> None:
    """Whoever answers for the platform sends our words nowhere else."""
    server.status = 302
    with pytest.raises(NetworkError):
        await bot.raw("sendMessage", {"chat_id": 5, "text": "您好"})
    assert len(server.posted) == 1


async def test_after_hanging_up_nothing_is_called(server: Server, bot: RawBot) -> None:
    """A part that goes on after the stop opens no connection anew."""
    await bot.raw("getMe", {})
    await bot.hang_up()
    with pytest.raises(NetworkError):
        await bot.raw("getMe", {})
    assert len(server.posted) == 1
