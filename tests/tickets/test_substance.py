"""What says nothing is told from a short answer, in all three ways of writing."""

from __future__ import annotations

import pytest

from bot.tickets.substance import explains, says_nothing

NOTHING = [
    "正在办理",
    "请咨询相关部门",
    "請洽相關單位。",
    "Please contact the relevant department.",
    "。",
    "--",
    "收到",
    "收到了",
    "好的",
    "好的，收到。",
    "已转交",
    "情况已了解，处理中。",
    "我们高度重视，已安排专人跟进。",
    "您好，感谢您的来信…",
    "您好，您的问题已收悉，我们将尽快处理。",
    "您好，感谢您的来信，我们正在办理，请耐心等待。",
    "正在辦理",
    "已收到，會盡快處理",
    "謝謝您的來信，已錄案辦理",
    "OK",
    "Okay.",
    "Received.",
    "We are working on it.",
    "Hello, thank you for your letter.",
    "In progress",
]
ANSWERS = [
    "请咨询相关部门：水务局",
    "已修好",
    "好了",
    "修好了",
    "可以",
    "不行",
    "已解释",
    "已转交警",
    "明天再看",
    "路灯已修好，请看看",
    "是的，可以办理",
    "路燈已修好，請看看",
    "已受理，12月1日前办好",
    "您好，感谢您的来信。阀门已更换。",
    "Yes, you can.",
    "No",
    "Fixed",
]


@pytest.mark.parametrize("text", NOTHING)
def test_courtesies_and_empty_phrases_say_nothing(text: str) -> None:
    """However many of them stand together."""
    assert says_nothing(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_a_short_answer_is_an_answer(text: str) -> None:
    """Two letters are enough to say yes or no."""
    assert not says_nothing(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("。", False),
        ("r", False),
        ("请等待", False),
        ("照片", False),
        ("请补充更多信息", False),
        ("请您提供相关材料。", False),
        ("Please provide more information.", False),
        ("Please provide documents.", False),
        ("请补充材料", False),
        ("请您尽快补充材料。", False),
        ("麻烦补充一下材料", False),
        ("请提供相关证明", False),
        ("請補充資料", False),
        ("请补充材料：户口簿、身份证", True),
        ("请提供身份证明", True),
        ("请补充门牌号", True),
        ("请提供详细地址", True),
        ("请把户口簿等相关材料拍照发来", True),
    ],
)
def test_a_reason_and_a_request_need_a_few_letters(text: str, expected: bool) -> None:
    """Four that are no empty words."""
    assert explains(text) is expected
