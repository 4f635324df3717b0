"""WeChat, rows W40 to W50: windows and budgets, long texts, refusals, unclear outcomes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.channels.wechat.carrying import SEND
from bot.channels.wechat.failures import until_midnight
from bot.clock import parse_stamp
from bot.models import OutboxState
from bot.store import messages
from tests.acceptance.sample import entries
from tests.channels.fake_wechat import ANN, CUT
from tests.channels.wechat_town import WechatTown, answer
from tests.ledgers import until

KNOWN = entries()[0]
CUSTOM = "message/custom/send"


async def _stands(town: WechatTown) -> OutboxState | None:
    """How officials see the newest answer at the desk."""
    lines = await town.up.service.database.read(lambda tx: messages.of_ticket(tx, 1))
    return [line.message for line in lines if line.message.official_id][-1].delivery


async def test_w40_an_answer_within_the_window_arrives(wechat_town: WechatTown) -> None:
    """W40: three hours later it is sent, as a menu to tap, with the page's address."""
    await wechat_town.asked()
    wechat_town.clock.turn(hours=3)
    await wechat_town.answers(answer("蜂窝已经清理"))
    await wechat_town.hears("蜂窝已经清理")
    menu = wechat_town.platform.sent[-1]
    assert menu["msgtype"] == "msgmenu"
    assert [each["content"] for each in menu["msgmenu"]["list"]] == [
        "已解决",
        "部分解决",
        "没解决",
    ]
    assert f"/t/{await wechat_town.newest()}?k=" in menu["msgmenu"]["tail_content"]
    await wechat_town.becomes("sent")
    calls = wechat_town.platform.calls.count(CUSTOM)
    assert wechat_town.platform.windows[ANN]["message"].left == 5 - calls


async def test_w41_after_the_window_it_waits_and_goes_out_first(
    wechat_town: WechatTown,
) -> None:
    """W41: not even tried; the next message brings it in its own response, before its reply."""
    await wechat_town.asked()
    wechat_town.clock.turn(hours=49)
    await wechat_town.answers(answer("蜂窝已经清理"))
    row = await wechat_town.becomes("waiting_contact")
    assert "window" in row["error"]
    assert wechat_town.platform.calls == []
    assert await _stands(wechat_town) == OutboxState.WAITING_CONTACT
    reply = await wechat_town.platform.says("帮助")
    assert reply.index("蜂窝已经清理") < reply.index("进度")
    assert "1 已解决" in reply
    await wechat_town.becomes("sent")
    assert "waiting_contact" not in await wechat_town.states()


async def test_w42_a_spent_budget_waits_for_the_next_message(
    wechat_town: WechatTown,
) -> None:
    """W42: five go out, the rest waits without a call, and rides together in the next response."""
    await wechat_town.asked()
    for number in range(7):
        await wechat_town.answers(f"{number} 号进展:{answer('正在清理')}")
    await wechat_town.becomes("waiting_contact")
    await wechat_town.hears("4 号进展")
    assert wechat_town.platform.calls.count(CUSTOM) == 5
    # The platform tells the time of a message in whole seconds.
    wechat_town.clock.turn(seconds=1)
    reply = await wechat_town.platform.says("谢谢")
    assert reply.index("5 号进展") < reply.index("6 号进展")
    await wechat_town.becomes("sent")
    assert wechat_town.platform.refused == []
    await wechat_town.answers(answer("又清理了一次"))
    await wechat_town.hears("又清理了一次")
    assert wechat_town.platform.calls.count(CUSTOM) == 6


async def test_w42_what_we_did_not_count_is_believed(wechat_town: WechatTown) -> None:
    """W42: where the platform counts otherwise, its word closes our window."""
    await wechat_town.asked()
    wechat_town.platform.windows[ANN]["message"].left = 0
    await wechat_town.answers(answer("蜂窝已经清理"))
    await wechat_town.becomes("waiting_contact")
    await wechat_town.answers(answer("又清理了一次"))
    await wechat_town.becomes("waiting_contact")
    assert wechat_town.platform.refused == [45047]


async def test_w43_a_long_answer_comes_in_three_parts_at_most(wechat_town: WechatTown) -> None:
    """W43: cut at sentences within 2,000 bytes; longer still, its beginning and where it stands."""
    await wechat_town.asked()
    sentence = "第{}条:请带身份证到政务大厅二楼窗口办理。"
    fits = "".join(sentence.format(n) for n in range(80))
    await wechat_town.answers(answer(fits))
    await wechat_town.becomes("sent")
    texts = wechat_town.platform.texts()
    assert 2 <= len(texts) <= 3
    assert all(len(text.encode()) <= 2000 for text in texts)
    assert all(text.rstrip().endswith("。") for text in texts[:-1])
    assert "".join(fits.split()) in "".join("".join(texts).split())
    # Of the first the window would hold all four parts, of the second not even that.
    for length in (2500, 5000):
        before = len(wechat_town.platform.texts())
        await wechat_town.platform.says("谢谢")
        await wechat_town.answers(answer("汉" * length))
        await wechat_town.becomes("sent")
        (short,) = wechat_town.platform.texts()[before:]
        assert len(short.encode()) <= 2048
        assert f"/t/{await wechat_town.newest()}" in short


async def test_w43_what_no_window_holds_whole_is_told_where_it_stands(
    wechat_town: WechatTown,
) -> None:
    """W43: three parts do not fit into what is left; the beginning and the page do."""
    await wechat_town.asked()
    for number in range(4):
        await wechat_town.answers(f"{number} 号进展:{answer('正在清理')}")
    await wechat_town.hears("3 号进展")
    await wechat_town.answers(answer("第一条要带身份证。" * 150))
    await wechat_town.becomes("sent")
    assert "……" in wechat_town.platform.texts()[-1]
    assert len(wechat_town.platform.texts()) == 5


async def test_w44_a_tap_opens_a_minute_only(wechat_town: WechatTown) -> None:
    """W44: who only tapped the menu is answered within a minute, or when they write again."""
    await wechat_town.asked()
    wechat_town.clock.turn(hours=49)
    await wechat_town.platform.happens("CLICK", EventKey="MINE")
    wechat_town.clock.turn(minutes=10)
    await wechat_town.answers(answer("蜂窝已经清理"))
    await wechat_town.becomes("waiting_contact")
    assert wechat_town.platform.calls == []
    assert await _stands(wechat_town) == OutboxState.WAITING_CONTACT
    await wechat_town.platform.happens("subscribe")
    ledger = wechat_town.channel._house.ledger
    assert await ledger.spend(ANN, 1, 0) == {"tap": 1}
    wechat_town.clock.turn(minutes=10)
    assert await ledger.spend(ANN, 1, 0) is None


@pytest.mark.parametrize("code", [43004, 48002, 50002, 50005, 40003, 46004])
async def test_w45_w46_who_cannot_be_reached_is_left_in_peace(
    wechat_town: WechatTown, code: int
) -> None:
    """W45, W46: blocked until they write or follow again; nothing is tried a second time.

    A further answer is tried once: who takes messages again (48002) tells nobody of it.
    """
    await wechat_town.asked()
    wechat_town.platform.faults[CUSTOM] = [code, code]
    await wechat_town.answers(answer("蜂窝已经清理"))
    await wechat_town.becomes("blocked")
    await wechat_town.answers(answer("又清理了一次"))
    await wechat_town.becomes("blocked")
    wechat_town.clock.turn(hours=1)
    assert await wechat_town.states() == ["sent", "blocked", "blocked"]
    assert wechat_town.platform.calls.count(CUSTOM) == 2
    assert await _stands(wechat_town) == OutboxState.BLOCKED
    reply = await wechat_town.platform.says("在吗")
    assert reply.index("蜂窝已经清理") < reply.index("又清理了一次")


async def test_w47_an_unclear_outcome_is_repeated_once(wechat_town: WechatTown) -> None:
    """W47: it may have arrived: one delayed retry, and the official sees a question mark."""
    await wechat_town.asked()
    wechat_town.platform.faults[CUSTOM] = [CUT, CUT, CUT]
    await wechat_town.answers(answer("蜂窝已经清理"))
    await wechat_town.becomes("unknown")
    wechat_town.clock.turn(seconds=11)

    async def settled() -> bool:
        return bool((await wechat_town.owed())[-1]["settled_at"])

    await until(settled)
    wechat_town.clock.turn(minutes=10)
    assert await wechat_town.states() == ["sent", "unknown"]
    assert wechat_town.platform.calls.count(CUSTOM) == 2
    assert await _stands(wechat_town) == OutboxState.UNKNOWN


async def test_w48_a_busy_platform_is_asked_again(wechat_town: WechatTown) -> None:
    """W48: -1 is tried again after a pause, each longer than the last, and the order is kept."""
    await wechat_town.asked()
    wechat_town.platform.faults[CUSTOM] = [-1, "html", -1]
    await wechat_town.answers(answer("一号答复"))
    await wechat_town.answers(answer("二号答复"))
    pauses = []
    for tried in (1, 2, 3):
        await wechat_town.comes(lambda: wechat_town.platform.calls.count(CUSTOM) >= tried)  # noqa: B023
        waiting = await wechat_town.becomes("queued", at=-2)
        pauses.append(parse_stamp(waiting["not_before"]) - wechat_town.clock())
        wechat_town.clock.turn(seconds=pauses[-1].total_seconds())
    assert pauses[0] * 1.5 < pauses[1]
    assert pauses[1] * 1.5 < pauses[2]
    await wechat_town.hears("二号答复")
    texts = [text for text in wechat_town.platform.texts() if "号答复" in text]
    assert ["一号" in texts[0], "二号" in texts[1]] == [True, True]


async def test_w49_a_spent_quota_silences_us_until_midnight(
    wechat_town: WechatTown,
) -> None:
    """W49: no more calls today; replies go on, and take along what waits."""
    await wechat_town.asked()
    wechat_town.platform.faults[CUSTOM] = [45009]
    await wechat_town.answers(answer("蜂窝已经清理"))
    await wechat_town.comes(lambda: wechat_town.channel.limits.concurrency == 0, "the silence")
    wait = wechat_town.channel._pace.paused_for
    assert abs(wait - until_midnight(wechat_town.clock())) < 60
    await wechat_town.becomes("queued")
    await wechat_town.answers(answer("洞口也封好了"))
    reply = await wechat_town.platform.says("帮助")
    places = [reply.index(part) for part in ("蜂窝已经清理", "洞口也封好了", "进度")]
    assert places == sorted(places)
    await wechat_town.comes_to_rest()
    assert set(await wechat_town.states()) == {"sent"}
    assert wechat_town.platform.calls.count(CUSTOM) == 1


async def test_w49_a_long_answer_that_is_put_off_silences_no_response(
    wechat_town: WechatTown,
) -> None:
    """W43, W49: its beginning goes into one, with the page; what finds no room, into the next."""
    await wechat_town.asked()
    wechat_town.platform.faults[CUSTOM] = [45009]
    await wechat_town.answers(answer("第一条要带身份证。" * 150))
    await wechat_town.noted("quota")
    assert "……" in await wechat_town.platform.says("帮助")
    assert "进度" in await wechat_town.platform.says("在吗")
    assert wechat_town.platform.calls.count(CUSTOM) == 1


@pytest.mark.parametrize(
    ("now", "seconds"),
    [("2026-11-27T15:59:00+00:00", 60), ("2026-11-27T16:00:00+00:00", 86_400)],
)
def test_w49_the_platforms_day_ends_at_midnight_in_beijing(now: str, seconds: float) -> None:
    """W49: wherever the machine stands; from the first moment of a day on it is all of it."""
    assert until_midnight(datetime.fromisoformat(now)) == seconds


async def test_w50_bodies_are_raw_utf8(wechat_town: WechatTown) -> None:
    """W50: 汉字 and emoji go out as they are."""
    await wechat_town.asked()
    await wechat_town.answers(answer("已清理😀"))
    assert "已清理😀" in await wechat_town.hears("已清理")
    assert 40033 not in wechat_town.platform.refused


async def test_no_secret_is_in_any_log(
    wechat_town: WechatTown, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong: neither the token nor what a resident wrote is told."""
    await wechat_town.asked()
    faults: list[Any] = [45009, CUT, "html", 40164]
    wechat_town.platform.faults[CUSTOM] = faults
    await wechat_town.answers(answer("只有这位居民知道的话"))
    await wechat_town.comes(lambda: wechat_town.platform.calls, "a call")
    told = caplog.text
    assert wechat_town.platform.secret not in told
    assert "只有这位" not in told
    assert all(token not in told for token in wechat_town.platform.tokens)
    assert SEND not in told


async def test_w47_parts_that_are_there_are_not_sent_again(wechat_town: WechatTown) -> None:
    """W43, W47: the second of three parts breaks off; the row goes on from there, paid for once."""
    await wechat_town.asked()
    platform = wechat_town.platform
    platform.faults[CUSTOM] = [None, CUT]
    fits = "".join(f"第{n}条:请带身份证到政务大厅二楼窗口办理。" for n in range(80))
    await wechat_town.answers(answer(fits))
    await wechat_town.comes(lambda: platform.calls.count(CUSTOM) >= 2)
    await wechat_town.becomes("unknown")
    wechat_town.clock.turn(seconds=11)
    await wechat_town.becomes("sent")
    whole = "".join("".join(platform.texts()).split())
    assert whole.count("第0条") == whole.count("第79条") == 1
    assert platform.calls.count(CUSTOM) == 4


@pytest.mark.parametrize(("fault", "seconds"), [(45011, 61), (-1, 11)])
async def test_w43_what_is_there_in_part_is_not_said_again_in_a_response(
    wechat_town: WechatTown, fault: int, seconds: int
) -> None:
    """W43: the second of three parts is put off; who writes is not told the first again."""
    await wechat_town.asked()
    platform = wechat_town.platform
    platform.faults[CUSTOM] = [None, fault]
    fits = "".join(f"第{n}条:请带身份证到政务大厅二楼窗口办理。" for n in range(90))
    await wechat_town.answers(answer(fits))
    await wechat_town.comes(lambda: platform.calls.count(CUSTOM) == 2)
    await wechat_town.becomes("unknown")
    reply = await platform.says("帮助")
    assert "进度" in reply
    wechat_town.clock.turn(seconds=seconds)
    await wechat_town.hears("第89条")
    told = "".join([reply, *platform.texts()])
    assert told.count("第0条") == told.count("第89条") == 1
