"""What a question and a text have in common, told one by one and of many texts at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.inverting import Texts, invert
from faq.normalise import normalise
from faq.overlap import Overlaps, overlaps
from faq.postings import Asked, Postings
from faq.terms import terms_of

words = st.text("停水电气怎么办理ab ", min_size=1, max_size=8).map(normalise).filter(bool)
some_texts = st.lists(words, min_size=1, max_size=12)
NONE = np.empty(0, np.int64)


def _told(texts: list[str], text: str) -> tuple[Postings, Asked, Overlaps]:
    """What a question has in common with all of some texts."""
    postings = invert([Texts(texts)])
    asked = postings.asked(terms_of(text))
    return postings, asked, overlaps(postings, asked, np.arange(len(texts)), NONE, 0)[0]


@given(texts=some_texts, text=words)
def test_what_is_shared_is_weighed_for_both_sides(texts: list[str], text: str) -> None:
    """Never more than either has, and all of it for the text itself."""
    postings, asked, found = _told([*texts, text], text)
    for mass, weight, fine in zip(postings.masses, found.shared, found.fine, strict=True):
        assert weight <= min(float(mass), asked.mass[0]) * 1.0001 + 1e-6
        assert 0 <= fine <= 1.0001
    assert found.shared[-1] == pytest.approx(asked.mass[0], rel=1e-4)
    assert found.missed[-1] == found.telling[-1] == 0
    assert found.fine[-1] == pytest.approx(1.0) or found.fine[-1] == 0


@given(texts=some_texts, text=words)
def test_the_heaviest_terms_that_differ_are_told(texts: list[str], text: str) -> None:
    """Those of the question that a text lacks, and the other way round."""
    postings, _, found = _told(texts, text)
    told = dict(zip(postings.numbers.tolist(), postings.tells[0].tolist(), strict=True))
    wanted = terms_of(text)
    for number, telling, missed in zip(range(len(texts)), found.telling, found.missed, strict=True):
        own = postings.numbers_of(number)
        added = [told[term] for term in own - wanted]
        lacked = [told[term] for term in wanted - own if term in told]
        assert (telling, missed) == (max(added, default=0), max(lacked, default=0))


@given(texts=some_texts, text=words)
def test_many_texts_are_told_at_once_what_each_is_alone(texts: list[str], text: str) -> None:
    """How many are compared changes no answer."""
    postings, asked, together = _told(texts, text)
    for at in range(len(texts)):
        alone, _ = overlaps(postings, asked, np.array([at]), NONE, 0)
        for one, all_of in zip(alone, together, strict=True):
            assert one[0] == pytest.approx(all_of[at], rel=1e-12)


@given(texts=some_texts, answers=some_texts, text=words, more=words)
def test_texts_of_two_fields_are_told_what_each_field_tells_alone(
    texts: list[str], answers: list[str], text: str, more: str
) -> None:
    """Whatever is asked of another field beside."""
    postings = invert([Texts(texts), Texts(answers), Texts(texts)])
    asked = postings.asked(terms_of(text), terms_of(more) - terms_of(text), 2)
    places = np.arange(len(texts)), np.arange(len(texts), len(texts) + len(answers))
    wordings, others = overlaps(postings, asked, *places, 1)
    for one, other in zip(wordings, _told(texts, text)[2], strict=True):
        assert one == pytest.approx(other, rel=1e-6)
    for one, other in zip(others, _told(answers, text)[2], strict=False):
        assert one == pytest.approx(other, rel=1e-6)
