"""The robot called at its address: rows C01 to C05, and what its callbacks let it answer."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import aiohttp
import pytest
from wechatpy.crypto import PrpCrypto, _get_signature

from bot.channels.tencent.crypto import Envelope
from bot.channels.wecom_robot import callback
from bot.lending import ANSWERABLE, LentAnswers
from bot.models import RoomMode
from bot.store import invitations
from tests.channels.fake_wecom_robot import LI, WANG
from tests.channels.robot_calls import TOKEN
from tests.channels.robot_cards import buttons
from tests.channels.robot_files import KEY
from tests.channels.robot_fixtures import OpenRobot, open_robot, robots
from tests.channels.robot_town import RobotTown

__all__ = ["open_robot", "robots"]
LEAK = "幸福小区水管漏水三天了"
ANSWER = "维修队明天上午九点来修水管。负责单位：值班室，电话 0571-1。"
VECTOR = "4j/AuRx71kQlxVlzbpsMWBISlvomC6YoH8j5nFCfw7DZ/Is91fYwteHV/AkIXJdXMKgFtYaSiO2hYFvak58dnw=="
"""Vector C: receiver empty, random 0123456789abcdef, the message {"msgtype":"text"}."""


@pytest.fixture
async def called(open_robot: OpenRobot) -> RobotTown:
    """The service, with a robot that is called; 王芳 is known, and the group a room."""
    town = await open_robot(mode="callback")
    _, code = await town.invited("王芳")
    reply = await town.platform.calls(town.platform.text(code, WANG, group=""))
    assert "王芳，您好" in reply["stream"]["content"]
    return town


async def opened_room(town: RobotTown) -> None:
    """The group becomes a room."""
    now = town.up.service.clock()
    code = await town.database.transaction(
        lambda tx: invitations.invite_room(tx, "", RoomMode.MASKED, now, 15)
    )
    assert "值班群" in words(await town.platform.calls(town.platform.text(code)))


def words(reply: dict[str, Any]) -> str:
    """What a reply says."""
    return str(reply["stream"]["content"]) if reply else ""


def query(envelope: str, token: str = TOKEN) -> dict[str, str]:
    """The query of a call with this envelope."""
    stamp, nonce = "1700000000", "1234567890"
    signature = _get_signature(token, stamp, nonce, envelope)
    return {"timestamp": stamp, "nonce": nonce, "msg_signature": signature}


async def test_c01_the_address_proves_itself(called: RobotTown) -> None:
    """C01: what the envelope holds, byte for byte; 403 for a wrong signature."""
    secret = PrpCrypto(base64.b64decode(f"{KEY}=")).encrypt("5927782489442352469", "").decode()
    async with aiohttp.ClientSession() as http:
        good = query(secret) | {"echostr": secret}
        async with http.get(called.platform.callback, params=good) as response:
            assert (response.status, await response.read()) == (200, b"5927782489442352469")
        wrong = good | {"msg_signature": "0" * 40}
        for given in (wrong, {}, {"echostr": secret}):
            async with http.get(called.platform.callback, params=given) as response:
                assert (response.status, await response.read()) == (403, b"")


async def test_c02_an_envelope_for_nobody_is_ours_and_no_corps(called: RobotTown) -> None:
    """C02: vector C opens here, and is refused where a corp's id is expected."""
    assert Envelope(KEY, "").open(VECTOR) == b'{"msgtype":"text"}'
    with pytest.raises(Exception, match="no key opens"):
        Envelope(KEY, "ww1436e0e65a779aee").open(VECTOR)
    status = await posted(called, VECTOR)
    assert status == 200
    for_a_corp = PrpCrypto(base64.b64decode(f"{KEY}=")).encrypt("{}", "ww1436e0e65a779aee").decode()
    assert await posted(called, for_a_corp) == 403


async def posted(town: RobotTown, envelope: str, body: bytes | None = None) -> int:
    """The status that a call with this envelope is answered with."""
    async with (
        aiohttp.ClientSession() as http,
        http.post(
            town.platform.callback,
            params=query(envelope),
            data=json.dumps({"encrypt": envelope}).encode() if body is None else body,
        ) as response,
    ):
        return response.status


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"encrypt": 7}', b"\xff" * 99, b"x" * 300_000]
)
async def test_c04_what_is_none_of_the_platforms_is_refused(called: RobotTown, body: bytes) -> None:
    """C04: 403 or 400, at once, and nothing is kept."""
    assert await posted(called, VECTOR, body) in (400, 403)


async def test_c03_what_takes_longer_is_acknowledged_and_answered_later(
    called: RobotTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C03: empty 200 within the five seconds; called thrice it has one effect."""
    town = called
    number = await town.asks(LEAK)
    monkeypatch.setattr(callback, "PATIENCE_SECONDS", 0.3)
    receive, called_thrice = town.up.service.intake.receive, asyncio.Event()

    async def slowly(message: Any) -> Any:
        await called_thrice.wait()
        return await receive(message)

    monkeypatch.setattr(town.up.service.intake, "receive", slowly)
    alone = town.platform.text(f"签收 {number[-4:]}", WANG, group="")
    assert await town.platform.calls(town.platform.answerable(alone), times=3) == {}
    called_thrice.set()
    await town.comes(lambda: "已签收" in str(town.platform.texts(WANG)))
    assert str(town.platform.texts(WANG)).count("已签收") == 1


async def test_c05_the_same_call_thrice_has_one_effect(called: RobotTown) -> None:
    """C05: and is replied to in the same words."""
    town = called
    await opened_room(town)
    number = await town.asks(LEAK)
    body = town.platform.text(f"签收 {number[-4:]}")
    replies = [words(await town.platform.calls(body)) for _ in range(3)]
    assert "已签收" in replies[0]
    assert "已签收" in replies[1]
    assert (await town.ticket(number)).owner_id is not None


async def test_what_is_owed_to_a_group_waits_for_a_mention(called: RobotTown) -> None:
    """No push without the long connection: the card goes out by the address of the next message."""
    town = called
    await opened_room(town)
    number = await town.asks(LEAK)
    await town.becomes("waiting_contact", "漏水")
    reply = await town.platform.calls(town.platform.answerable(town.platform.text("待办")))
    assert number in words(reply)
    await town.hears(LEAK)


async def test_an_answer_by_its_number_reaches_the_resident(called: RobotTown) -> None:
    """And the receipt comes by the next way there is."""
    town = called
    await opened_room(town)
    number = await town.asks(LEAK)
    body = town.platform.answerable(town.platform.text(f"#{number[-4:]} {ANSWER}"))
    await town.platform.calls(body)
    await town.comes(town.platform.texts)
    assert ANSWER in await town.told()


async def test_a_press_is_replied_to_on_its_card(called: RobotTown) -> None:
    """The response changes the card within its five seconds."""
    town = called
    await opened_room(town)
    number = await town.asks(LEAK)
    press = town.platform.press("wz1-0123456789ab", f"take:{number}")
    reply = await town.platform.calls(press)
    assert reply["response_type"] == "update_template_card"
    assert "已签收" in str(reply["template_card"])
    assert reply["template_card"]["task_id"] == "wz1-0123456789ab"


async def test_whoever_enters_is_welcomed(called: RobotTown) -> None:
    """In the response."""
    event = {"eventtype": "enter_chat"}
    body = called.platform.body(LI, "", msgtype="event", event=event)
    reply = await called.platform.calls(body)
    assert "问政" in reply["text"]["content"]


async def test_a_confirmation_is_a_card_with_buttons(called: RobotTown) -> None:
    """A voice, alone with the robot: shown, then sent by a press; words alone would not do."""
    town = called
    number = await town.asks(LEAK)
    voice = {"content": f"#{number[-4:]} {ANSWER}"}
    body = town.platform.answerable(town.platform.body(WANG, "", msgtype="voice", voice=voice))
    assert words(await town.platform.calls(body, times=2)) == ""
    await town.comes(lambda: town.platform.cards(WANG))
    card = town.platform.cards(WANG)[-1]
    assert ANSWER not in await town.told()
    await town.platform.calls(
        town.platform.press(card["task_id"], buttons(card)[0]["key"], group="")
    )
    assert ANSWER in await town.told()


async def test_a_stranger_is_told_so(called: RobotTown) -> None:
    """C32 by callback."""
    reply = await called.platform.calls(called.platform.text("待办", LI, group=""))
    assert "没有登记" in words(reply)


async def test_an_address_is_used_once_and_within_its_hour(called: RobotTown) -> None:
    """Whoever comes second finds none, and who comes too late."""
    moments = [called.up.service.clock()]
    answers = LentAnswers(called.database, lambda: moments[-1], "wecom_robot")
    await answers.keep("group:x", "https://one")
    assert await answers.take("group:x") == "https://one"
    assert await answers.take("group:x") == ""
    await answers.keep("group:x", "https://two")
    moments.append(moments[0] + ANSWERABLE)
    assert await answers.take("group:x") == ""
