"""Numbers of houses and flats, in Chinese signs or in digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.house_numbers import in_digits

SIGNS = "零一二三四五六七八九"


def spelled(number: int) -> str:
    """A number below a thousand as one says it: 一百零二."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = f"{SIGNS[hundreds]}百" if hundreds else ""
    if tens:
        said += ("" if tens == 1 and not hundreds else SIGNS[tens]) + "十"
    elif hundreds and ones:
        said += "零"
    return said + (SIGNS[ones] if ones else "")


@given(st.integers(1, 999), st.sampled_from(["号", "号楼", "栋", "幢", "单元", "楼", "层", "室"]))
def test_a_number_is_read_however_it_is_said(number: int, kind: str) -> None:
    """By hundreds and tens, or sign by sign; what has digits already stays."""
    place = f"人民路{number}{kind}"
    assert in_digits(f"人民路{spelled(number)}{kind}") == place
    assert in_digits(f"人民路{''.join(SIGNS[int(each)] for each in str(number))}{kind}") == place
    assert in_digits(place) == place


@pytest.mark.parametrize("place", ["八一路", "三里屯", "幸福小区", "九龙村", ""])
def test_a_name_is_not_a_number(place: str) -> None:
    """What counts no house stays as it is written."""
    assert in_digits(place) == place
