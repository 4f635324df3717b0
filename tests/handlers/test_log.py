"""Nobody's words reach the log: neither when all goes well, nor when a handler fails."""

from __future__ import annotations

import logging

import pytest

from handlers.actions import registering
from tests.handlers.cast import Hall
from tests.handlers.town import Town, text

WORDS = (
    "我叫张三丰，身份证110101199003074610",
    "幸福路12号3单元501室停水两天了",
    "电话13812345678",
)
ANSWERED = "张三丰您好，经现场检查是阀门老化，已更换。水务局 87654321"


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What of the resident's or the official's own words stands in the log."""
    private = ("张三丰", "110101199003074610", "幸福路12号", "501室", "13812345678", "阀门老化")
    return [each for each in private if each in caplog.text]


async def test_a_whole_matter_leaves_no_words_in_the_log(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    """Asked, described, answered and rated, at the most talkative level."""
    with caplog.at_level(logging.DEBUG):
        for words in WORDS:
            await hall.town.say(words)
        number = (await hall.town.tickets())[0].number
        await hall.town.act("answer", number, ANSWERED)
        await hall.town.say("已解决")
    heard = text([each.content for each in await hall.town.heard()])
    assert "阀门老化" in heard
    assert told(caplog) == []


async def test_a_handler_that_fails_leaves_no_words_in_the_log(
    town: Town, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error may quote what was written; the log says where it happened, and no more."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError(f"cannot register {WORDS[1]} {WORDS[2]}")

    monkeypatch.setattr(registering, "register_told", fail)
    with caplog.at_level(logging.DEBUG):
        await town.say(f"转人工 {WORDS[1]}")
    assert town.unhandled == 1
    assert "ValueError at" in caplog.text
    assert told(caplog) == []
