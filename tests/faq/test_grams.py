"""The terms that put like questions together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from faq.grams import grams
from faq.normalise import normalise


def test_chinese_gives_characters_and_pairs() -> None:
    """In order of appearance, each once."""
    assert grams("停水停") == ["停", "水", "停水", "水停"]


def test_other_words_give_letter_triples() -> None:
    """Edges are marked, so that a short word is a term of its own."""
    assert grams("a car") == ["_a_", "_ca", "car", "ar_"]
    assert grams("etc卡") == ["_et", "etc", "tc_", "卡"]


@given(st.text())
def test_every_text_that_says_something_has_terms(text: str) -> None:
    """Nothing else could find it."""
    folded = normalise(text)
    assert bool(grams(folded)) == bool(folded)
