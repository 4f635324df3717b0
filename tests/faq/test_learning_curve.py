"""What an FAQ learns from picks is measured with questions that nobody picked an answer for."""

from __future__ import annotations

from datetime import date

import pytest

from faq.entries import FaqEntry
from faq.errors import FaqError
from faq.evaluation import Query
from faq.index import Index
from faq.learning_curve import learning_curve, shared_topics
from faq.match import Matcher

TODAY = date(2026, 11, 23)
ENTRIES = [
    FaqEntry("water", "停水了找谁?", "请打 96116。"),
    FaqEntry("pipe", "水管维修收费标准是多少?", "请看价目表。"),
    FaqEntry("power", "停电了找谁?", "请打 95598。"),
]
QUERIES = [
    Query("自来水龙头没有水出来", frozenset({"water"})),
    Query("水龙头没有自来水出来了", frozenset({"water"})),
    Query("停电了打什么电话", frozenset({"power"})),
    Query("楼下烧烤太吵", frozenset()),
]


def by_letters(entries: list[FaqEntry]) -> Matcher:
    """A matcher of these entries."""
    return Matcher(Index.build(entries))


def test_what_is_picked_helps_other_questions_to_the_same_entry() -> None:
    """Half of a topic's questions teach, the others are asked; one that stands alone is neither."""
    labels, held = shared_topics(QUERIES)
    assert {each.text for each in (*labels, *held)} == {each.text for each in QUERIES[:2]}
    curve = learning_curve(ENTRIES, QUERIES, lambda some: by_letters(list(some)), TODAY)
    before, after = curve.steps
    assert (curve.asked, before.labels, after.labels, after.wordings) == (1, 0, 1, 1)
    assert (before.answered_right, after.answered_right) == (0.0, 1.0)


def test_where_nothing_could_be_learnt_that_is_said() -> None:
    """No figure is made up."""
    with pytest.raises(FaqError, match="two queries"):
        learning_curve(ENTRIES, QUERIES[1:], lambda some: by_letters(list(some)), TODAY)
