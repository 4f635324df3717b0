"""What may be asked of a resident so that the clock stands: something they can bring or tell."""

from __future__ import annotations

import pytest

from bot.tickets.substance import names_what_is_missing


@pytest.mark.parametrize(
    "words",
    [
        "请再等等",
        "请您再等几天",
        "請您再等幾天",
        "麻烦您再等两天",
        "我们还要研究一下，请等通知",
        "抢修队在外地，回来再说",
        "领导正在研究，请稍等",
        "请确认您的诉求",
        "请保持电话畅通",
        "请补充更多信息",
        "Please wait a few more days.",
        "We still need to look into it first.",
        "Please confirm your request.",
    ],
)
def test_asking_to_wait_asks_for_nothing(words: str) -> None:
    """Nor does asking for what was said already: the resident could do nothing about it."""
    assert not names_what_is_missing(words)


@pytest.mark.parametrize(
    "words",
    [
        "请说一下是哪个单元",
        "請補充門牌號",
        "请再拍一张",
        "请说明是哪几户停水",
        "请告诉我们是哪一根路灯杆,杆上有编号。",
        "请问玻璃有多大？",
        "请确认是1号楼还是2号楼",
        "请确认漏水的是几楼",
        "哪天开始停的？",
        "缺房产证复印件",
        "Which building is it?",
        "the number of the house",
        "Please send a photo of the meter.",
    ],
)
def test_a_request_names_what_is_missing(words: str) -> None:
    """A place, a day, a paper, a picture, or a question about the matter."""
    assert names_what_is_missing(words)
