"""Terms: pieces of words as numbers, the same for one text and for many."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from faq.normalise import normalise
from faq.terms import PAIR, PIECE, SIGN, WORD, terms_of, terms_of_all

texts = st.lists(st.text("停水了かな한글 etc renew 12.5é", max_size=12).map(normalise), max_size=8)


def kinds(text: str) -> list[int]:
    """How many terms of each kind a text has."""
    found = [number & 3 for number in terms_of(text)]
    return [found.count(kind) for kind in (SIGN, PAIR, PIECE, WORD)]


def test_chinese_gives_its_signs_and_pairs_of_signs() -> None:
    """Each once."""
    assert kinds("停水停") == [2, 2, 0, 0]


def test_kana_gives_pairs_and_hangul_is_as_telling_as_a_character() -> None:
    """A lone kana says nothing."""
    assert kinds("ごみ") == [0, 1, 0, 0]
    assert kinds("여권") == [2, 1, 0, 0]


def test_other_words_give_themselves_and_their_pieces() -> None:
    """Their edges are marked, so that a short word is a term of its own; neighbours are one too."""
    assert kinds("a") == [0, 0, 1, 1]
    assert kinds("car") == [0, 0, 6, 1]
    assert kinds("a car") == [0, 0, 8, 2]


def test_a_word_beside_a_chinese_character_ends_there() -> None:
    """ETC卡 holds the word etc."""
    assert terms_of("etc") <= terms_of("etc卡")


def test_other_order_gives_other_terms() -> None:
    """户口迁入 is not 入迁口户, and road is not adro."""
    assert terms_of("迁入") != terms_of("入迁")
    assert not terms_of("road") & terms_of("daor")


@given(texts)
def test_many_texts_have_the_terms_that_each_has_alone(many: list[str]) -> None:
    """An index is built in one go, a question is asked alone."""
    found = terms_of_all(many)
    for at, text in enumerate(many):
        assert set(found.numbers[found.owners == at].tolist()) == terms_of(text)


@given(st.text())
def test_every_text_that_holds_more_than_one_kana_has_terms(text: str) -> None:
    """Nothing else could find it."""
    folded = normalise(text)
    lone = len(folded) == 1 and "\u3041" <= folded <= "\u30ff"
    assert bool(len(terms_of(folded))) == (bool(folded) and not lone) or " " in folded


def test_long_texts_are_hashed_in_chunks_without_a_seam() -> None:
    """A term is the same wherever its text stands."""
    many = ["停水怎么办"] * 60_000
    found = terms_of_all(many)
    assert len(np.unique(found.numbers)) == len(terms_of(many[0]))
    assert found.owners.max() == len(many) - 1
