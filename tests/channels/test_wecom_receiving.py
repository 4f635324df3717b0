"""Rows C01 to C06 as the self-built app meets them: who is let in, and what has one effect."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.channels.tencent.crypto import Unverified
from bot.channels.wecom.gate import Gate
from bot.errors import StoreError
from bot.models import InboundMessage
from tests.channels.corp import CORP, KEY, LI, TOKEN, WANG, sealed, wrapped
from tests.channels.fake_wechat import as_xml, signature
from tests.channels.wecom_town import WecomTown

STAMP, NONCE = "1700000000", "1234567890"
VECTORS = [
    # token, key, receiver, envelope, signature, what it holds: B, the foreign one
    (
        TOKEN,
        KEY,
        CORP,
        "4j/AuRx71kQlxVlzbpsMWBhPcgrjbCklX5fYn1DOD9QsIu9VwVEdENFrSva2grk63DMCErZJqKU2PI/QPqXW8A==",
        "680d9fc8b105980e28b984f9ca8516d499e86ecb",
        b"5927782489442352469",
    ),
    (
        "123456",
        "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR",
        "wx49f0ab532d5d035a",
        "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==",
        "",
        b"5927782489442352469",
    ),
]
ROBOT = (
    "4j/AuRx71kQlxVlzbpsMWBISlvomC6YoH8j5nFCfw7DZ/Is91fYwteHV/AkIXJdXMKgFtYaSiO2hYFvak58dnw==",
    "2042b2d0b3c03f0eec61efeff78a99fd8b9fefa9",
)


def now() -> float:
    """The moment of the vectors."""
    return float(STAMP)


@pytest.mark.parametrize(("token", "key", "receiver", "envelope", "signed", "held"), VECTORS)
def test_c01_the_known_verifications(
    token: str, key: str, receiver: str, envelope: str, signed: str, held: bytes
) -> None:
    """C01: the vectors open to their bytes; one other letter, and nothing does."""
    query = {
        "msg_signature": signed or signature(token, STAMP, NONCE, envelope),
        "timestamp": STAMP,
        "nonce": NONCE,
        "echostr": envelope,
    }
    gate = Gate(token, key, receiver, now)
    assert gate.greet(query) == held
    for name in query:
        with pytest.raises(Unverified):
            gate.greet({**query, name: f"{query[name]}0"})
        with pytest.raises(Unverified):
            gate.greet({each: value for each, value in query.items() if each != name})


def test_c02_the_robots_envelope_is_not_the_apps() -> None:
    """C02: a receiver that is empty is a robot's; the app's corp is asked for."""
    envelope, signed = ROBOT
    query = {"msg_signature": signed, "timestamp": STAMP, "nonce": NONCE}
    assert Gate(TOKEN, KEY, "", now).open_sealed(query, envelope) == b'{"msgtype":"text"}'
    with pytest.raises(Unverified):
        Gate(TOKEN, KEY, CORP, now).open_sealed(query, envelope)


async def test_c01_the_console_is_answered_byte_for_byte(wecom_town: WecomTown) -> None:
    """C01: 200 and the very bytes; 403 and nothing for anybody else."""
    stamp = str(int(wecom_town.clock.seconds()))
    echo = sealed("5927782489442352469", NONCE, stamp)
    query = {
        "msg_signature": signature(TOKEN, stamp, NONCE, echo),
        "timestamp": stamp,
        "nonce": NONCE,
        "echostr": echo,
    }
    async with aiohttp.ClientSession() as http:
        async with http.get(wecom_town.platform.callback, params=query) as response:
            assert (response.status, await response.read()) == (200, b"5927782489442352469")
        bad = {**query, "msg_signature": "0" * 40}
        async with http.get(wecom_town.platform.callback, params=bad) as response:
            assert (response.status, await response.read()) == (403, b"")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("signature", 403),
        ("corp", 403),
        ("robot", 403),
        ("old", 403),
        ("plain", 403),
        ("garbage", 400),
    ],
)
async def test_nobody_else_is_let_in(wecom_town: WecomTown, kind: str, status: int) -> None:
    """C02: wrong signature, corp or receiver, last week's copy, no envelope, no XML: not kept."""
    fields = wecom_town.platform.message("待办")
    seconds = wecom_town.clock.seconds() - (8 * 86400 if kind == "old" else 0)
    receiver = {"corp": "wwffffffffffffffff", "robot": ""}.get(kind, CORP)
    query, body = wrapped(fields, seconds, receiver)
    if kind == "signature":
        query["msg_signature"] = "0" * 40
    if kind == "plain":
        body = as_xml(fields)
    if kind == "garbage":
        body = "{}"
    answer = await wecom_town.platform.deliver(query, body)
    assert (answer.status, answer.body) == (status, "")
    assert not await inbox_of(wecom_town)


async def inbox_of(town: WecomTown) -> list[str]:
    """The identities of all that was kept from WeCom."""
    rows = await town.database.read(lambda tx: [tx.row("inbox_by_id", id=n) for n in range(1, 50)])
    return [row["external_id"] for row in rows if row and row["channel"] == "wecom"]


async def test_c05_a_message_that_is_pushed_again_has_one_effect(wecom_town: WecomTown) -> None:
    """C03, C05: the same message three times is one; each push is answered 200 and empty."""
    await wecom_town.sign_up()
    fields = wecom_town.platform.message("待办")
    for _ in range(3):
        (answer,) = await wecom_town.platform.push(fields)
        assert (answer.status, answer.body) == (200, "")
    await wecom_town.settled()
    assert (await inbox_of(wecom_town)).count(fields["MsgId"]) == 1


async def test_c03_a_slow_service_has_one_effect(
    wecom_town: WecomTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C03: the platform hangs up and comes again while we are at it: one message, one answer."""
    await wecom_town.sign_up()
    wecom_town.platform.patience = 0.3
    reception = wecom_town.channel._reception
    assert reception is not None
    kept, pushed_thrice = reception._intake.receive, asyncio.Event()

    async def receive(message: InboundMessage) -> object:
        await pushed_thrice.wait()
        return await kept(message)

    monkeypatch.setattr(reception._intake, "receive", receive, raising=False)
    fields = wecom_town.platform.message("帮助")
    answers = await wecom_town.platform.push(fields)
    assert [each.status for each in answers] == [None, None, None]
    pushed_thrice.set()
    monkeypatch.undo()
    await wecom_town.comes(lambda: len(wecom_town.platform.texts()) > 1, "the answer")
    await wecom_town.settled()
    assert (await inbox_of(wecom_town)).count(fields["MsgId"]) == 1
    assert len(wecom_town.platform.texts()) == 2


async def test_c04_what_could_not_be_kept_is_not_acknowledged(
    wecom_town: WecomTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C04: 503 only where nothing was stored, and then it comes again by itself."""
    await wecom_town.sign_up()
    reception = wecom_town.channel._reception
    assert reception is not None
    kept = reception._intake.receive
    broken = iter([True, False])

    async def receive(message: InboundMessage) -> object:
        if next(broken, False):
            raise StoreError("the disk is full")
        return await kept(message)

    monkeypatch.setattr(reception._intake, "receive", receive, raising=False)
    fields = wecom_town.platform.message("帮助")
    answers = await wecom_town.platform.push(fields)
    assert [each.status for each in answers] == [503, 200]
    assert fields["MsgId"] in await inbox_of(wecom_town)


async def test_two_events_of_one_second_are_two(wecom_town: WecomTown) -> None:
    """Events have no number: who, when, which event and which key tell them apart."""
    await wecom_town.sign_up()
    first = wecom_town.platform.event("click", EventKey="待办")
    second = {**first, "EventKey": "帮助"}
    for each in (first, second, first):
        await wecom_town.platform.push(each)
    clicks = [each for each in await inbox_of(wecom_town) if "click" in each]
    assert len(clicks) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"MsgType": "event", "Event": "moon_landing", "EventKey": "x"},
        {"MsgType": "event", "Event": "open_approval_change", "ApprovalInfo": {"ThirdNo": "1"}},
    ],
)
async def test_what_is_not_known_is_kept_aside(
    wecom_town: WecomTown, fields: dict[str, object]
) -> None:
    """An event of tomorrow: 200, kept with all it holds, nobody is disturbed."""
    push = wecom_town.platform.event("x") | fields
    (answer,) = await wecom_town.platform.push(push)
    assert answer.status == 200
    assert len(await inbox_of(wecom_town)) == 1
    assert not wecom_town.platform.got


@pytest.mark.parametrize("kind", ["file", "hologram"])
async def test_who_sends_what_cannot_be_read_is_told_so(wecom_town: WecomTown, kind: str) -> None:
    """A file, or a kind of tomorrow: kept, and never passed over in silence."""
    await wecom_town.sign_up()
    fields = {"MsgType": kind, "MediaId": "m-1", "FileName": "通知.pdf"}
    pushed = wecom_town.platform.message("", **fields)
    await wecom_town.platform.push(pushed)
    await wecom_town.hears("这种消息这里收不了")
    assert (await inbox_of(wecom_town))[-1] == pushed["MsgId"]


async def test_c32_a_member_who_is_no_official_is_told_so(wecom_town: WecomTown) -> None:
    """C32: whatever they write, nothing happens but that they learn how to be signed up."""
    await wecom_town.sign_up()
    number = await wecom_town.asks("幸福小区水管漏水三天")
    await wecom_town.platform.says(f"答 {number}：已经派人去修，今天晚上之前修好。", LI)
    await wecom_town.hears("还没有登记为工作人员", LI)
    await wecom_town.platform.says("你好", LI)
    await wecom_town.hears("还没有登记为工作人员", LI, times=2)
    assert not any("今天晚上之前修好" in each for each in await wecom_town.residents_words())


async def test_a_code_signs_an_official_up_once(wecom_town: WecomTown) -> None:
    """The store decides who is an official: by a code, once, for one account."""
    _, code = await wecom_town.invite("王芳")
    await wecom_town.platform.says(code, WANG)
    await wecom_town.hears("王芳，您好", WANG)
    await wecom_town.platform.says(code, LI)
    await wecom_town.hears("已经用过", LI)
