"""The inverted index: exactly the best texts, in a settled order."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.normalise import normalise
from faq.postings import Postings
from faq.reach import best, scores
from faq.terms import terms_of


def found(postings: Postings, text: str, k: int) -> list[int]:
    """The numbers of the best texts."""
    return best(postings, postings.asked(terms_of(text)), k).texts


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


def test_of_thousands_of_near_twins_the_first_are_found() -> None:
    """And before them the one that is asked for."""
    postings = Postings.build([f"{chr(0xAC00 + at)}村怎么补办身份证" for at in range(3_000)])
    assert found(postings, "哪里补办身份证", 3) == [0, 1, 2]
    assert found(postings, f"{chr(0xAC00 + 2_500)}村补办身份证", 3) == [2_500, 0, 1]


@pytest.mark.parametrize("texts", [[], [""], ["停水"]])
def test_what_shares_no_term_is_not_found(texts: list[str]) -> None:
    """Nor does an empty index find anything."""
    assert found(Postings.build(texts), "结婚", 5) == []
    assert found(Postings.build(texts), "", 5) == []


def test_a_repeated_term_tells_more_and_a_long_text_less() -> None:
    """As BM25 has it."""
    postings = Postings.build(["停水 停水 停水", "停水 停电 停气", "停水", "停水" + "通知" * 20])
    totals = scores(postings, postings.asked(terms_of("停水")))
    assert totals[0] > totals[1] > totals[3]
    assert totals[2] > totals[3]


words = st.text("停水电气怎么办理ab ", min_size=1, max_size=8).map(normalise)


def check_best(postings: Postings, text: str, k: int) -> None:
    """The same as adding up the postings of every term, one by one."""
    asked = postings.asked(terms_of(text))
    totals = np.zeros(postings.size)
    for place in asked.weights:
        held = postings.pairs[postings.starts[place] : postings.starts[place + 1]]
        totals[held[:, 0].astype(int)] += held[:, 1]
    assert scores(postings, asked) == pytest.approx(totals, rel=1e-4)
    order = [at for at in np.argsort(-totals, kind="stable").tolist() if totals[at] > 0]
    found = best(postings, asked, k)
    assert found.scores == pytest.approx(totals[order[:k]].tolist(), rel=1e-4)
    assert totals[found.texts].tolist() == pytest.approx(found.scores, rel=1e-4)
    for (one, score), (other, next_score) in pairwise(zip(*found, strict=True)):
        assert score > next_score or one < other


@given(texts=st.lists(words, max_size=40), text=words, k=st.integers(1, 5))
def test_the_best_k_are_exact(texts: list[str], text: str, k: int) -> None:
    """The same as scoring every text."""
    check_best(Postings.build(texts), text, k)


@pytest.fixture(scope="module")
def many() -> Postings:
    """So many texts that few of them are put in order, and some terms have no row of their own."""
    rng = random.Random(3)
    signs = [chr(0x4E00 + at) for at in range(200)]
    weights = [1 / (at + 1) for at in range(200)]
    sizes = (rng.randrange(3, 12) for _ in range(5_000))
    return Postings.build(["".join(rng.choices(signs, weights, k=size)) for size in sizes])


@given(
    text=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4EC7), max_size=10),
    k=st.integers(1, 40),
)
def test_the_best_k_of_many_are_exact(many: Postings, text: str, k: int) -> None:
    """Whether rare terms alone are telling or not."""
    check_best(many, text, k)


def test_several_threads_ask_one_index(many: Postings) -> None:
    """Each works in arrays of its own."""
    texts = [chr(0x4E00 + at) + chr(0x4E01 + at) + "一丁" for at in range(60)]

    def ask(text: str) -> list[int]:
        return found(many, text, 20)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, texts * 5)) == [ask(text) for text in texts] * 5
