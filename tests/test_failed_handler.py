"""A rule of ours that breaks down in the running service, and the operator who mends it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

import aiohttp
import msgspec
import pytest

import handlers
from bot.app import running
from bot.models import InboxState
from bot.settings import Delivery, Limits, Settings
from bot.store import Transaction, inbox
from bot.wording import Wording
from handlers.turn import Turn
from tests.acceptance import sample
from tests.acceptance.nursery import ROOT
from tests.acceptance.program import environment
from tests.acceptance.resident import Resident
from tests.ledgers import ZONE, until

pytestmark = pytest.mark.process


@pytest.fixture
def one_try(settings: Settings) -> Settings:
    """A service on either engine that gives a message up after one try."""
    return msgspec.structs.replace(
        settings, port=0, delivery=Delivery(inbox_attempts=1), limits=Limits(100_000)
    )


async def test_what_could_not_be_handled_waits_for_inbox_retry(
    one_try: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept as failed, kindly acknowledged, shown to the operator, and handled when retried."""
    handle = handlers.handle
    monkeypatch.setattr(handlers, "handle", _broken)
    async with (
        running(one_try) as up,
        aiohttp.ClientSession() as http,
        Resident(http, up.url).page() as resident,
    ):
        await resident.say(sample.UNKNOWN)
        await resident.hears_text(Wording(ZONE).say("zh-Hans", "conversation.kept_for_later"))
        (failed,) = await _command(one_try, "inbox", "list")
        assert failed["state"] == "failed"
        assert failed["error"].startswith("RuntimeError")
        monkeypatch.setattr(handlers, "handle", handle)
        assert await _command(one_try, "inbox", "retry", "--all") == {"retried": [failed["id"]]}
        accepted = await resident.hears(lambda line: bool(line["ticket"]) and _said(line))
        (ticket,) = await _command(one_try, "tickets", "list")
        assert ticket["number"] == accepted["ticket"]
        counts = await up.service.database.read(inbox.counts)
        assert counts == {InboxState.DONE: 1}


def _broken(tx: Transaction, turn: Turn) -> None:
    raise RuntimeError("provoked")


def _said(line: dict[str, str]) -> bool:
    return line["direction"] == "out"


async def _command(settings: Settings, *arguments: str) -> list[dict[str, str]] | dict[str, object]:
    place = {
        "data": settings.data,
        **({"database": settings.database} if settings.database else {}),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *arguments, "--json"),
        cwd=ROOT,
        env=environment(**place),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    return msgspec.json.decode(out)


async def test_a_handler_that_fails_once_is_not_noticed_for_long(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker tries again within seconds, and the resident has the ticket."""
    once = _failing_once(handlers.handle)
    monkeypatch.setattr(handlers, "handle", once)
    async with (
        running(msgspec.structs.replace(settings, port=0)) as up,
        aiohttp.ClientSession() as http,
        Resident(http, up.url).page() as resident,
    ):
        await resident.say(sample.UNKNOWN)
        await resident.hears(lambda line: bool(line["ticket"]) and _said(line))

        async def done() -> bool:
            return await up.service.database.read(inbox.counts) == {InboxState.DONE: 1}

        await until(done)


def _failing_once(
    handle: Callable[[Transaction, Turn], None],
) -> Callable[[Transaction, Turn], None]:
    failures = [RuntimeError("provoked")]

    def work(tx: Transaction, turn: Turn) -> None:
        if failures:
            raise failures.pop()
        handle(tx, turn)

    return work
