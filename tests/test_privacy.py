"""Masking: what tells who a resident is goes, what officials need stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import is_masked, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678谢谢", "电话1**********谢谢"),
        ("电话 138-1234-5678", "电话 1**-****-****"),
        ("+86 13812345678", "+8* ***********"),
        ("１３８１２３４５６７８", "1**********"),
        ("家里010-62345678", "家里0**-********"),
        ("(0571)87654321打不通", "(0***)********打不通"),
        ("身份证11010519491231002X。", "身份证1*****************。"),
        ("身份证 110105 19491231 002X", "身份证 1***** ******** ****"),
        ("老身份证110105491231002", "老身份证1**************"),
        ("卡号6222021234567890128", "卡号6******************"),
        ("卡号 4111 1111 1111 1111", "卡号 4*** **** **** ****"),
        ("信箱 zhang.san@example.com。", "信箱 z***@***。"),
        ("车牌京A12345违停", "车牌京A*****违停"),
        ("车牌沪AD12345", "车牌沪A******"),
        ("我叫张三,住在这里", "我叫张*,住在这里"),
        ("姓名:欧阳小明", "姓名:欧***"),
        ("姓名：李四", "姓名:李*"),
        ("患者是王小二", "患者是王**"),
        ("my name is John Smith.", "my name is J*** *****."),
        ("幸福小区3号楼2单元501室", "幸福小区*号楼*单元***室"),
        ("三号楼二单元十一室", "*号楼*单元**室"),
        ("阳光花园12栋1501", "阳光花园**栋****"),
        ("住在18楼", "住在**楼"),
    ],
)
def test_personal_data_is_starred_out(text: str, masked: str) -> None:
    """Each kind, and the text around it untouched."""
    assert mask(text) == masked
    assert is_masked(masked)


@pytest.mark.parametrize(
    "text",
    [
        "工单 20261123-0007 和 20261123-0008",
        "2026-11-23 08:30 到 2026年11月24日",
        "补贴 12345.67 元,共 1500000 元",
        "请打 12345 或 96116、95598",
        "第13条第2款,国办发〔2020〕53号",
        "我叫了救护车",
        "统一社会信用代码 91110000600007468M",
        "订单号 123456789012",
        "本人来办",
        "",
    ],
)
def test_what_is_not_personal_stays(text: str) -> None:
    """Ticket numbers, dates, amounts and hotlines are needed to understand the matter."""
    assert mask(text) == text


@given(st.text(alphabet=st.sampled_from("0123456789１８-+ :楼室栋号我叫张三王姓名是京AaXx@.m单元")))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    """A masked text can be masked again on its way out."""
    assert mask(mask(text)) == mask(text)


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
