"""Folding: numerals become digits, words that say the same get one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.folding import folded, question_of
from faq.normalise import normalise
from faq.numerals import with_digits
from faq.words import stem


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("六十岁", "60岁"),
        ("十二个月", "12个月"),
        ("一百二十元", "120元"),
        ("两千五百元", "2500元"),
        ("一千零五", "1005"),
        ("第三次", "第3次"),
        ("二〇二三年", "2023年"),
        ("三年级", "3年级"),
    ],
)
def test_numerals_that_count_become_digits(written: str, digits: str) -> None:
    """So that 六十岁 and 60岁 are one, and 六十岁 and 七十岁 two."""
    assert with_digits(written) == digits


@pytest.mark.parametrize("text", ["一下", "一般", "万一", "千万不要", "十分好", "百日咳", "三轮车"])
def test_numerals_that_count_nothing_stay(text: str) -> None:
    """一下 is no number."""
    assert with_digits(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("身分證掉了", "身份证丢了"),
        ("孩子发热如何是好", "宝宝发烧怎么办"),
        ("how do i throw out trash", "how do i dispose garbage"),
        ("Batteries", "battery"),
    ],
)
def test_words_that_say_the_same_are_one(one: str, other: str) -> None:
    """In Chinese and in English."""
    assert folded(normalise(one)) == folded(normalise(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("户口迁入", "户口迁出"), ("办理", "注销"), ("buy", "sell"), ("60岁", "70岁"), ("能", "不能")],
)
def test_opposites_stay_apart(one: str, other: str) -> None:
    """Folding forgives wording, never meaning."""
    assert folded(normalise(one)) != folded(normalise(other))


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("permits", "permit"),
        ("taxes", "tax"),
        ("batteries", "battery"),
        ("parking", "park"),
        ("planned", "plan"),
        ("bus", "bus"),
        ("sing", "sing"),
        ("user2", "user2"),
    ],
)
def test_endings_of_number_and_tense_go(word: str, root: str) -> None:
    """Roughly: what matters is that both sides lose the same."""
    assert stem(word) == root


@given(st.text())
def test_any_text_folds(text: str) -> None:
    """Total, and never to nothing what said something."""
    plain = normalise(text)
    question = question_of(plain, text)
    assert bool(question.folded.strip()) == bool(plain)
    assert question.written == (text or plain)
