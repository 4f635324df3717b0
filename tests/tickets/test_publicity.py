"""What may be shared with others: public matters only."""

from __future__ import annotations

import pytest

from bot.tickets.publicity import may_be_shared
from faq.normalise import normalise


@pytest.mark.parametrize(
    "text",
    [
        "停水了",
        "幸福路路灯三天不亮",
        "校门口天天堵死",
        "No water at home",
        "公交站牌倒了",
        "广场舞噪音太吵了",
    ],
)
def test_public_matters_may_be_shared(text: str) -> None:
    """What happens to everybody there."""
    assert may_be_shared(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        "我的养老金三个月没发了",
        "老板拖欠工资",
        "我要举报水务局的人收红包",
        "路灯坏了，请保密",
        "停水了，我妈在家透析",
        "My pension has not been paid",
        "孩子的学籍怎么转",
    ],
)
def test_somebodys_own_affairs_may_not(text: str) -> None:
    """Pension, wages, reports, what is confidential, family."""
    assert not may_be_shared(normalise(text))
