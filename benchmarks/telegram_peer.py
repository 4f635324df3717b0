"""What the Telegram webhook is measured against: python-telegram-bot's own Application.

    python -m benchmarks.telegram_peer PORT BOT_API_URL SECRET

Behind the same aiohttp route: the secret is compared, the update handed over, 200 answered. Its
handler appends the text to a list; it keeps nothing, matches nothing, and answers nobody.
"""

from __future__ import annotations

import asyncio
import hmac
import sys

from aiohttp import web
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ"  # noqa: S105 - for a measurement
HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def main(port: int, bot_api: str, secret: str) -> None:
    """Serve until stopped."""
    seen: list[str] = []

    async def note(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None and update.message.text is not None:
            seen.append(update.message.text)

    application = (
        Application.builder().token(TOKEN).base_url(f"{bot_api}/bot").updater(None).build()
    )
    application.add_handler(MessageHandler(filters.TEXT, note))

    async def receive(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(HEADER, ""), secret):
            return web.Response(status=403)
        update = Update.de_json(await request.json(), application.bot)
        await application.update_queue.put(update)
        return web.Response()

    app = web.Application()
    app.router.add_post("/channels/telegram", receive)
    async with application:
        await application.start()
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()
            await application.stop()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
