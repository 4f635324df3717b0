"""WeChat, rows W01 to W31: what the platform pushes, and what we do within its five seconds."""

from __future__ import annotations

import io

import aiohttp
import pytest

from bot.channels.tencent.signature import sign
from bot.store import tickets
from tests.acceptance.sample import UNKNOWN, entries
from tests.channels.conftest import WechatOpen
from tests.channels.fake_wechat import ANN, TOKEN
from tests.channels.wechat_town import WechatTown

KNOWN = entries()[0]
ANSWER = KNOWN.answer[:12]


async def test_w01_the_console_is_answered_as_it_asks(wechat_town: WechatTown) -> None:
    """W01: what it says comes back byte by byte."""
    echo = "5927782489442352469 +/="
    query = {
        "signature": sign(TOKEN, "1700000000", "1234567890"),
        "timestamp": "1700000000",
        "nonce": "1234567890",
        "echostr": echo,
    }
    async with (
        aiohttp.ClientSession() as http,
        http.get(wechat_town.platform.callback, params=query) as response,
    ):
        assert (response.status, await response.read()) == (200, echo.encode())
        assert response.content_type == "text/plain"


async def test_what_is_posted_is_answered_to_no_browser(wechat_town: WechatTown) -> None:
    """What keeps a browser in bounds goes with whatever one may open, and with nothing else."""
    callback = wechat_town.platform.callback
    async with aiohttp.ClientSession() as http:
        async with http.post(callback) as posted:
            assert "Content-Security-Policy" not in posted.headers
        async with http.get(callback) as opened:
            assert opened.headers["X-Content-Type-Options"] == "nosniff"


async def test_w02_anybody_else_is_refused(wechat_town: WechatTown) -> None:
    """W02: a wrong signature or a missing part is 403 without a word."""
    right = {"signature": sign(TOKEN, "1", "2"), "timestamp": "1", "nonce": "2", "echostr": "x"}
    wrong = [{n: v for n, v in right.items() if n != missing} for missing in right]
    async with aiohttp.ClientSession() as http:
        for query in [*wrong, right | {"signature": "0" * 40}]:
            async with http.get(wechat_town.platform.callback, params=query) as response:
                assert (response.status, await response.read()) == (403, b"")


@pytest.mark.parametrize("mode", ["safe", "compatible", "plain"])
async def test_w03_w20_a_question_is_answered_in_the_response(
    open_wechat: WechatOpen, mode: str
) -> None:
    """W03, W20: decrypted, kept, answered; the row counts as sent, and nothing is sent besides."""
    town = await _town(open_wechat, mode)
    assert ANSWER in await town.platform.says(KNOWN.question)
    row = await town.becomes("sent")
    assert row["claimed_by"] == ""
    assert town.platform.sent == []


@pytest.mark.parametrize("mode", ["safe", "compatible", "plain"])
async def test_w03_pushes_may_come_as_json(open_wechat: WechatOpen, mode: str) -> None:
    """W03: numbers as numbers; the reply goes back as JSON, in an envelope of the same form."""
    town = await _town(open_wechat, mode)
    town.platform.notation = "json"
    assert ANSWER in await town.platform.says(KNOWN.question)
    again = town.platform.message(KNOWN.question, MsgId="23456789012345999")
    first, second = await town.platform.push(again), await town.platform.push(again)
    assert ANSWER in first[-1].text
    assert ANSWER in second[-1].text
    assert [each.message.external_id for each in await town.inbox()][-1] == "23456789012345999"
    assert len(await town.inbox()) == 2


async def _town(open_wechat: WechatOpen, mode: str) -> WechatTown:
    town = await open_wechat(mode=mode)
    town.platform.mode = mode
    return town


async def _post(town: WechatTown, query: dict[str, str], body: str | bytes) -> tuple[int, bytes]:
    data = body.encode() if isinstance(body, str) else body
    async with (
        aiohttp.ClientSession() as http,
        http.post(town.platform.callback, params=query, data=io.BytesIO(data)) as response,
    ):
        return response.status, await response.read()


async def test_w04_a_wrong_signature_keeps_nothing(wechat_town: WechatTown) -> None:
    """W04: 403 without a word, and the books stay empty."""
    query, body = wechat_town.platform.wrapped(wechat_town.platform.message("您好"))
    for wrong in ({"msg_signature": "0" * 40}, {"timestamp": "1"}, {"encrypt_type": "raw"}):
        assert await _post(wechat_town, query | wrong, body) == (403, b"")
    assert wechat_town.channel._callback.refused == 3
    assert await wechat_town.inbox() == []


async def test_w05_a_push_for_another_account_is_refused(
    wechat_town: WechatTown, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """W05: the signature is right, the receiver is not: refused, and told in the log."""
    monkeypatch.setattr("tests.channels.fake_wechat.APP_ID", "wxffffffffffffffff")
    query, body = wechat_town.platform.wrapped(wechat_town.platform.message("您好"))
    assert await _post(wechat_town, query, body) == (403, b"")
    assert "another account" in caplog.text
    assert await wechat_town.inbox() == []


async def test_w07_a_broken_envelope_is_refused(wechat_town: WechatTown) -> None:
    """W07: whatever is wrong with it, the response is the same."""
    for encrypted in ("", "=", "AAAA", "A" * 64, "!" * 64, "4j/AuRx71kQlxVlzbpsMWH=="):
        query = {
            "timestamp": "1",
            "nonce": "2",
            "encrypt_type": "aes",
            "msg_signature": sign(TOKEN, "1", "2", encrypted),
        }
        body = f"<xml><Encrypt>{encrypted}</Encrypt></xml>"
        assert await _post(wechat_town, query, body) == (403, b"")


async def test_w08_in_compatible_mode_only_the_envelope_counts(open_wechat: WechatOpen) -> None:
    """W08: the plain fields beside it are signed by nobody."""
    town = await _town(open_wechat, "compatible")
    query, body = town.platform.wrapped(town.platform.message(KNOWN.question))
    status, _ = await _post(town, query, body.replace(KNOWN.question, "别的话"))
    assert status == 200
    assert [each.message.text for each in await town.inbox()] == [KNOWN.question]


HUGE = b"<xml>" + b"x" * 5_000_000 + b"</xml>"
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Encrypt>&a;</Encrypt></xml>'


async def test_w09_what_is_no_push_is_refused(wechat_town: WechatTown) -> None:
    """W09: too large, with a document type, or no XML: 400 without a word."""
    query, _ = wechat_town.platform.wrapped(wechat_town.platform.message("您好"))
    for body in (HUGE, BOMB, b"", b"{}", b"\xff\xfe"):
        assert await _post(wechat_town, query, body) == (400, b"")
    assert await wechat_town.inbox() == []


async def test_w10_what_is_not_known_yet_is_kept(wechat_town: WechatTown) -> None:
    """W10: a new kind of message gets a kind word, a new event none; both are kept whole."""
    platform = wechat_town.platform
    assert "没有看到文字" in await platform.says("?", MsgType="hologram", Secret="密")
    (answer,) = await platform.push(platform.event("thing_of_the_future", Field="新"))
    assert (answer.status, answer.body) == (200, "success")
    first, second = await wechat_town.inbox()
    assert "hologram" in first.message.values["push"]
    assert "thing_of_the_future" in second.message.values["push"]
    assert second.state == "failed"


async def test_reports_that_mean_nothing_are_thanked_for(wechat_town: WechatTown) -> None:
    """Reports that come by themselves are acknowledged and keep nobody busy."""
    for name in ("VIEW", "LOCATION", "view_miniprogram", "pic_weixin", "location_select"):
        (answer,) = await wechat_town.platform.push(wechat_town.platform.event(name))
        assert (answer.status, answer.body) == (200, "success")
    assert await wechat_town.inbox() == []


async def test_w11_odd_words_come_in_and_go_out_whole(wechat_town: WechatTown) -> None:
    """W11: the end of a CDATA section, emoji and much of it: kept word for word."""
    text = "]]> 😀👨‍👩‍👧 &lt; <b> " + "汉" * 600
    assert await wechat_town.platform.says(text)
    (arrival,) = await wechat_town.inbox()
    assert arrival.message.text == text


async def test_w11_what_is_said_back_is_well_formed(open_wechat: WechatOpen) -> None:
    """W11: signs that XML cannot hold come in as JSON; the reply that repeats the words is read."""
    town = await open_wechat()
    town.platform.notation = "json"
    text = "转人工 幸福路]]>的<b>路灯\x07\x0b&坏了😀"
    await town.platform.says(text)
    (arrival,) = await town.inbox()
    assert arrival.message.text == text
    town.platform.notation = "xml"
    assert "幸福路]]>的<b>路灯 &坏了😀" in await town.platform.says("我的")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/:strong谢谢你们，路灯修好了/:rose", "👍谢谢你们，路灯修好了🌹"),
        ("/::)", "🙂"),
        ("见 https://a.cn/:share/:v5 /:strong", "见 https://a.cn/:share/:v5 👍"),
        ("/:<W>", "🍉"),
        ("网址 http://x/:8080", "网址 http://x/:8080"),
    ],
)
async def test_a_face_is_a_sign_and_no_command(
    wechat_town: WechatTown, typed: str, read: str
) -> None:
    """WeChat's own faces arrive as codes that begin as a command does."""
    assert "命令" not in await wechat_town.platform.says(typed)
    (arrival,) = await wechat_town.inbox()
    assert arrival.message.text == read


async def test_w15_a_tap_on_a_menu_is_a_choice(wechat_town: WechatTown) -> None:
    """W15: done once however often it is tapped, and it opens the short window only."""
    await wechat_town.platform.says(UNKNOWN)
    await wechat_town.answers("已经修好,请看看。负责单位:值班室,电话 0571-1。")
    menu = await _menu(wechat_town)
    solved = menu["list"][0]
    wechat_town.clock.turn(hours=49)
    tapped = await wechat_town.platform.says(solved["content"], bizmsgmenuid=solved["id"])
    assert "满意" in tapped
    again = await wechat_town.platform.says(solved["content"], bizmsgmenuid=solved["id"])
    assert again
    events = await wechat_town.up.service.database.read(lambda tx: tickets.events(tx, 1))
    assert [each.action for each in events].count("confirm") == 1
    left = await wechat_town.channel._house.ledger.spend(ANN, 4, 0)
    assert left is None
    assert await wechat_town.channel._house.ledger.spend(ANN, 3, 0) == {"tap": 3}


async def _menu(town: WechatTown) -> dict[str, object]:
    await town.hears("已解决")
    sent = [each for each in town.platform.sent if each["msgtype"] == "msgmenu"]
    return dict(sent[-1]["msgmenu"])
