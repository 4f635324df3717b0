"""What a question and a text have in common, told one by one and of many texts at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.normalise import normalise
from faq.overlap import overlaps, shared
from faq.postings import Postings
from faq.reach import best
from faq.terms import terms_of

words = st.text("停水电气怎么办理ab ", min_size=1, max_size=8).map(normalise).filter(bool)
some_texts = st.lists(words, min_size=1, max_size=12)


@given(texts=some_texts, text=words)
def test_what_is_shared_is_weighed_for_both_sides(texts: list[str], text: str) -> None:
    """Never more than either has, and all of it for the text itself."""
    postings = Postings.build([*texts, text])
    asked = postings.asked(terms_of(text))
    found = overlaps(postings, asked, range(len(texts) + 1))
    for mass, weight, fine in zip(postings.masses, found.shared, found.fine, strict=True):
        assert weight <= min(float(mass), asked.mass) * 1.0001 + 1e-6
        assert 0 <= fine <= 1.0001
    assert found.shared[-1] == pytest.approx(asked.mass, rel=1e-4)
    assert found.missed[-1] == found.telling[-1] == 0
    assert found.fine[-1] == pytest.approx(1.0) or found.fine[-1] == 0


@given(texts=some_texts, text=words)
def test_the_heaviest_terms_that_differ_are_told(texts: list[str], text: str) -> None:
    """Those of the question that a text lacks, and the other way round."""
    postings = Postings.build([*texts, text])
    asked = postings.asked(terms_of(text))
    found = overlaps(postings, asked, range(len(texts)))
    for number, telling, missed in zip(range(len(texts)), found.telling, found.missed, strict=True):
        own = set(postings.terms(number))
        added = [float(postings.weights[place]) for place in own - asked.weights.keys()]
        lacked = [weight for place, weight in asked.weights.items() if place not in own]
        assert (telling, missed) == (max(added, default=0), max(lacked, default=0))


@given(texts=st.lists(words, max_size=40), text=words)
def test_many_texts_are_told_at_once_what_few_are_one_by_one(texts: list[str], text: str) -> None:
    """To the last digit: how many are compared changes no answer."""
    postings = Postings.build(texts)
    asked = postings.asked(terms_of(text))
    found = best(postings, asked, 20).texts
    one_by_one = [overlaps(postings, asked, [each]) for each in found]
    if found:
        for together, alone in zip(
            overlaps(postings, asked, found), zip(*one_by_one, strict=True), strict=True
        ):
            assert list(together) == [each for (each,) in alone]
    answers = shared(postings, asked, found)
    assert answers.shared.tolist() == [each.shared[0] for each in one_by_one]
    assert answers.missed.tolist() == [each.missed[0] for each in one_by_one]
