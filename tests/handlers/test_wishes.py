"""What residents wish of the service itself, in everybody's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.residents import wishes
from handlers.residents.wishes import Wish, read

WISHED = [
    ("/start", Wish.START, ""),
    ("你好", Wish.GREETING, ""),
    ("您好！", Wish.GREETING, ""),
    ("Hello", Wish.GREETING, ""),
    ("帮助", Wish.HELP, ""),
    ("幫助", Wish.HELP, ""),
    ("/help", Wish.HELP, ""),
    ("？", Wish.NUDGE, ""),
    ("??", Wish.NUDGE, ""),
    ("进度", Wish.PROGRESS, ""),
    ("進度", Wish.PROGRESS, ""),
    ("查进度。", Wish.PROGRESS, ""),
    ("status", Wish.PROGRESS, ""),
    ("any news?", Wish.PROGRESS, ""),
    ("有消息了吗？", Wish.PROGRESS, ""),
    ("进度 20261123-0001", Wish.PROGRESS, "20261123-0001"),
    ("我的", Wish.MINE, ""),
    ("撤回", Wish.WITHDRAW, ""),
    ("催办", Wish.REMIND, ""),
    ("人工", Wish.HUMAN, ""),
    ("转人工！", Wish.HUMAN, ""),
    ("我要人工客服", Wish.HUMAN, ""),
    ("human", Wish.HUMAN, ""),
    ("I want to talk to a human", Wish.HUMAN, ""),
    ("人工，我家停水了", Wish.HUMAN, "人工，我家停水了"),
    ("医保怎么报销？转人工", Wish.HUMAN, "医保怎么报销？转人工"),
    ("/human my tap is broken", Wish.HUMAN, "my tap is broken"),
    ("我要投诉", Wish.COMPLAINT, ""),
    ("投诉物业乱收费", Wish.COMPLAINT, "投诉物业乱收费"),
    ("举报某局长受贿", Wish.COMPLAINT, "举报某局长受贿"),
    ("/lang en", Wish.LANGUAGE, "en"),
    ("English", Wish.LANGUAGE, "en"),
    ("繁體", Wish.LANGUAGE, "zh-Hant"),
    ("简体中文", Wish.LANGUAGE, "zh-Hans"),
    ("切换英文", Wish.LANGUAGE, "en"),
    ("删除我的资料", Wish.FORGET, ""),
    ("forget me", Wish.FORGET, ""),
    ("谢谢", Wish.THANKS, ""),
    ("好的，谢谢您", Wish.THANKS, ""),
    ("thank you very much", Wish.THANKS, ""),
    ("太好了，谢谢", Wish.THANKS, ""),
    ("跳过", Wish.SKIP, ""),
    ("/foo", Wish.UNKNOWN_COMMAND, "foo"),
]
NOT_WISHED = [
    "人工智能产业政策",
    "人工费怎么算",
    "进度款怎么申请",
    "我的医保卡丢了",
    "谢谢，另外路灯不亮",
    "帮助残疾人的补贴",
    "怎么撤回公积金提取申请",
    "英语考试报名",
    "no",
    "",
]


@pytest.mark.parametrize(("text", "wish", "rest"), WISHED)
def test_a_wish_is_understood(text: str, wish: Wish, rest: str) -> None:
    """In any script and width, with and without a slash."""
    found = read(text)
    assert found is not None
    assert (found.wish, found.rest) == (wish, rest)


@pytest.mark.parametrize("text", NOT_WISHED)
def test_a_question_is_no_wish(text: str) -> None:
    """Words that only begin like a command are about something."""
    assert read(text) is None


@given(st.text(max_size=200) | st.text(alphabet="嗯好谢人工投诉/ ,，?？aok", max_size=200))
def test_every_text_can_be_read_quickly(text: str) -> None:
    """No text confuses the patterns, however often it repeats itself."""
    found = read(text)
    assert found is None or isinstance(found.wish, Wish)


@given(st.from_regex(wishes._THANKING, fullmatch=True))
def test_every_way_to_thank_is_heard(thanks: str) -> None:
    """The look at the first sign, before all of them are tried, passes over none."""
    assert wishes._THANKS.fullmatch(thanks)
