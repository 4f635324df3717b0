"""The plain searches beside which the matcher is measured."""

from __future__ import annotations

import pytest

from faq.baselines import BASELINES, judged_by
from faq.entries import FaqEntry
from faq.evaluation import Query

ENTRIES = [
    FaqEntry("water", "停水了找谁？", variants=("家里没有水怎么办",)),
    FaqEntry("card", "身份证丢了怎么补办？"),
    FaqEntry("fund", "How do I withdraw from the housing fund?"),
    FaqEntry("answered", "", "居住证每年签注一次。"),
]


@pytest.mark.parametrize("name", BASELINES)
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("停水了找谁", "water"),
        ("家里没有水了怎么办呢", "water"),
        ("身份证丢了要补办", "card"),
        ("withdraw housing fund", "fund"),
        ("居住证签注", "answered"),
    ],
)
def test_each_finds_what_it_resembles(name: str, asked: str, expected: str) -> None:
    """By a wording, or by the answer of an entry that has none."""
    (found,) = judged_by(name, ENTRIES, [Query(asked, frozenset({expected}))])
    assert found.right
    assert found.score > 0


@pytest.mark.parametrize("name", BASELINES)
def test_nothing_in_common_is_nothing_found(name: str) -> None:
    """The first of equal ones is no merit, and an FAQ of nothing finds nothing."""
    query = Query("龘", frozenset({"fund"}))
    assert [one.right for one in judged_by(name, ENTRIES, [query])] == [False]
    assert judged_by(name, [], [query])[0].score == 0


def test_rarity_and_length_weigh() -> None:
    """TF-IDF and BM25 prefer the text of which the question is the larger part."""
    entries = [
        FaqEntry("long", "停水了找谁，停电了找谁，停气了找谁，停暖了找谁"),
        FaqEntry("short", "停水了找谁"),
    ]
    for name in ("TF-IDF", "BM25"):
        assert judged_by(name, entries, [Query("停水了找谁", frozenset({"short"}))])[0].right


def test_a_slow_one_is_given_every_nth_query() -> None:
    """Evenly spread; a fast one is given all."""
    queries = [Query("停水", frozenset({"water"}))] * 1_200
    assert len(judged_by("WRatio", ENTRIES, queries)) == 400
    assert len(judged_by("BM25", ENTRIES, queries)) == 1_200
