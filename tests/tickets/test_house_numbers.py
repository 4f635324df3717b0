"""Numbers of houses and flats, in Chinese signs or in digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.house_numbers import in_digits
from bot.tickets.matters import named_places
from faq.normalise import normalise

SIGNS = "零一二三四五六七八九"


def spelled(number: int) -> str:
    """A number below ten thousand as one says it: 一百零二, 一千零二十."""
    thousands, below = divmod(number, 1000)
    hundreds, rest = divmod(below, 100)
    tens, ones = divmod(rest, 10)
    said = f"{SIGNS[thousands]}千" if thousands else ""
    if thousands and below and not hundreds:
        said += "零"
    said += f"{SIGNS[hundreds]}百" if hundreds else ""
    if tens:
        said += ("" if tens == 1 and not said else SIGNS[tens]) + "十"
    elif hundreds and ones:
        said += "零"
    return said + (SIGNS[ones] if ones else "")


@given(st.integers(1, 9999), st.sampled_from(["号", "号楼", "栋", "幢", "单元", "楼", "层", "室"]))
def test_a_number_is_read_however_it_is_said(number: int, kind: str) -> None:
    """By thousands, hundreds and tens, or sign by sign; what has digits already stays."""
    place = f"人民路{number}{kind}"
    assert in_digits(f"人民路{spelled(number)}{kind}") == place
    assert in_digits(f"人民路{''.join(SIGNS[int(each)] for each in str(number))}{kind}") == place
    assert in_digits(place) == place


@pytest.mark.parametrize("place", ["八一路", "三里屯", "幸福小区", "九龙村", ""])
def test_a_name_is_not_a_number(place: str) -> None:
    """What counts no house stays as it is written."""
    assert in_digits(place) == place


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("幸福路一千二百号", "幸福路1200号"),
        ("幸福路两千两百零二号", "幸福路2202号"),
        ("幸福路廿三号", "幸福路23号"),
        ("幸福路卅号", "幸福路30号"),
        ("一百廿三室", "123室"),
        ("二○一室", "201室"),
        ("二○○一室", "2001室"),
        ("二○号", "20号"),
    ],
)
def test_older_and_larger_signs_are_read_too(said: str, place: str) -> None:
    """廿, 卅, 千, 两, and the circle that keyboards give for a zero."""
    assert in_digits(normalise(said)) == place


@pytest.mark.parametrize(
    "place", ["一万二百号", "一百二号", "3千二百号", "二0一室", "十百号", "两号楼", "千层"]
)
def test_a_number_that_is_in_doubt_stays_whole(place: str) -> None:
    """Half of it read would be the number of another house."""
    assert in_digits(place) == place


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("一千二百号", "三千二百号"),
        ("一万二百号", "三万二百号"),
        ("3千二百号", "4千二百号"),
        ("廿三号", "卅三号"),
        ("二○一室", "二一室"),
    ],
)
def test_two_houses_are_not_taken_for_one(one: str, other: str) -> None:
    """Whatever their numbers end with."""
    here, there = (named_places(normalise(f"幸福路{each}")) for each in (one, other))
    assert here
    assert here != there
