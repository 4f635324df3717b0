"""What must stay with few."""

from __future__ import annotations

import pytest

from bot.tickets.discretion import concerns_conduct, wants_discretion
from faq.normalise import normalise


@pytest.mark.parametrize(
    "text",
    [
        "请为我保密",
        "我要匿名反映",
        "舉報樓下餐館偷排",
        "举报某局长受贿",
        "please keep this private",
    ],
)
def test_pleas_and_reports_are_confidential(text: str) -> None:
    """A plea for silence, and any report about somebody."""
    assert wants_discretion(normalise(text))


@pytest.mark.parametrize(
    "text", ["举报某局长受贿", "派出所民警收红包", "the officer asked for a bribe"]
)
def test_officials_conduct_has_a_line_of_its_own(text: str) -> None:
    """The discipline line is for these only."""
    assert concerns_conduct(normalise(text))


@pytest.mark.parametrize(
    "text", ["举报电话是多少", "我并不是要举报谁，只是想咨询", "公民是否可以举报", "物业不作为"]
)
def test_a_question_about_reports_reports_nobody(text: str) -> None:
    """It is handled in the open, by everybody who can."""
    assert not wants_discretion(normalise(text))


@pytest.mark.parametrize("text", ["路灯不亮", "举报楼下烧烤油烟", "公安局怎么走"])
def test_other_matters_do_not_concern_conduct(text: str) -> None:
    """A noisy shop is not an official."""
    assert not concerns_conduct(normalise(text))
