"""Which of a resident's words tell what it is about."""

from __future__ import annotations

import pytest

from bot.tickets.first_words import first_words, is_bare_call


@pytest.mark.parametrize(
    "call",
    [
        *("人工", "人工！", "找人工", "转人工客服。", "我要找真人", "轉人工", "请帮我转人工"),
        *("/人工", "/human", "投诉", "我要投诉", "I want to talk to a person please"),
    ],
)
def test_a_bare_call_tells_nothing(call: str) -> None:
    """However it is written, the words after it do."""
    assert is_bare_call(call)
    assert first_words([call, "📍 31.230400, 121.473700", "路灯坏了"]) == "路灯坏了"
    assert first_words([call]) == ""


@pytest.mark.parametrize("text", ["人工 路灯坏了", "投诉物业", "人工湖发臭", "路灯坏了", ""])
def test_what_tells_something_is_no_bare_call(text: str) -> None:
    """A call with its matter, a word that begins alike, a photograph."""
    assert not is_bare_call(text)
    assert first_words([text, "别的"]) == text
