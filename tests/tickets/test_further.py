"""What else was asked in the same breath as what was answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.further import besides
from faq.normalise import normalise

WATER = (
    "自来水发黄、有味道，怎么办？\n先放几分钟水，停水后刚来的水常会发黄；放清了再用。"
    "还是不清，请先别喝，打供水热线或12345，工作人员会上门取样化验。"
)


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        (
            "老伴儿腿脚不好，能不能上门办退休金认证？还有我家水龙头的水发黄",
            "老伴儿腿脚不好，能不能上门办退休金认证？",
        ),
        ("自来水发黄。另外我们楼道的灯坏了", "另外我们楼道的灯坏了"),
        ("自來水發黃。另外我們樓道的燈壞了", "另外我們樓道的燈壞了"),
        ("水发黄，孩子能喝吗？另外公交卡丢了怎么补？", "另外公交卡丢了怎么补？"),
        ("自来水发黄怎么办\n居住证快到期了在哪里换领？", "居住证快到期了在哪里换领？"),
    ],
)
def test_a_second_matter_is_found_as_it_was_written(asked: str, left: str) -> None:
    """A question of its own, or one more thing: of it the answer tells nothing."""
    assert besides(asked, WATER, normalise) == left


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "自来水发黄怎么办？",
        "您好！自来水发黄怎么办？谢谢",
        "自来水发黄怎么办？能喝吗？",
        "自来水发黄，还有没有人管？",
        "自来水发黄，还有味道，怎么办？",
        "自来水发黄三天了。我妈今年七十岁，腿脚不方便，一个人住",
        "停水后来的水发黄，还有半年才换水管",
        "居住证到期了在哪里换领？另外公交卡丢了怎么补？",
    ],
)
def test_one_matter_is_left_alone(asked: str) -> None:
    """What goes with it, greetings and thanks, and what was answered by something else."""
    assert besides(asked, WATER, normalise) == ""


@given(st.text(), st.text())
def test_any_texts_can_be_looked_at(asked: str, told: str) -> None:
    """What is found stands in what was asked."""
    assert besides(asked, told, normalise) in asked
