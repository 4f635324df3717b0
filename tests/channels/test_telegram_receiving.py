"""Telegram, rows T01 to T13: how updates come in, and what is confirmed."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import aiohttp
import pytest

from bot.channels.telegram import polling
from bot.channels.telegram.calls import RawBot
from bot.channels.telegram.webhook import HEADER, PATH
from bot.errors import StoreBusy
from bot.models import InboxState
from bot.settings import Telegram
from tests.acceptance.sample import UNKNOWN, entries
from tests.channels.conftest import Open
from tests.channels.fake_bot_api import FakeBotApi
from tests.channels.refusals import bad
from tests.channels.town import Town
from tests.ledgers import until

KNOWN = entries()[0]
ANSWER = KNOWN.answer[:12]


async def test_t01_an_update_delivered_twice_has_one_effect(town: Town) -> None:
    """T01, T02: the same update again is kept once and answered once."""
    update = town.platform.says(KNOWN.question)
    await town.hears(ANSWER)
    town.platform.waiting.append(update)
    town.platform._ring()
    await town.settled()
    assert len(await town.inbox()) == 1
    assert len(town.platform.texts()) == 1


async def test_t02_what_was_not_kept_is_not_confirmed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T02: while nothing can be kept the platform keeps it; then nothing is lost."""
    intake = town.up.service.intake
    receive, failures = intake.receive, 3

    async def fail_first(message: Any) -> Any:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise StoreBusy("busy")
        return await receive(message)

    monkeypatch.setattr(intake, "receive", fail_first)
    town.platform.says(KNOWN.question)
    town.platform.says(UNKNOWN, chat_id=8)
    await town.hears(ANSWER)
    await town.settled()
    assert len(await town.inbox()) == 2


POISON = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "entities": [{"x": 1}]}


async def test_t03_an_update_that_cannot_be_read_blocks_nobody(town: Town) -> None:
    """T03: it is confirmed and kept aside, and what the same chat wrote after it is answered."""
    town.platform.update(message=POISON | {"text": "?", "from": {"id": 7}})
    town.platform.says(KNOWN.question)
    await town.hears(ANSWER)
    await town.all_confirmed()
    first, _ = await town.inbox()
    assert (first.state, first.message.sender) == (InboxState.FAILED, "7")
    assert "entities" in first.message.values["update"]


async def test_t03_a_large_update_is_taken_in(open_town: Open, platform: FakeBotApi) -> None:
    """T03: what new kinds of messages carry beside the words may be long."""
    town = await open_town(mode="webhook")
    platform.says(KNOWN.question, rich_message={"text": "长" * 150_000})
    await town.hears(ANSWER)


@pytest.mark.parametrize("secret", ["", "wrong", "ü"])
async def test_t04_a_wrong_secret_is_refused(open_town: Open, secret: str) -> None:
    """T04: 403 without a word, and nothing is kept."""
    town = await open_town(mode="webhook", webhook_secret="x" * 20)
    await town.comes(lambda: town.platform.webhook)
    headers = {HEADER: secret} if secret else {}
    update = {"update_id": 1, "message": town.platform.message(7, "您好")}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{town.up.url}{PATH}", json=update, headers=headers) as response,
    ):
        assert (response.status, await response.read()) == (403, b"")
    assert await town.inbox() == []


async def test_a_body_that_is_no_json_is_kept_aside(open_town: Open) -> None:
    """T03: with the right secret even garbage is answered with 200, for it would come again."""
    town = await open_town(mode="webhook", webhook_secret="x" * 20)
    await town.comes(lambda: town.platform.webhook)
    async with aiohttp.ClientSession() as http:
        for body, status in ((b"{", 200), (b"[1]", 200), (b"{}", 200), (b"\xff\xfe", 200)):
            headers = {HEADER: "x" * 20}
            while True:
                async with http.post(
                    f"{town.up.url}{PATH}", data=body, headers=headers
                ) as response:
                    if response.status != 503:
                        break
            assert response.status == status
    assert [each.state for each in await town.inbox()] == [InboxState.FAILED] * 3


async def test_t05_numbers_that_begin_anew_are_not_discarded(polling_town: Town) -> None:
    """T05: after a quiet week the platform may count from a lower number."""
    town = polling_town
    town.platform.says(KNOWN.question)
    await town.hears(ANSWER)
    await town.all_confirmed()
    calls = len(town.platform.calls)
    await town.comes(lambda: len(town.platform.calls) > calls + 1)
    lower = {"update_id": 3, "message": town.platform.message(8, KNOWN.question)}
    town.platform.waiting.append(lower)
    town.platform._ring()
    await town.hears(ANSWER, chat_id=8)


async def test_t07_a_press_that_comes_too_late_is_no_trouble(town: Town) -> None:
    """T07, T43: the platform takes no answer to it, and what it means is done once."""
    town.platform.says(KNOWN.question)
    await town.hears(ANSWER)
    useful = town.platform.buttons()[0]["callback_data"]
    town.platform.expired_presses.add(str(next_number(town.platform)))
    town.platform.presses(useful)
    await town.hears("很高兴帮到您")
    await town.settled()


def next_number(platform: FakeBotApi) -> int:
    """The number that the next press will get."""
    update = platform.update(unheard_of={})
    return int(update["update_id"]) + 1


async def test_t08_who_is_cut_off_stands_by(
    open_town: Open, platform: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    """T08: while another program polls we say so once, ask seldom, and do not crash."""
    town = await open_town()
    async with aiohttp.ClientSession() as http:

        async def is_cut_off() -> bool:
            # Only a poll that is under way is broken off by another.
            async with http.post(f"{platform.url}/bot{platform.token}/getUpdates", json={}):
                return "standing by" in caplog.text

        await until(is_cut_off, lambda: "it does not stand by")
    asked = len(platform.calls)
    await asyncio.sleep(0.5)
    assert len(platform.calls) == asked
    assert not town.up.ended.is_set()


async def test_t09_polling_takes_the_webhook_away_and_loses_nothing(
    open_town: Open, platform: FakeBotApi
) -> None:
    """T09: the setting decides; what waited for the webhook is polled."""
    platform.webhook = {"url": "http://127.0.0.1:9/nobody"}
    platform.waiting.append({"update_id": 1, "message": platform.message(7, KNOWN.question)})
    town = await open_town()
    await town.hears(ANSWER)
    assert platform.webhook == {}


async def test_t09_a_webhook_that_is_refused_is_told_as_that(
    open_town: Open, platform: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    """T09: not as a platform that cannot be reached; and it is tried again."""
    platform.faults["setWebhook"].append(bad("bad webhook: An HTTPS URL must be provided"))
    town = await open_town(mode="webhook")
    await town.comes(lambda: platform.webhook)
    assert "refuses the webhook's address" in caplog.text
    assert "cannot be reached" not in caplog.text


async def test_switching_loses_nothing(open_town: Open, platform: FakeBotApi) -> None:
    """T09: polling, then a webhook, then polling again; what came meanwhile is answered once."""
    for serial, mode in enumerate(("polling", "webhook", "polling")):
        town = await open_town(mode=mode)
        platform.says(KNOWN.question, chat_id=10 + serial)
        await town.hears(ANSWER, chat_id=10 + serial)
        await town.settled()
        await town.close()
        platform.says(KNOWN.question, chat_id=20 + serial)
    town = await open_town()
    for serial in range(3):
        await town.hears(ANSWER, chat_id=20 + serial)
    assert [len(platform.texts(each)) for each in (10, 11, 12, 20, 21, 22)] == [1] * 6


async def test_t11_what_we_do_not_know_is_confirmed(town: Town) -> None:
    """T11: new kinds of updates and new fields make no trouble."""
    town.platform.update(thing_of_the_future={"chat": {"id": 7}})
    town.platform.says(KNOWN.question, field_of_the_future={"x": [1]})
    await town.hears(ANSWER)
    await town.all_confirmed()
    assert len(await town.inbox()) == 1


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_t12_many_at_once_are_all_answered(open_town: Open, mode: str) -> None:
    """T12: a burst of two hundred residents; each gets an answer, no one two."""
    town = await open_town(mode=mode, messages_per_second=1000)
    chats = range(100, 300)
    for chat_id in chats:
        town.platform.says(KNOWN.question, chat_id=chat_id)
    await town.comes(lambda: len(town.platform.sent) >= len(chats), "everything")
    await town.settled()
    assert [len(town.platform.texts(chat_id)) for chat_id in chats] == [1] * len(chats)


async def test_t12_one_that_takes_long_holds_up_nobody_else(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T12, T13: what a resident writes waits for what they wrote before, and for nobody else's."""
    matching, gate = town.up.service.knowledge, asyncio.Event()
    match = matching.match

    async def match_at_the_gate(text: str) -> Any:
        if text == UNKNOWN:
            await gate.wait()
        return await match(text)

    monkeypatch.setattr(matching, "match", match_at_the_gate)
    for chat_id, text in ((7, UNKNOWN), (7, "帮助"), (8, KNOWN.question)):
        town.platform.says(text, chat_id=chat_id)
    await town.hears(ANSWER, chat_id=8)
    assert town.platform.texts() == []
    gate.set()
    await town.hears("进度")
    assert "-0001" in town.platform.texts()[0]


async def test_t13_two_quick_messages_stay_in_order(town: Town) -> None:
    """T13: what one resident writes is kept in the order in which it was written."""
    for number in range(6):
        town.platform.says(f"帮助{number}")
    await town.settled()
    assert [each.message.text for each in await town.inbox()] == [f"帮助{n}" for n in range(6)]


async def test_t10_a_platform_that_is_silent_is_asked_anew(
    open_town: Open, platform: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T10: a request that is never answered is given up, and the next one finds the message."""
    assert polling.READ_SECONDS + Telegram().poll_seconds <= 120
    monkeypatch.setattr(polling, "READ_SECONDS", 1.0)
    platform.faults["getUpdates"] = ["hang"]
    town = await open_town()
    platform.says(KNOWN.question)
    await town.comes(platform.texts, "an answer")


async def test_t10_a_call_that_never_ends_is_given_up(
    open_town: Open, platform: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T10: where not even the library's own patience ends, another connection is made."""
    asked, answered = itertools.count(), RawBot.raw_updates

    async def raw_updates(bot: RawBot, offset: int, seconds: int) -> list[dict[str, Any]]:
        if not next(asked):
            await asyncio.Event().wait()
        return await answered(bot, offset, seconds)

    monkeypatch.setattr(RawBot, "raw_updates", raw_updates)
    monkeypatch.setattr(polling, "READ_SECONDS", 1.0)
    town = await open_town()
    platform.says(KNOWN.question)
    await town.comes(platform.texts, "an answer")


async def test_x10_a_stop_confirms_what_is_kept(open_town: Open, platform: FakeBotApi) -> None:
    """X10: what was handled is not brought again, though no poll came after it."""
    platform.faults["getUpdates"] = [None, "hang"]
    platform.says(KNOWN.question)
    town = await open_town()
    await town.comes(platform.texts, "an answer")
    assert platform.waiting
    await town.close()
    assert not platform.waiting
