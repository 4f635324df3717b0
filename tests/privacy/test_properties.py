"""What holds of the mask for every text there is, however long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import found, is_masked, mask
from tests.privacy.examples import read

PIECES = st.one_of(
    st.sampled_from([example.text for example in read("development")]),
    st.sampled_from(
        (
            "我叫",
            "姓名:",
            "王",
            "张三",
            "是",
            "先生",
            "身份证",
            "卡号",
            "微信号",
            "电话",
            "车牌",
            "京A",
            "使",
        )
    ),
    st.sampled_from(
        (
            "11010519491231002X",
            "13812345678",
            "010-",
            "86",
            "6222021234567890128",
            "一三八",
            "〇",
            "元",
        )
    ),
    st.sampled_from(
        ("号楼", "单元", "室", "号", "栋", "住", "楼上", "村", "路", "#", "-", ".", "@", "a.b")
    ),
    st.sampled_from(("20261123-0007", "room ", "my name is ", "I am ", "Li Na", "QQ", "*")),
    st.text(
        alphabet="0123456789１８-+ ()*·一二三楼室栋号我叫张三王姓名是京AaXx@.m单元", max_size=12
    ),
    st.text(max_size=6),
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)

MEGABYTE = 1_000_000
HARD = (
    "1",
    "1 ",
    "a@a.",
    "3号楼",
    "我叫王建国",
    "姓名:阿·",
    "6222 0212 ",
    "my name is a ",
)


@given(TEXTS)
def test_masking_twice_changes_nothing_more(text: str) -> None:
    """A masked text can be masked again on its way out, and nothing is found in it."""
    masked = mask(text)
    assert mask(masked) == masked
    assert is_masked(masked)


@given(TEXTS)
def test_each_place_stays_its_place(text: str) -> None:
    """A masked text is as long as the text, and differs in stars alone."""
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(new in (old, "*") for old, new in zip(text, masked, strict=True))
    assert bool(found(text)) == (masked != text)


@given(st.text(st.characters()))
def test_no_text_is_too_strange(text: str) -> None:
    """Half characters and everything else a phone can send."""
    assert len(mask(text)) == len(text)


@given(
    st.text(alphabet="你好的了在吗abc,。 "),
    st.integers(min_value=3, max_value=9),
    st.text(alphabet="0123456789", min_size=9, max_size=9),
    st.text(alphabet="你好的了在吗,。 "),
)
def test_no_mobile_number_gets_through(before: str, second: int, rest: str, after: str) -> None:
    """Wherever it stands."""
    number = f"1{second}{rest}"
    assert number not in mask(before + number + after)


@pytest.mark.parametrize("unit", HARD)
def test_a_megabyte_of_what_is_hard_is_masked(unit: str) -> None:
    """Work that grew with the square of the length would outlast the test's time a hundredfold."""
    text = unit * (MEGABYTE // len(unit))
    assert len(mask(text)) == len(text)
