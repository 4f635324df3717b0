"""The inverted index: exactly the best texts, in a settled order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.field import Field
from faq.normalise import normalise
from faq.postings import Postings
from faq.terms import terms_of


def found(postings: Postings, text: str, k: int) -> list[int]:
    """The numbers of the best texts."""
    return postings.best(postings.asked(terms_of(text)), k)[0].tolist()


def test_the_text_itself_is_found_first() -> None:
    """Near-twins follow."""
    postings = Postings.build(["户口迁入", "户口迁出", "结婚登记"])
    assert found(postings, "户口迁出", 3) == [1, 0]


def test_ties_stand_in_the_order_of_the_faq() -> None:
    """Never by chance."""
    assert found(Postings.build(["停水通知"] * 3), "停水", 2) == [0, 1]


def test_common_terms_alone_still_find() -> None:
    """They are looked at only while rarer ones leave something open."""
    texts = [f"{chr(0x4E00 + at)}怎么办" for at in range(600)]
    postings = Postings.build(texts)
    assert len(found(postings, "怎么办", 5)) == 5
    assert found(postings, texts[5], 1) == [5]


@pytest.mark.parametrize("texts", [[], [""], ["停水"]])
def test_what_shares_no_term_is_not_found(texts: list[str]) -> None:
    """Nor does an empty index find anything."""
    assert found(Postings.build(texts), "结婚", 5) == []
    assert found(Postings.build(texts), "", 5) == []


def test_a_repeated_term_tells_more_and_a_long_text_less() -> None:
    """As BM25 has it."""
    postings = Postings.build(["停水 停水 停水", "停水 停电 停气", "停水", "停水" + "通知" * 20])
    scores = postings.scores(postings.asked(terms_of("停水")))
    assert scores[0] > scores[1] > scores[3]
    assert scores[2] > scores[3]


words = st.text("停水电气怎么办理ab ", min_size=1, max_size=8).map(normalise)


@given(texts=st.lists(words, max_size=40), text=words, k=st.integers(1, 5))
def test_the_best_k_are_exact(texts: list[str], text: str, k: int) -> None:
    """The same as scoring every text."""
    postings = Postings.build(texts)
    asked = postings.asked(terms_of(text))
    scores = postings.scores(asked)
    order = [at for at in np.argsort(-scores, kind="stable").tolist() if scores[at] > 0]
    best, values = postings.best(asked, k)
    assert values.tolist() == pytest.approx(scores[order[:k]].tolist(), rel=1e-4)
    assert best.tolist() == sorted(best.tolist(), key=lambda at: (-round(float(scores[at]), 3), at))


@given(texts=st.lists(words.filter(bool), min_size=1, max_size=12), text=words.filter(bool))
def test_what_is_shared_is_weighed_for_both_sides(texts: list[str], text: str) -> None:
    """Never more than either has, and all of it for the text itself."""
    field = Field(Postings.build([*texts, text]), np.arange(len(texts) + 1, dtype=np.int32))
    pool = field.pool(terms_of(text), 50)
    masses = field.postings.masses[pool.texts]
    assert (pool.shared <= np.minimum(masses, pool.asked.mass) * 1.0001 + 1e-6).all()
    if len(pool.texts):
        own = pool.texts.tolist().index(len(texts))
        assert pool.shared[own] == pytest.approx(pool.asked.mass, rel=1e-4)
        assert pool.missed[own] == pool.telling[own] == 0
        assert pool.fine[own] == pytest.approx(1.0) or pool.fine[own] == 0
