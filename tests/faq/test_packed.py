"""Packed texts and entries: what was put in comes out, one at a time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.entries import FaqEntry
from faq.packed import PackedEntries, PackedTexts


@given(st.lists(st.text(st.characters(codec=None, exclude_characters="\n"))))
def test_texts_come_out_as_they_went_in(texts: list[str]) -> None:
    """Half characters too."""
    packed = PackedTexts.pack(texts)
    assert [packed[at] for at in range(len(packed))] == texts
    assert PackedTexts(packed.content).texts == texts


def test_entries_come_out_whole() -> None:
    """With every field, and in order."""
    entries = [
        FaqEntry("1", "停水", "打电话。", ("没水",), "water", "水", "公告", date(2026, 1, 2)),
        FaqEntry("2", "停电", "打电话。", valid_until=date(2026, 3, 4), language="zh-Hans"),
        FaqEntry("3", "停气"),
        FaqEntry("4", "停暖"),
    ]
    packed = PackedEntries.pack(entries)
    assert list(packed) == entries
    assert packed[1:3] == entries[1:3]
    assert packed.same_answer(0, 1)
    assert not packed.same_answer(2, 3)
    assert [packed.expired(1, day) for day in (date(2026, 3, 4), date(2026, 3, 5))] == [False, True]
    assert not packed.expired(0, date(2100, 1, 1))
    with pytest.raises(IndexError):
        _ = packed[4]
