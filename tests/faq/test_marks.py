"""Marks: what must not be confused, seen in a text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.marks import (
    ASKING,
    NEGATION,
    NUMBERS,
    OPPOSITES,
    PLACES,
    marks_of,
    marks_of_all,
    opposed,
    told_apart,
)


@pytest.mark.parametrize(
    ("one", "other", "column"),
    [
        ("60岁能换证吗", "70岁能换证吗", NUMBERS),
        ("北京落户", "上海落户", PLACES),
        ("为什么停水", "什么时候停水", ASKING),
        ("how do i vote", "when do i vote", ASKING),
    ],
)
def test_other_numbers_places_and_questions_give_other_marks(
    one: str, other: str, column: int
) -> None:
    """And none in common."""
    first, second = marks_of(one)[column], marks_of(other)[column]
    assert first
    assert second
    assert not first & second


@pytest.mark.parametrize("text", ["不能办", "没有办", "i can not park", "i dont have it"])
def test_negation_is_seen(text: str) -> None:
    """In both languages."""
    assert marks_of(text)[NEGATION]


@pytest.mark.parametrize(
    "text", ["能不能办", "有没有房", "不动产登记", "非常好", "i know the note"]
)
def test_what_only_looks_like_negation_is_none(text: str) -> None:
    """能不能 asks, and denies nothing."""
    assert not marks_of(text)[NEGATION]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("户口迁入", "户口迁出", True),
        ("公司注册", "公司注销", True),
        ("how to buy a house", "how to sell a house", True),
        ("户口迁入", "户口迁入", False),
        ("户口迁入", "户口本", False),
        ("迁入和迁出", "户口迁出", False),
    ],
)
def test_opposites_are_told(one: str, other: str, *, expected: bool) -> None:
    """Only where each names one side, and not the other's."""
    assert opposed(marks_of(one)[OPPOSITES], marks_of(other)[OPPOSITES]) is expected


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("60岁换证", "70岁换证", {0}),
        ("60岁换证", "换证", {1}),
        ("换证", "60岁换证", {2}),
        ("能换证", "不能换证", {3}),
        ("户口迁入", "户口迁出", {4}),
        ("北京落户", "上海落户", {5}),
        ("落户", "上海落户", {6}),
        ("上海落户", "落户", {6}),
        ("为什么停水", "什么时候停水", {7}),
        ("停水了", "停水了", set()),
    ],
)
def test_what_tells_two_texts_apart_is_named(one: str, other: str, told: set[int]) -> None:
    """Each by its place, the same from both sides but for numbers."""
    apart = told_apart(marks_of(one), marks_of(other))
    assert {at for at, differs in enumerate(apart) if differs} == told


@given(st.lists(st.text(max_size=30), max_size=4))
def test_any_texts_have_marks(texts: list[str]) -> None:
    """A row each."""
    marks = marks_of_all(texts)
    assert marks.shape == (len(texts), 5)
    assert marks.dtype == np.uint64
