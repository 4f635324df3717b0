"""Personal data in an answer: what is a resident's own is found, what the city published is not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.answer_check import personal_data, without_personal_data


def test_names_of_officials_and_numbers_of_offices_are_no_personal_data() -> None:
    """What the city has published itself."""
    said = "姓名：王芳，电话13800000001"
    assert personal_data(said) == ("王芳", "13800000001")
    assert personal_data(said, known=("王芳", "13800000001")) == ()


@pytest.mark.parametrize(
    "said",
    [
        "请到政务大厅3号窗口找李强。",
        "材料带齐后到社区找王芳登记。",
        "请到區公所三樓櫃檯聯絡李強。",
        "网格员李强明天上午到现场，电话0571-12345678。",
    ],
)
def test_whom_to_see_at_a_counter_is_no_personal_data(said: str) -> None:
    """Where a sentence says at which counter somebody is to be found, they work there."""
    assert personal_data(said) == ()
    assert without_personal_data(said) == said


def test_a_person_who_works_nowhere_stays_personal_data() -> None:
    """Neighbours and other residents, though they are to be looked for as well."""
    said = "楼上漏水的事请找李建国，手机13812345678；水务局 0571-12345678。"
    assert personal_data(said) == ("李建国", "13812345678")
    told = without_personal_data(said)
    assert told == "楼上漏水的事请找李**，手机138****5678；水务局 0571-12345678。"


def test_a_published_number_inside_a_residents_is_not_the_offices() -> None:
    """12345 stands in many a mobile number."""
    said = "请联系住户，电话 13912345678。"
    assert personal_data(said, known=("12345", "王芳")) == ("13912345678",)


IDENTITY = "110101199003078515"
BANK_CARD = "6222021234567890128"


@pytest.mark.parametrize("said", [f"身份证{IDENTITY}", f"卡号{BANK_CARD}", "住户在3号楼110室"])
def test_a_published_number_is_no_part_of_a_residents(said: str) -> None:
    """110 stands in each identity number of the capital, and is a flat's number too."""
    private = personal_data(said)
    assert private
    assert personal_data(said, known=("110", "128", "12345", "3", "水务局")) == private
    assert without_personal_data(said, known=("110", "128")) == without_personal_data(said)


def _identity(region: int, born: date, serial: int) -> str:
    """A valid number: the region, the day of birth, a serial number and the check digit."""
    first = f"{region}0101{born:%Y%m%d}{serial:03}"
    total = sum(int(digit) * 2 ** (17 - at) for at, digit in enumerate(first))
    return first + "10X98765432"[total % 11]


@given(
    st.builds(
        _identity,
        st.sampled_from([11, 12, 31, 44, 51, 65]),
        st.dates(date(1901, 1, 1), date(2026, 1, 1)),
        st.integers(0, 999),
    ),
    st.data(),
)
def test_an_identity_number_is_found_whatever_numbers_are_published(
    number: str, data: st.DataObject
) -> None:
    """Also such as are a part of it."""
    start = data.draw(st.integers(0, 16))
    part = number[start : data.draw(st.integers(start + 1, 17))]
    assert personal_data(f"他是{number}。", known=(part, "12345", "水务局")) == (number,)


def test_a_spelled_mobile_number_is_no_landline() -> None:
    """Spelled out, it reaches its owner all the same."""
    said = "请打住户电话一三八一二三四五六七八。"
    assert personal_data(said) == ("一三八一二三四五六七八",)
    assert personal_data(said, known=("13812345678",)) == ()
