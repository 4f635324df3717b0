"""Normalising: other spelling, the same text; other meaning, another text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq import normalise as module
from faq.normalise import MAX_LENGTH, normalise

SAME = [
    ("身份证丢了怎么补办", "您好，请问身份证丢了怎么补办？谢谢！"),
    ("身份证丢了怎么补办", "身份證丟了怎麼補辦？？？"),
    ("身份证丢了怎么补办", "麻烦问一下，身份证 丢了怎么补办"),
    ("身份证丢了怎么补办", "身份证丢了怎么补办，麻烦告诉我一下"),
    ("身份证丢了怎么补办", "尊敬的领导您好，身份证丢了怎么补办？盼复，谢谢！"),
    ("身份证丢了怎么补办", "请告诉我身份证丢了怎么补办，在线等"),
    ("how to renew a passport", "Could you please tell me how to renew a passport?"),
    ("where to vote", "I would like to know where to vote, please let me know"),
    ("住民票の写しの取り方", "すみませんが、住民票の写しの取り方を教えてください。"),
    ("ゴミの日", "ｺﾞﾐの日を教えてください。よろしくお願いします。"),
    ("身份证丢了怎么补办", "我想咨询一下身份证丢了怎么补办。多谢"),
    ("身份证丢了怎么补办", "身\u200b份证丢了\ufe0f怎么补办\x00"),
    ("etc卡怎么办", "ＥＴＣ卡怎么办😀"),
    ("补贴1000元", "补贴１，０００元"),
    ("13.5价肺炎疫苗", "13.5价肺炎疫苗。"),
    ("how do i renew my passport", "Hello, how do I renew my passport? Thank you very much!"),
    ("where is city hall", "Hi! Please: WHERE is  city-hall"),
    ("i dont have a card", "I don't have a card."),
    ("身份证丢了怎么补办", "身分證丟了怎麼補辦"),
    ("passport", "p\u0430ssp\u043ert"),
]
DIFFERENT = [
    ("户口迁入怎么办理", "户口迁出怎么办理"),
    ("60岁能换证吗", "70岁能换证吗"),
    ("能办理吗", "不能办理吗"),
    ("3.5", "35"),
    ("朝阳区怎么办", "海淀区怎么办"),
    ("can i park here", "can i not park here"),
    ("паспорт", "nacnopt"),
]


@pytest.mark.parametrize(("plain", "written"), SAME)
def test_spelling_and_politeness_do_not_matter(plain: str, written: str) -> None:
    """Width, case, script, punctuation, invisible characters, greetings and thanks go."""
    assert normalise(written) == plain


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_meaning_is_kept(one: str, other: str) -> None:
    """Numbers, negations, directions and places stay."""
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize("text", ["谢谢", "你好", "hello", "thank you", "请问"])
def test_politeness_alone_is_kept(text: str) -> None:
    """A greeting is not made into nothing."""
    assert normalise(text) == text


@pytest.mark.parametrize("text", ["", "？！", "😀", "\u200b", " \n", "\ud800"])
def test_what_says_nothing_becomes_nothing(text: str) -> None:
    """Signs, emoji and white space ask nothing."""
    assert normalise(text) == ""


@pytest.mark.parametrize(
    "text",
    ["history of the town", "please", "hidden costs", "问题青少年", "办证太麻烦", "行政申请告知书"],
)
def test_words_that_begin_like_a_greeting_are_whole(text: str) -> None:
    """ "hi" is not cut off "history", nor 问 off 问题."""
    assert normalise(text) == text


polite = st.lists(
    st.sampled_from(
        ["您好", "请问", "谢谢", "please", "hi", " ", "，", "社保", "卡", "thanks", "我想"]
    )
).map("".join)


@given(st.text() | polite)
def test_normalising_twice_changes_nothing(text: str) -> None:
    """Total for any string, idempotent and bounded."""
    once = normalise(text)
    assert normalise(once) == once
    assert len(once) <= MAX_LENGTH
    assert once == once.strip()


@pytest.mark.parametrize("text", ["问" * 10**6, "please " * 10**5, "\ufdfa" * 10**5, "1," * 10**6])
def test_a_megabyte_is_cut(text: str) -> None:
    """Only the beginning is looked at."""
    assert len(normalise(text)) <= MAX_LENGTH


@given(
    st.text("您好请问谢谢身分證沈思覆，。？！、；：?!12abc", max_size=16)
    | st.text("Hello please thanks' 1,000.5 I'm_", max_size=24)
)
def test_plain_questions_are_folded_like_any_other(text: str) -> None:
    """A sign that is folded away leads over the long way."""
    assert normalise(text) == normalise(f"{text[:4]}\u200b{text[4:]}")


_CLOSERS = (
    *(
        "谢谢",
        "多谢您了",
        "感谢",
        "麻烦您了",
        "辛苦了",
        "麻烦告诉我一下",
        "请告知",
        "申请告知",
        "请尽快回复",
    ),
    *(
        "希望回复",
        "盼复",
        "在线等",
        "よろしくお願いします",
        "ありがとうございます",
        "を教えてください",
    ),
    *(" thank you so much", "thanks", " please let me know", "真", "太", "水", "a", " ", "，"),
)


@given(st.lists(st.sampled_from(_CLOSERS), max_size=5).map("".join) | st.text(max_size=20))
def test_no_closing_is_passed_over_for_its_first_sign(text: str) -> None:
    """Where a closing begins is told by its first sign, and found where it is tried everywhere."""
    ahead, _, closings = module._CLOSING.pattern.partition(")")
    assert ahead.startswith("(?=[")
    found, everywhere = module._CLOSING.search(text), re.search(closings, text)
    assert (found and found.span()) == (everywhere and everywhere.span())
