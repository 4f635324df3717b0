"""How alike the letters of texts are, told of few and of many."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance.Indel import normalized_similarity

from faq.spelling import spelt


@given(text=st.text(max_size=12), others=st.lists(st.text(max_size=12), max_size=40))
def test_many_texts_are_told_at_once_what_each_is_alone(text: str, others: list[str]) -> None:
    """To the last digit: how many are compared changes no answer."""
    assert spelt(text, others).tolist() == [normalized_similarity(text, each) for each in others]
