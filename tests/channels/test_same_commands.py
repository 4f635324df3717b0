"""What an official writes is the same command in Telegram, in WeCom's app and to WeCom's robot.

Behind the channels there is one grammar and one table of actions; here it is seen that every
command reaches it word for word, whichever way it came.
"""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.wecom import decode as app
from bot.channels.wecom_robot import decode as robot
from bot.models import InboundMessage
from handlers.grammar import Command, parse
from tests.channels.fake_bot_api import GROUP, ME, FakeBotApi
from tests.channels.fake_wecom import FakeWecom
from tests.channels.fake_wecom_robot import NAME, FakeRobot
from tests.channels.test_telegram_decode import understood
from tests.channels.wecom_app import Clock
from tests.handlers.test_grammar import COMMANDS


def in_telegram(text: str) -> Any:
    """Said to the bot in the officials' group."""
    return understood({"message": FakeBotApi().message(GROUP, f"@{ME['username']} {text}")})


def to_the_app(text: str) -> Any:
    """Said in an official's own chat with WeCom's app."""
    return app.meaning_of(FakeWecom(Clock()).message(text))


def to_the_robot(text: str) -> Any:
    """Said to WeCom's robot in the officials' group, as it must be there: by mentioning it."""
    return robot.meaning_of(FakeRobot().text(text), NAME)


@pytest.mark.parametrize("way", [in_telegram, to_the_app, to_the_robot])
@pytest.mark.parametrize(("text", "command"), COMMANDS)
def test_a_command_is_the_same_on_every_way(way: Any, text: str, command: Command) -> None:
    """Chinese names and Latin ones, with number, words and outcome."""
    said = way(text)
    assert isinstance(said, InboundMessage)
    assert parse(said.text) == command
