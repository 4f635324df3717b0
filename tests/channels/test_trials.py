"""Every channel through the same trials; a new channel is one more row of `trials.ROWS`."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from bot.channels.desk import DeskChannel
from bot.channels.telegram import House, TelegramChannel
from bot.channels.web import WebChannel
from bot.channels.webhook import WebhookChannel
from bot.channels.wechat import WechatChannel
from bot.channels.wecom import WecomChannel
from bot.channels.wecom_group import House as HouseOfGroup
from bot.channels.wecom_group import WecomGroupChannel
from bot.channels.wecom_robot import WecomRobotChannel
from bot.errors import SendError
from bot.models import Content, Outbound
from bot.settings import Telegram, Webhook, Wechat, WecomGroup, WecomRobot
from tests.channels import fake_wechat
from tests.channels.corp import SECRET as CORP_SECRET
from tests.channels.fake_bot_api import CUT, TOKEN, Refusal, bad
from tests.channels.fake_front import BREAK, SHARED
from tests.channels.fake_group_webhook import CUT as CUT_CALL
from tests.channels.fake_wechat import SECRET
from tests.channels.fake_wecom_robot import HANG_UP, SWALLOW
from tests.channels.trials import (
    ROWS,
    GroupRow,
    RobotRow,
    Row,
    TelegramRow,
    WebhookRow,
    WechatRow,
    WecomRow,
    house_of_robot,
    no_alarm,
)
from tests.channels.wechat_house import house_of_wechat
from tests.channels.wecom_app import given_to_wecom
from tests.conftest import NOW

SECRET_WORDS = "只有这位居民知道的话"


@pytest.fixture(params=ROWS, ids=lambda row: row.name)
def trial(request: pytest.FixtureRequest) -> Row:
    """One channel of the table."""
    return request.param()


HEARING = [each for each in ROWS if hasattr(each, "decode")]


@pytest.fixture(params=HEARING, ids=lambda row: row.name)
def hearing(request: pytest.FixtureRequest) -> Row:
    """One channel of the table that somebody can write on."""
    return request.param()


def owed(text: str, number: int = 1) -> Outbound:
    """A row of the outbox."""
    return Outbound(number, number, "x", "7", Content(text), None, None, NOW)


def test_a_redelivery_keeps_its_identity(hearing: Row) -> None:
    """The same message again has the same id, whatever else has changed around it."""
    first, second = hearing.decode("您好"), hearing.decode("您好")
    assert first == second
    assert first.external_id
    assert (first.channel, first.text) == (hearing.name, "您好")


@pytest.mark.parametrize("text", ["", "\x00", "😀" * 500, "<b>&lt;", "' OR 1=1 --"])
def test_odd_words_come_in_as_they_are(hearing: Row, text: str) -> None:
    """Whatever a person writes is carried word for word, or said to be nothing."""
    try:
        assert hearing.decode(text).text in (text, text.strip())
    except AssertionError:
        assert not text


async def test_a_text_over_the_limit_arrives_whole(trial: Row) -> None:
    """Cut or not, nothing is lost and the order is kept."""
    async with trial.open() as channel:
        sentences = getattr(trial, "most_sentences", 900)
        text = "。".join(f"第{n}条办事须知" for n in range(sentences))
        facts = await trial.send(channel, owed(text))
        assert facts.platform_id
        assert "".join(trial.arrived()) == text


async def test_where_nobody_is_a_send_says_so(trial: Row) -> None:
    """An address that nobody answers at is a failure with facts, never silence."""
    async with trial.open() as channel:
        if trial.name == "telegram":
            trial.fake.unknown_chats.add(8)
        if trial.name == "webhook":
            trial.front.faults.append(423)
        elsewhere = Outbound(1, 1, "x", "8", Content("您好"), None, None, NOW)
        with pytest.raises(SendError):
            await channel.send(elsewhere)


def test_the_limits_are_said_as_data(trial: Row) -> None:
    """A text's limit, choices and concurrency are positive before anything is asked."""

    async def none(message_id: int, sha256: str) -> bytes | None:
        return None

    made = {
        "web": WebChannel,
        "desk": DeskChannel,
        "telegram": lambda: TelegramChannel(Telegram(token=TOKEN), House(str, none)),
        "wechat": lambda: WechatChannel(Wechat(), house_of_wechat()),
        "wecom": lambda: WecomChannel(*given_to_wecom()),
        "wecom_robot": lambda: WecomRobotChannel(WecomRobot(mode="callback"), house_of_robot()),
        "wecom_group": lambda: WecomGroupChannel(WecomGroup(), HouseOfGroup(str, no_alarm)),
        "webhook": lambda: WebhookChannel(Webhook(SHARED), none),
    }
    limits = made[trial.name]().limits
    assert min(limits.text, limits.choices, limits.concurrency) > 0


FAULTS: list[tuple[type[Row], Any, dict[str, Any]]] = [
    # the channel, what its platform does, the facts that must become of it
    (TelegramRow, Refusal(429, "Too Many", retry_after=7), {"untried": True, "retry_after": 7.0}),
    (TelegramRow, 500, {"retryable": True}),
    (TelegramRow, 502, {"retryable": True}),
    (TelegramRow, CUT, {"unknown": True}),
    (TelegramRow, Refusal(403, "Forbidden: bot was blocked by the user"), {"blocked": True}),
    (TelegramRow, bad("chat not found"), {}),
    (TelegramRow, bad("migrated", migrate_to_chat_id=-9), {"migrated_to": "-9"}),
    (TelegramRow, Refusal(401, "Unauthorized"), {"untried": True, "retry_after": 3600.0}),
    (WechatRow, 45011, {"untried": True, "retry_after": 60.0}),
    (WechatRow, -1, {"retryable": True}),
    (WechatRow, fake_wechat.HTML, {"retryable": True}),
    (WechatRow, fake_wechat.CUT, {"unknown": True}),
    (WechatRow, 43004, {"blocked": True}),
    (WechatRow, 45015, {"waiting": True}),
    (WechatRow, 45047, {"waiting": True}),
    (WechatRow, 48001, {"waiting": True}),
    (WechatRow, 40033, {}),
    (WecomRow, 45009, {"untried": True, "retry_after": 60.0}),
    (WecomRow, 45033, {"untried": True, "retry_after": 5.0}),
    (WecomRow, 60020, {"untried": True, "retry_after": 300.0}),
    (WecomRow, -1, {"retryable": True}),
    (WecomRow, fake_wechat.HTML, {"retryable": True}),
    (WecomRow, fake_wechat.CUT, {"unknown": True}),
    (WecomRow, 81013, {"blocked": True}),
    (WecomRow, 60111, {"blocked": True}),
    (WecomRow, 85002, {}),
    (RobotRow, 45009, {"untried": True, "retry_after": 60.0}),
    (RobotRow, -1, {"retryable": True}),
    (RobotRow, SWALLOW, {"unknown": True}),
    (RobotRow, HANG_UP, {"unknown": True}),
    (RobotRow, 93006, {"waiting": True}),
    (RobotRow, 93008, {"blocked": True}),
    (RobotRow, 40058, {}),
    (GroupRow, 45009, {"untried": True, "retry_after": 60.0}),
    (GroupRow, -1, {"retryable": True}),
    (GroupRow, CUT_CALL, {"unknown": True}),
    (GroupRow, 93000, {"blocked": True}),
    (GroupRow, 40058, {}),
    (WebhookRow, 429, {"untried": True, "retry_after": 7.0}),
    (WebhookRow, 500, {"retryable": True}),
    (WebhookRow, BREAK, {"unknown": True}),
    (WebhookRow, 410, {"blocked": True}),
    (WebhookRow, 423, {"waiting": True}),
    (WebhookRow, 400, {}),
]
NO_FACTS = {
    "retryable": False,
    "retry_after": None,
    "unknown": False,
    "waiting": False,
    "blocked": False,
    "migrated_to": "",
    "untried": False,
}


@pytest.mark.parametrize(("row", "fault", "facts"), FAULTS)
async def test_a_failure_becomes_its_facts(
    row: type[Row], fault: Any, facts: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """What is retried, what is not, and that neither secrets nor words are told of it."""
    caplog.set_level(logging.INFO)
    trial = row()
    async with trial.open() as channel:
        trial.fail(fault)
        with pytest.raises(SendError) as caught:
            await channel.send(owed(SECRET_WORDS))
        found = {name: getattr(caught.value, name) for name in NO_FACTS}
        assert found == {**NO_FACTS, **facts}
        told = f"{caught.value} {caplog.text}"
        assert all(each not in told for each in (SECRET_WORDS, TOKEN, SECRET, SHARED, CORP_SECRET))
