"""Telegram, rows T30 to T55: what the platform says to our sends, and what becomes of them."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest

from bot.clock import parse_stamp
from bot.models import OutboxState
from bot.store import contacts
from tests.acceptance.sample import UNKNOWN, entries
from tests.channels.conftest import Open
from tests.channels.fake_bot_api import CUT, GROUP, ME, SWALLOW, FakeBotApi, Refusal, bad
from tests.channels.owing import owe, reaches, row
from tests.channels.town import Town
from tests.channels.wechat_town import Hours

KNOWN = entries()[0]
ANSWER = KNOWN.answer[:12]


async def test_t30_a_long_answer_comes_in_order_and_whole(polling_town: Town) -> None:
    """T30: ten thousand characters with emoji in parts of at most 4096 units."""
    text = "。".join(f"第{n}条👨‍👩‍👧‍👦办事须知" * 3 for n in range(400))
    row_id = await owe(polling_town, text)
    await reaches(polling_town, row_id, OutboxState.SENT)
    assert len(polling_town.platform.texts()) > 3
    assert "".join(polling_town.platform.texts()) == text


async def test_t31_signs_of_markup_are_shown_as_they_are(polling_town: Town) -> None:
    """T31: nothing a person writes is taken for markup."""
    text = 'a < b & c > d _e_ *f* [g](h) <b>i</b> &lt; "j" <script>'
    await reaches(polling_town, await owe(polling_town, text), OutboxState.SENT)
    assert polling_town.platform.texts() == [text]


async def test_t31_what_cannot_be_parsed_goes_out_plain(polling_town: Town) -> None:
    """T31: one more try without any markup, and it arrives."""
    polling_town.platform.faults["sendMessage"] = [bad("can't parse entities: at byte offset 3")]
    await reaches(polling_town, await owe(polling_town, "a < b"), OutboxState.SENT)
    assert polling_town.platform.texts() == ["a < b"]


def let_go_by_pace(town: Town) -> list[tuple[float, str]]:
    """When the right to send was taken, and to which chat; how late it arrives is chance."""
    channel: Any = town.up.service.channels["telegram"]
    pace = channel._pace
    take, taken = pace.take, list[tuple[float, str]]()

    def noted(chat: str) -> float:
        if wait := take(chat):
            return float(wait)
        taken.append((pace._all.taken[-1], chat))
        return 0.0

    pace.take = noted
    return taken


async def test_t32_t33_a_429_is_one_pause(open_town: Open) -> None:
    """T32, T33: 500 wait; hardly anything is asked in the pause; then all, in order, paced."""
    town = await open_town(messages_per_second=100)
    let_go = let_go_by_pace(town)
    town.platform.slow_down(3.0)
    for chat_id in range(100, 350):
        await owe(town, "一", "二", chat_id=chat_id)
    await town.comes(lambda: len(town.platform.sent) == 500, "everything")
    assert town.platform.asked_in_pause <= 8
    assert all(town.platform.texts(chat) == ["一", "二"] for chat in range(100, 350))
    times = [at for at, _ in let_go]
    assert all(later - at >= 1.0 for at, later in zip(times, times[100:], strict=False))
    await town.settled()


async def test_t32_however_often_we_must_wait_nothing_is_given_up(open_town: Open) -> None:
    """T32: to be told to wait is no failed try, so no row ever runs out of them."""
    town = await open_town()
    town.platform.faults["sendMessage"] = [
        Refusal(429, "Too Many Requests: retry after 1", retry_after=1) for _ in range(10)
    ]
    row_id = await owe(town, "到了")
    found = await reaches(town, row_id, OutboxState.SENT)
    assert found["attempts"] == 1


async def test_t34_a_busy_group_delays_nobody_else(polling_town: Town) -> None:
    """T34: ten at once, then one in seven seconds; residents do not wait for it."""
    town = polling_town
    let_go = let_go_by_pace(town)
    await owe(town, *(f"工单{n}" for n in range(25)), chat_id=GROUP)
    for chat_id in range(100, 110):
        await owe(town, "您好", chat_id=chat_id)
    await town.comes(lambda: all(town.platform.texts(chat) for chat in range(100, 110)))
    await town.comes(lambda: len(town.platform.texts(GROUP)) >= 11)
    times = [at for at, chat in let_go if chat == str(GROUP)]
    assert times[10] - times[9] > 7
    heard = town.platform.texts(GROUP)
    assert heard == [f"工单{n}" for n in range(len(heard))]


@pytest.mark.parametrize(
    "why", ["bot was blocked by the user", "user is deactivated", "bot was kicked from the group"]
)
async def test_t35_t36_t38_who_shut_us_out_is_left_in_peace(polling_town: Town, why: str) -> None:
    """T35, T36, T38: blocked at the first refusal, and not asked again."""
    polling_town.platform.blocked[7] = why
    row_id = await owe(polling_town, "您好", "在吗")
    await reaches(polling_town, row_id, OutboxState.BLOCKED)
    calls = [name for name, _ in polling_town.platform.calls]
    assert calls.count("sendMessage") == 1


async def test_t35_what_was_stopped_goes_on_when_they_return(polling_town: Town) -> None:
    """T35: blocking is known from the platform's word alone; coming back brings what waited."""
    town = polling_town
    town.platform.says(KNOWN.question)
    await town.hears(ANSWER)
    town.platform.leaves()
    await town.all_confirmed()
    contact = await town.up.service.database.read(lambda tx: contacts.get(tx, 1))
    assert contact.blocked
    town.platform.blocked[7] = "bot was blocked by the user"
    row_id = await owe(town, "路灯修好了")
    await reaches(town, row_id, OutboxState.BLOCKED)
    town.platform.blocked.clear()
    town.platform.leaves(status="member")
    await town.hears("路灯修好了")


async def test_t37_a_group_that_moved_is_followed(polling_town: Town) -> None:
    """T37: the new id is kept with all that is owed, and the message sent there."""
    town, old, new = polling_town, -5, GROUP
    town.platform.migrated[old] = new
    row_id = await owe(town, "一", chat_id=old)
    found = await reaches(town, row_id, OutboxState.SENT)
    assert (found["address"], town.platform.texts(new)) == (str(new), ["一"])


async def test_t39_what_may_have_arrived_is_repeated_once_at_most(
    polling_town: Town, hours: Hours
) -> None:
    """T39: the platform does it and never answers: unknown, one more try after ten seconds."""
    town = polling_town
    bot: Any = town.up.service.channels["telegram"]
    calls = bot._bot._request[1]
    calls._patience = replace(calls._patience, read=1.0)
    town.platform.faults["sendMessage"] = [SWALLOW, SWALLOW, SWALLOW]
    owed_at = hours()
    row_id = await owe(town, "您好")
    waiting = await reaches(town, row_id, OutboxState.UNKNOWN, settled=False)
    assert (parse_stamp(waiting["not_before"]) - owed_at).total_seconds() >= 10
    hours.turn(seconds=10)
    await reaches(town, row_id, OutboxState.UNKNOWN)
    hours.turn(minutes=10)
    await town.settled()
    assert len(town.platform.sent) == 2


async def test_t40_what_was_surely_not_sent_is_sent_later(
    open_town: Open, platform: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T40: while nobody can be reached nothing is a failed try."""
    from bot.channels.telegram import failures

    monkeypatch.setattr(failures, "UNREACHABLE_SECONDS", 0.2)
    town = await open_town()
    await town.comes(lambda: "getUpdates" in dict(platform.calls))
    bot: Any = town.up.service.channels["telegram"]
    real = bot._bot._base_url
    bot._bot._base_url = "http://127.0.0.1:9/bot"
    row_id = await owe(town, "您好")
    await town.comes(lambda: bot._pace.paused_for > 0, "a pause")
    bot._bot._base_url = real
    found = await reaches(town, row_id, OutboxState.SENT)
    assert found["attempts"] == 1


@pytest.mark.parametrize("why", ["chat not found", "PEER_ID_INVALID", "something quite new"])
async def test_t41_what_is_refused_for_good_is_not_repeated(polling_town: Town, why: str) -> None:
    """T41: a bad request is not a matter of the network."""
    polling_town.platform.faults["sendMessage"] = [bad(why)]
    await reaches(polling_town, await owe(polling_town, "您好"), OutboxState.FAILED)
    calls = [name for name, _ in polling_town.platform.calls]
    assert calls.count("sendMessage") == 1


@pytest.mark.parametrize("fault", [502, 500, Refusal(500, "Internal Server Error")])
async def test_a_platform_out_of_order_is_tried_again(polling_town: Town, fault: Any) -> None:
    """5xx: the next try succeeds."""
    polling_town.platform.faults["sendMessage"] = [fault]
    await reaches(polling_town, await owe(polling_town, "您好"), OutboxState.SENT)
    assert polling_town.platform.texts() == ["您好"]


async def test_a_connection_that_is_cut_leaves_it_unknown(polling_town: Town, hours: Hours) -> None:
    """Cut in the middle: it may have arrived, so it is tried once more."""
    polling_town.platform.faults["sendMessage"] = [CUT]
    row_id = await owe(polling_town, "您好")
    await reaches(polling_town, row_id, OutboxState.UNKNOWN, settled=False)
    hours.turn(seconds=10)
    await reaches(polling_town, row_id, OutboxState.SENT)


async def test_t44_a_button_pressed_twice_counts_once(town: Town) -> None:
    """T44: both presses are answered, the second says nothing new to the ticket."""
    town.platform.says(KNOWN.question)
    await town.hears(ANSWER)
    unsolved = town.platform.buttons()[1]["callback_data"]
    town.platform.presses(unsolved)
    town.platform.presses(unsolved)
    await town.settled()
    assert len(town.platform.answered_presses) == 2
    database = town.up.service.database
    from bot.store import tickets

    assert sum((await database.read(tickets.counts)).values()) == 1


async def test_t44_a_button_that_is_not_theirs_does_nothing(town: Town) -> None:
    """T44: data that was made up, or given to somebody else, has no meaning."""
    town.platform.says(KNOWN.question)
    await town.hears(ANSWER)
    useful = town.platform.buttons()[0]["callback_data"]
    town.platform.presses(useful, chat_id=8)
    town.platform.presses("xxxxxxxxuseful:1", chat_id=7)
    await town.settled()
    assert [each.message.choice for each in await town.inbox()][1:] == ["?", "?"]
    assert "很高兴帮到您" not in "".join(town.platform.texts() + town.platform.texts(8))


async def test_t45_a_press_on_a_very_old_message_counts(town: Town) -> None:
    """T45: the platform no longer shows us the message, and the button still says all."""
    town.platform.says(KNOWN.question)
    await town.hears(ANSWER)
    useful = town.platform.buttons()[0]["callback_data"]
    chat = {"id": 7, "type": "private"}
    town.platform.presses(useful, message={"chat": chat, "message_id": 1, "date": 0})
    await town.hears("很高兴帮到您")


async def test_buttons_have_a_meaning_after_a_restart(
    open_town: Open, platform: FakeBotApi
) -> None:
    """The candidates of yesterday can be tapped today."""
    town = await open_town()
    platform.says("公积金提取")
    await town.comes(platform.buttons, "candidates")
    pick = platform.buttons()[0]
    await town.settled()
    await town.close()
    town = await open_town()
    platform.presses(pick["callback_data"])
    await town.comes(lambda: len(platform.texts()) == 2)
    assert pick["text"][2:] not in platform.texts()[1] or len(platform.texts()[1]) > 20


async def test_t50_a_question_that_was_deleted_is_answered_all_the_same(town: Town) -> None:
    """T50: where there is nothing left to reply to, the answer stands by itself."""
    town.platform.faults["sendMessage"] = [bad("message to be replied not found")]
    town.platform.says(f"@{ME['username']} {KNOWN.question}", chat_id=GROUP)
    await town.hears(ANSWER, chat_id=GROUP)
    assert town.platform.sent[0]["reply"] is None


async def test_a_message_held_back_by_the_brake_is_not_lost(
    open_town: Open, platform: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who writes too fast is answered later, and holds up nobody."""
    from bot.channels.telegram import reception

    monkeypatch.setattr(reception, "BRAKE_SECONDS", 0.5)
    town = await open_town(messages_per_minute=3)
    for number in range(6):
        platform.says(f"帮助{number}")
    platform.says(KNOWN.question, chat_id=8)
    await town.hears(ANSWER, chat_id=8)
    await town.settled()
    assert len(await town.inbox()) == 7
    assert len(platform.texts()) == 6


async def test_t54_a_refused_token_stops_and_is_told(
    open_town: Open, platform: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    """T54: said once, without the token; the rest of the house serves on, nothing is given up."""
    platform.revoked = True
    town = await open_town()
    await town.comes(lambda: "refuses the bot's token" in caplog.text)
    row_id = await owe(town, "您好")
    asked = len(platform.calls)
    assert (await row(town, row_id))["state"] == OutboxState.QUEUED
    assert town.up.service.channels["telegram"].limits.concurrency == 0
    assert platform.token not in caplog.text
    assert len(platform.calls) == asked
    assert not town.up.ended.is_set()


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_t55_no_secret_reaches_a_log(
    open_town: Open, platform: FakeBotApi, caplog: pytest.LogCaptureFixture, mode: str
) -> None:
    """T55: neither the token nor the webhook's secret nor what was written, at any level, nor in
    the books' own words about what failed. That this can fail is seen at the end."""
    from bot.logs import start_logging

    start_logging()
    caplog.set_level(logging.DEBUG)
    platform.faults["getUpdates"] = [500]
    town = await open_town(mode=mode, webhook_secret="topsecret_topsecret")
    platform.files["photo"] = b"x"
    platform.faults["sendMessage"] = [502, bad("chat not found")]
    platform.faults["getFile"] = [500]
    sizes = [{"file_id": "photo", "file_unique_id": "x", "width": 9, "height": 9}]
    platform.says(photo=sizes, caption=UNKNOWN)
    platform.says(KNOWN.question, chat_id=8)
    await town.settled()
    for secret in (platform.token, platform.token.partition(":")[2], "topsecret", UNKNOWN):
        assert secret not in caplog.text
        assert secret not in repr(town.up.service.settings)
        assert not any(secret in str(row["error"]) for row in await town.owed())
        assert not any(secret in each.error for each in await town.inbox())
    assert caplog.records
    logging.getLogger("telegram").setLevel(logging.DEBUG)
    try:
        await reaches(town, await owe(town, "您好", chat_id=9), OutboxState.SENT)
    finally:
        logging.getLogger("telegram").setLevel(logging.CRITICAL)
    assert "您好" in caplog.text


async def test_the_menu_is_set_in_every_language(polling_town: Town) -> None:
    """Commands for private chats, in Chinese and English, and for everybody else."""
    await polling_town.comes(lambda: len(polling_town.platform.commands) == 3)
    assert set(polling_town.platform.commands) == {"", "zh", "en"}
    for commands in polling_town.platform.commands.values():
        assert [each["command"] for each in commands][:2] == ["help", "human"]
