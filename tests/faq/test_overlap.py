"""What a question and a text have in common, told one by one and of many texts at once."""

from __future__ import annotations

import numpy as np
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
    found = overlaps(postings, asked, np.arange(len(texts) + 1))
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
    found = overlaps(postings, asked, np.arange(len(texts)))
    for number, telling, missed in zip(range(len(texts)), found.telling, found.missed, strict=True):
        own = set(postings.terms(number))
        weighed = dict(zip(asked.places.tolist(), asked.weights.tolist(), strict=True))
        added = [float(postings.weights[place]) for place in own - weighed.keys()]
        lacked = [weight for place, weight in weighed.items() if place not in own]
        assert (telling, missed) == (max(added, default=0), max(lacked, default=0))


@given(texts=st.lists(words, min_size=1, max_size=40), text=words)
def test_many_texts_are_told_at_once_what_each_is_alone(texts: list[str], text: str) -> None:
    """How many are compared changes no answer; and answers are told the same as wordings."""
    postings = Postings.build(texts)
    asked = postings.asked(terms_of(text))
    found = best(postings, asked, 20).texts
    if not len(found):
        return
    together = overlaps(postings, asked, found)
    for at in range(len(found)):
        alone = overlaps(postings, asked, found[at : at + 1])
        for one, all_of in zip(alone, together, strict=True):
            assert one[0] == pytest.approx(all_of[at], rel=1e-12)
    for one, other in zip(shared(postings, asked, found), together, strict=False):
        assert one.tolist() == other.tolist()
