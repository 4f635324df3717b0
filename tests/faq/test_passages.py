"""Answers in passages that an encoder can read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.encoders import LONGEST
from faq.passages import MOST, passages


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("", []),
        ("。！", []),
        ("请打 96116。", ["请打96116"]),
        ("先申请。再领取！", ["先申请 再领取"]),
        ("一" * LONGEST + "。二二。", ["一" * LONGEST, "二二"]),
        ("一" * (LONGEST + 5), ["一" * LONGEST, "一" * 5]),
    ],
)
def test_sentences_stay_whole_where_they_fit(answer: str, expected: list[str]) -> None:
    """Short ones share a passage, one that is too long is cut."""
    assert passages(answer) == expected


@given(st.text(max_size=3_000))
def test_any_answer_gives_few_and_short_passages(answer: str) -> None:
    """Whatever it holds."""
    found = passages(answer)
    assert len(found) <= MOST
    assert all(0 < len(part) <= LONGEST for part in found)
