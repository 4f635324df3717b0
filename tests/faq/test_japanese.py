"""An FAQ in Japanese: kana and Chinese characters, and the endings that make a sentence polite."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from faq.baselines import judged_by
from faq.evaluation import figures, judge, parse_queries
from faq.folding import folded
from faq.importing import Refusal, parse_entries
from faq.index import Index
from faq.marks import marks_of, told_apart
from faq.match import Matcher
from faq.normalise import normalise
from faq.tables import read_rows

SET = Path(__file__).parents[2] / "benchmarks" / "sets" / "city_ja"
TODAY = date(2026, 11, 26)


def test_residents_own_words_find_the_entry_more_often_than_plain_searches_do() -> None:
    """And nothing that has no answer here is given one."""
    read = parse_entries(read_rows(SET / "faq.jsonl"))
    entries = [each for each in read if not isinstance(each, Refusal)]
    queries = list(parse_queries(read_rows(SET / "queries.jsonl")))
    asked = [query for query in queries if query.relevant]
    found = figures(list(judge(Matcher(Index.build(entries)), queries, TODAY)))
    assert found["n_in"] >= 60
    assert found["top1"] >= 0.75
    for name in ("TF-IDF", "BM25"):
        plain = judged_by(name, entries, asked)
        assert found["top1"] > sum(one.right for one in plain) / len(plain)
    assert found["oos_escalated"] == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ゴミの出し方を教えてください", "ごみの出し方"),
        ("ﾊﾟｽﾎﾟｰﾄの更新", "旅券の切り替え"),
        ("引っ越しの届け出", "引越しの手続き"),
    ],
)
def test_words_that_say_the_same_are_one(one: str, other: str) -> None:
    """Width, kana and politeness aside."""
    assert folded(normalise(one)).split() == folded(normalise(other)).split()


@pytest.mark.parametrize(
    ("one", "other"), [("転入届", "転出届"), ("離婚届", "結婚の届"), ("口座の開設", "口座の解約")]
)
def test_opposites_are_told_apart(one: str, other: str) -> None:
    """Also those that a Traditional character stands in: texts are compared in Simplified ones."""
    assert told_apart(marks_of(normalise(one)), marks_of(normalise(other)))[4]
