"""Voices as words, where there is a speech server; a voice is a voice whatever it says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.app import running
from bot.intake.transcribing import PATH
from bot.settings import Settings, Transcription, Wechat
from bot.store import messages, tickets
from tests.acceptance.sample import entries
from tests.channels.fake_wechat import APP_ID, KEY, SECRET, TOKEN, FakeWechat, wechat_api
from tests.channels.wechat_town import Hours
from tests.hours import ANY_HOUR
from tests.ledgers import until

KNOWN = entries()[0]
VOICE = b"#!AMR\n" + bytes(30)


@asynccontextmanager
async def speech_server(says: Any) -> AsyncIterator[str]:
    """A server with OpenAI's interface that hears this, or answers with this status."""

    async def write_down(request: web.Request) -> web.Response:
        form = await request.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        assert (file.file.read(), form["model"], file.filename) == (VOICE, "whisper-1", "voice.amr")
        assert request.headers["Authorization"] == "Bearer key"
        if isinstance(says, int):
            return web.Response(status=says)
        return web.json_response({"text": says})

    app = web.Application()
    app.add_routes([web.post(PATH, write_down)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server = site._server
    assert isinstance(server, asyncio.Server)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        await runner.cleanup()


HEARD = [
    # what the server hears, what the resident is told, what the officials read
    (KNOWN.question, KNOWN.answer[:10], None),
    ("幸福路的井盖坏了", "工单号", "幸福路的井盖坏了"),
    ("谢谢观看", "工单号", "谢谢观看"),
    ("", "工单号", ""),
    (500, "工单号", ""),
]


@pytest.mark.parametrize(("hears", "told", "read"), HEARD)
async def test_a_voice_is_matched_or_becomes_a_ticket(
    tmp_path: Path, hears: Any, told: str, read: str | None
) -> None:
    """What the FAQ knows is answered; all else is a ticket with the recording, whatever it says."""
    hours = Hours()
    async with speech_server(hears) as url, wechat_api(FakeWechat(hours.seconds)) as weixin:
        settings = Settings(
            data=str(tmp_path / "data"),
            port=0,
            promises=ANY_HOUR,
            transcription=Transcription(url=url, key="key"),
            wechat=Wechat(
                token=TOKEN,
                app_id=APP_ID,
                app_secret=SECRET,
                encoding_key=KEY,
                base_url=weixin.url,
            ),
        )
        async with running(settings, hours) as up:
            weixin.callback = f"{up.url}/channels/wechat"
            weixin.files["v"] = VOICE
            await weixin.push(weixin.message(MsgType="voice", MediaId="v", Content=""))

            async def answered() -> bool:
                return any(told in text for text in weixin.texts())

            await until(answered, lambda: str(weixin.texts()))
            database = up.service.database
            opened = await database.read(lambda tx: tickets.listed(tx, tickets.Wanted()))
            assert bool(opened) == (read is not None)
            if read is None:
                return
            lines = await database.read(lambda tx: messages.of_ticket(tx, opened[0].id))
            content = lines[0].message.content
            assert [each.media_type for each in content.attachments] == ["audio/amr"]
            assert content.text == (f"〔录音转写，可能有误〕{read}" if read else "")
            assert "〔" not in opened[0].title
