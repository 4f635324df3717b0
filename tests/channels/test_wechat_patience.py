"""WeChat, rows W20 to W31: the five seconds, retries, repeats, order."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels.wechat.reception import Patience, UnderWay
from bot.errors import StoreBusy
from bot.models import InboxState
from bot.store import messages
from tests.acceptance.sample import UNKNOWN, entries
from tests.channels.conftest import WechatOpen
from tests.channels.fake_wechat import ANN, Delivered
from tests.channels.wechat_town import WechatTown

KNOWN = entries()[0]
ANSWER = KNOWN.answer[:12]
HURRIED = 0.2
CUT = 2.0
LONG = 120.0
NO_TIME = -1.0


def _waits(town: WechatTown, *, platform: float, answer: float, hold: float) -> None:
    """How long the platform waits, and how long we let it."""
    town.platform.patience = platform
    reception = town.channel._reception
    assert reception is not None
    reception._patience = Patience(answer=answer, hold=hold)


def _stands_in_line(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """How long a message waits for its turn to be matched, before it is only kept."""
    monkeypatch.setattr("bot.intake.intake.PATIENCE_SECONDS", seconds)


def _held(town: WechatTown, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], asyncio.Event]:
    """From now on matching waits at a gate; the texts that came to it."""
    matching = town.up.service.knowledge
    match, matched, gate = matching.match, list[str](), asyncio.Event()

    async def match_at_the_gate(text: str) -> Any:
        matched.append(text)
        await gate.wait()
        return await match(text)

    monkeypatch.setattr(matching, "match", match_at_the_gate)
    return matched, gate


def _under_way(town: WechatTown) -> list[UnderWay]:
    """The messages that are being handled."""
    reception = town.channel._reception
    assert reception is not None
    return list(reception._under_way.values())


def _shown(delivered: list[Delivered]) -> list[str]:
    return [each.text for each in delivered if each.text]


async def test_w21_a_slow_answer_follows_by_a_message(
    open_wechat: WechatOpen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W21: thanks within the time, one run, and the answer once."""
    assert Patience().answer <= 4.5
    town = await open_wechat()
    _waits(town, platform=LONG, answer=HURRIED, hold=LONG)
    matched, gate = _held(town, monkeypatch)
    delivered = await town.platform.push(town.platform.message(KNOWN.question))
    assert [each.body for each in delivered] == ["success"]
    gate.set()
    await town.hears(ANSWER)
    assert (await town.becomes("sent"))["claimed_by"] != ""
    assert (matched, len(town.platform.sent)) == ([KNOWN.question], 1)


async def test_w22_without_that_right_the_retry_is_answered(
    open_wechat: WechatOpen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W22: the second delivery brings the answer; exactly one is seen."""
    assert Patience().hold > 5
    town = await open_wechat(account="unverified")
    _waits(town, platform=CUT, answer=LONG, hold=LONG)
    matched, gate = _held(town, monkeypatch)
    pushing = asyncio.create_task(town.platform.push(town.platform.message(KNOWN.question)))
    await town.comes(lambda: [each.pushes for each in _under_way(town)] == [2])
    gate.set()
    delivered = await pushing
    assert [each.status for each in delivered] == [None, 200]
    assert [ANSWER in text for text in _shown(delivered)] == [True]
    await town.becomes("sent")
    assert (matched, town.platform.sent) == ([KNOWN.question], [])


async def test_w23_what_comes_too_late_waits_for_the_next_message(
    open_wechat: WechatOpen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W23: the last delivery says so, and the next message brings the answer first."""
    town = await open_wechat(account="unverified")
    _waits(town, platform=CUT, answer=HURRIED, hold=LONG)
    _, gate = _held(town, monkeypatch)
    delivered = await town.platform.push(town.platform.message(KNOWN.question))
    assert [each.status for each in delivered] == [None, None, 200]
    assert "还在处理" in delivered[-1].text
    gate.set()
    await town.becomes("sending")
    town.clock.turn(seconds=16)
    await town.becomes("waiting_contact")
    _waits(town, platform=LONG, answer=LONG, hold=LONG)
    reply = await town.platform.says("帮助")
    assert ANSWER in reply
    assert "进度" in reply[reply.index(ANSWER) :]
    await town.becomes("sent")
    assert await town.states() == ["sent", "sent"]


async def test_w24_deliveries_at_the_same_moment_are_one_message(
    open_wechat: WechatOpen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W24: one row, one run, one answer, whoever of them is answered."""
    town = await open_wechat()
    query, body = town.platform.wrapped(town.platform.message(KNOWN.question))
    delivered = await asyncio.gather(*(town.platform.deliver(query, body) for _ in range(6)))
    assert len(await town.inbox()) == 1
    assert len(await town.owed()) == 1
    assert all(ANSWER in each.text for each in delivered)


async def test_w25_a_repeat_much_later_is_thanked_for(open_wechat: WechatOpen) -> None:
    """W25: after more than a day, and after a restart, it is known and not answered again."""
    town = await open_wechat()
    query, body = town.platform.wrapped(town.platform.message(KNOWN.question))
    assert ANSWER in (await town.platform.deliver(query, body)).text
    await town.becomes("sent")
    assert ANSWER in (await town.platform.deliver(query, body)).text
    town.clock.turn(hours=25)
    assert (await town.platform.deliver(query, body)).body == "success"
    await town.close()
    town = await open_wechat()
    assert (await town.platform.deliver(query, body)).body == "success"
    assert len(await town.inbox()) == 1


async def test_w26_two_events_of_one_second_are_two(open_wechat: WechatOpen) -> None:
    """W26: who and when alone do not tell them apart."""
    town = await open_wechat()
    first = town.platform.event("CLICK", EventKey="MINE")
    second = {**first, "EventKey": "GUIDE"}
    reported = {**town.platform.event("LOCATION", Latitude="30"), "CreateTime": first["CreateTime"]}
    for fields in (reported, first, second, first):
        await town.platform.push(fields)
    assert [each.message.text for each in await town.inbox()] == ["/mine", "/help"]


async def test_w27_leaving_twice_is_leaving(open_wechat: WechatOpen) -> None:
    """W27, W45: what is owed stops; following again brings it."""
    town = await open_wechat()
    await town.platform.says(UNKNOWN)
    for _ in range(2):
        assert await town.platform.happens("unsubscribe") == ""
    await town.answers("已派人处理,负责单位:值班室,电话 0571-1。")
    await town.becomes("blocked")
    welcome = await town.platform.happens("subscribe")
    assert "已派人处理" in welcome
    await town.becomes("sent", at=-2)


async def test_w28_a_reply_that_was_not_written_is_sent(open_wechat: WechatOpen) -> None:
    """W28: kept, and then the process stops before the response: it is sent, once."""
    town = await open_wechat()
    reception = town.channel._reception
    assert reception is not None
    reception.written = lambda *_, **__: None  # type: ignore[method-assign]
    query, body = town.platform.wrapped(town.platform.message(KNOWN.question))
    town.platform._open_window(town.platform.message(KNOWN.question))
    await town.platform.deliver(query, body)
    assert await town.states() == ["sending"]
    await town.close()
    town = await open_wechat()
    await town.hears(ANSWER)
    await town.becomes("sent")
    assert len(town.platform.texts(ANN)) == 1


async def test_w29_two_quick_messages_are_one_after_the_other(open_wechat: WechatOpen) -> None:
    """W29: at the same moment, in whatever order: both are kept, and never two tickets of one."""
    town = await open_wechat()
    said = ("幸福路的路灯坏了三天了", "路灯坏了,幸福路,请派人来修")
    await asyncio.gather(*(town.platform.says(text) for text in said))
    assert {each.message.text for each in await town.inbox()} == set(said)
    assert {each.state for each in await town.inbox()} == {InboxState.DONE}
    assert (await town.newest()).endswith("-0001")


async def test_w29_what_waits_is_handled_in_the_order_it_was_written(
    open_wechat: WechatOpen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W29: while one is under way the others wait, and the one written first goes next."""
    town = await open_wechat()
    matched, gate = _held(town, monkeypatch)
    first, second, third = (town.platform.message(text) for text in ("甲乙丙", "丁戊己", "庚辛壬"))
    pushes = []
    for number, fields in enumerate((first, third, second), start=1):
        pushes.append(asyncio.create_task(town.platform.push(fields)))
        await town.comes(lambda wanted=number: len(_under_way(town)) == wanted and matched)
    gate.set()
    await asyncio.gather(*pushes)
    assert matched == ["甲乙丙", "丁戊己", "庚辛壬"]
    assert [each.message.text for each in await town.inbox()] == matched


async def test_w29_officials_read_in_the_order_it_was_written(open_wechat: WechatOpen) -> None:
    """W29: brought the wrong way round: one ticket, which tells it as the resident did."""
    town = await open_wechat()
    said = ("幸福路的路灯坏了三天了", "路灯坏了,幸福路,请派人来修", "幸福路路灯还是坏的")
    fields = [town.platform.message(text) for text in said]
    for each in (fields[1], fields[2], fields[0]):
        await town.platform.push(each)
    assert (await town.newest()).endswith("-0001")
    read = town.up.service.database.read
    lines = await read(lambda tx: messages.of_ticket(tx, 1))
    told = [line.message.content.text for line in lines if line.message.direction == "in"]
    assert tuple(told) == said
    assert await read(lambda tx: messages.told_in(tx, 1)) == list(said)


async def test_w12_while_the_database_is_away_nothing_is_lost(
    open_wechat: WechatOpen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W12: thanked for from the journal; answered when the database is back."""
    town = await open_wechat()
    database = town.up.service.database
    with monkeypatch.context() as meanwhile:

        async def away(_: object) -> object:
            raise StoreBusy("away")

        meanwhile.setattr(database, "transaction", away)
        delivered = await town.platform.push(town.platform.message(KNOWN.question))
        assert [each.body for each in delivered] == ["success"]
    await town.comes(lambda: not list(town.up.service.settings.data_folder.glob("journal.jsonl")))
    assert [each.message.text for each in await town.inbox()] == [KNOWN.question]
    await town.hears(ANSWER)


async def test_w30_a_burst_is_kept_and_answered(
    open_wechat: WechatOpen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W30: three hundred at the same moment: each is kept once and answered in its response."""
    town = await open_wechat()
    _waits(town, platform=LONG, answer=LONG, hold=LONG)
    _stands_in_line(monkeypatch, LONG)
    residents = [f"oBurst{number:03d}" for number in range(300)]
    replies = await asyncio.gather(*(town.platform.says(KNOWN.question, who) for who in residents))
    assert all(ANSWER in reply for reply in replies)
    assert len(await town.inbox()) == len(residents)


async def test_w30_what_is_more_than_we_can_do_at_once_is_thanked_for(
    open_wechat: WechatOpen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W30: the queue grows and each push is answered in time; then everybody has their answer."""
    town = await open_wechat(messages_per_second=1000)
    _waits(town, platform=LONG, answer=HURRIED, hold=LONG)
    _stands_in_line(monkeypatch, LONG)
    _, gate = _held(town, monkeypatch)
    residents = [f"oBurst{number:03d}" for number in range(40)]
    pushes = (town.platform.push(town.platform.message(KNOWN.question, who)) for who in residents)
    delivered = await asyncio.gather(*pushes)
    assert [each.body for (each,) in delivered] == ["success"] * len(residents)
    gate.set()
    for who in residents:
        await town.hears(ANSWER, who)
    assert len(town.platform.sent) == len(residents)


async def test_in_a_rush_a_message_is_thanked_for_and_its_answer_follows(
    open_wechat: WechatOpen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is matched while the platform waits; the resident hears that it is kept."""
    town = await open_wechat()
    _stands_in_line(monkeypatch, NO_TIME)
    assert "不用重发" in await town.platform.says(KNOWN.question)
    await town.hears(ANSWER)
    assert (len(await town.inbox()), len(town.platform.sent)) == (1, 1)


async def test_in_a_rush_who_cannot_be_written_to_is_told_how_to_get_the_answer(
    open_wechat: WechatOpen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer waits for their next word, and they know."""
    town = await open_wechat(account="unverified")
    _stands_in_line(monkeypatch, NO_TIME)
    assert "随便回复一句" in await town.platform.says(KNOWN.question)
    await town.becomes("waiting_contact")
    _stands_in_line(monkeypatch, LONG)
    assert ANSWER in await town.platform.says("帮助")


async def test_w31_a_restart_between_two_deliveries_loses_nothing(
    open_wechat: WechatOpen,
) -> None:
    """W31: nobody listens for a moment; the platform's next delivery is answered, once."""
    town = await open_wechat()
    query, body = town.platform.wrapped(town.platform.message(KNOWN.question))
    await town.close()
    assert (await town.platform.deliver(query, body)).status is None
    town = await open_wechat()
    assert ANSWER in (await town.platform.deliver(query, body)).text
    assert len(await town.inbox()) == 1
