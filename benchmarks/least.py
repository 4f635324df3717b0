"""The least that a durable webhook does, to see how much of a ratio is anybody's to reach.

    python -m benchmarks.least wechat|telegram PORT DATABASE

Behind an aiohttp route the message is read, one row of it is kept on disk (commits are shared by
all that wait, as in `bot/store/groups.py`), and one constant sentence is answered. It matches
nothing, knows no resident, no ticket and no brake, and checks no signature.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NamedTuple

from aiohttp import web
from defusedxml.ElementTree import fromstring
from telegram import Bot, Update

from benchmarks.telegram_peer import TOKEN

ANSWER = (
    "<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{me}]]></FromUserName>"
    "<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[收到，我们会尽快答复您。]]></Content></xml>"
)


class Row(NamedTuple):
    """What is kept of a message."""

    number: str
    sender: str
    text: str


class Ledger:
    """A table of messages, and the thread that writes to it."""

    def __init__(self, path: str) -> None:
        self._waiting: SimpleQueue[tuple[Row, asyncio.Future[None]]] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        Thread(target=self._write, args=(path,), daemon=True).start()

    async def keep(self, row: Row) -> None:
        """Keep a message; it is on disk when this returns."""
        kept: asyncio.Future[None] = self._loop.create_future()
        self._waiting.put((row, kept))
        await kept

    def _write(self, path: str) -> None:
        database = sqlite3.connect(path, isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE message (number TEXT PRIMARY KEY, sender TEXT, text TEXT)")
        while True:
            group = [self._waiting.get()]
            with suppress(Empty):
                while True:
                    group.append(self._waiting.get_nowait())
            database.execute("BEGIN IMMEDIATE")
            for row, _ in group:
                database.execute("INSERT INTO message VALUES (?, ?, ?)", row)
            database.execute("COMMIT")
            self._loop.call_soon_threadsafe(_tell, [kept for _, kept in group])


def _tell(waiting: list[asyncio.Future[None]]) -> None:
    for kept in waiting:
        if not kept.done():  # who hung up waits no more
            kept.set_result(None)


Route = Callable[[web.Request], Awaitable[web.Response]]


def wechat(ledger: Ledger) -> Route:
    """A push of WeChat in plain mode, answered in the response."""

    async def receive(request: web.Request) -> web.Response:
        told = {part.tag: part.text or "" for part in fromstring(await request.read())}
        await ledger.keep(Row(told["MsgId"], told["FromUserName"], told["Content"]))
        answer = ANSWER.format(to=told["FromUserName"], me=told["ToUserName"], now=int(time.time()))
        return web.Response(text=answer, content_type="application/xml")

    return receive


def telegram(ledger: Ledger) -> Route:
    """An update of Telegram, acknowledged."""
    bot = Bot(TOKEN)

    async def receive(request: web.Request) -> web.Response:
        update = Update.de_json(await request.json(), bot)
        message = update.message
        if message is not None and message.from_user is not None:
            row = Row(str(update.update_id), str(message.from_user.id), message.text or "")
            await ledger.keep(row)
        return web.Response()

    return receive


async def main(kind: str, port: int, path: str) -> None:
    """Serve until stopped."""
    ledger = Ledger(path)
    app = web.Application()
    receive = {"wechat": wechat, "telegram": telegram}[kind](ledger)
    app.router.add_post(f"/channels/{kind}", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
