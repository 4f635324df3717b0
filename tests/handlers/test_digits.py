"""Digits in every form that people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.residents.digits import digit

FORMS = (
    *("{}", " {} ", "{}.", "{}。", "{}、", "({})", "（{}）", "[{}]", "选{}", "我选{}", "选择{}"),
    *("第{}", "第{}个", "第{}個", "第{}条", "第{}项", "{}号", "#{}", "{}吧", "第{}个吧", "选项{}"),
    *("option {}", "No. {}"),
)
SHAPES = {
    0: "0０〇零",
    1: "1１一壹①⑴⒈❶➀",
    2: "2２二贰②⑵⒉❷➁",
    3: "3３三叁③⑶⒊❸➂",
    4: "4４四肆④",
    5: "5５五伍⑤",
    6: "6６六陆⑥",
    7: "7７七柒⑦",
    8: "8８八捌⑧",
    9: "9９九玖⑨",
}
SHAPED = [(number, shape) for number, shapes in SHAPES.items() for shape in shapes]


@given(st.sampled_from(SHAPED), st.sampled_from(FORMS))
def test_a_digit_counts_in_every_form(shaped: tuple[int, str], form: str) -> None:
    """1, １, 一, ①, 选1, 第一个 … mean the same."""
    number, shape = shaped
    assert digit(form.format(shape)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1️⃣", 1),
        ("10", 10),
        ("１２", 12),
        ("十", 10),
        ("first", 1),
        ("The second one", 2),
        ("three please", 3),
        ("2nd", 2),
        ("我要1", 1),
        ("1 谢谢", 1),
    ],
)
def test_words_and_signs_count_too(text: str, number: int) -> None:
    """Keycaps, English ordinals and politeness."""
    assert digit(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "1号楼", "一个人", "两个问题", "12345", "13800138000", "1.5", "一直没水"),
        *("第一次来", "no", "one day", "2026", "1、停水 2、停电", "单元1", "-1"),
    ],
)
def test_what_says_more_than_a_number_picks_nothing(text: str) -> None:
    """An address, a telephone number or a sentence is no choice."""
    assert digit(text) is None


@given(st.text())
def test_every_text_can_be_read(text: str) -> None:
    """No text is too strange, and no number too large."""
    found = digit(text)
    assert found is None or 0 <= found <= 99
