"""The figures of an evaluation, and how labelled questions are read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.entries import FaqEntry
from faq.errors import RowError
from faq.evaluation import Outcome, Query, figures, judge, parse_queries, wilson, with_field
from faq.index import Index
from faq.match import Decision, Matcher
from faq.rows import Row

TODAY = date(2026, 11, 23)
WATER = FaqEntry("water", "停水了找谁?", "请打供水热线 96116。", ("家里没水了",))
POWER = FaqEntry("power", "停电了找谁?", "请打供电公司 95598。")


def outcome(
    decision: Decision, offered: str, relevant: str, *, score: float = 0.5, place: int = 0
) -> Outcome:
    """An outcome with the ids `offered` for a query whose right entries are `relevant`."""
    query = Query("?", frozenset(relevant.split()), oos_type="" if relevant else "complaint")
    return Outcome(query, decision, tuple(offered.split()), score, place, 1.0)


def test_each_figure_is_what_a_person_would_count() -> None:
    """Four questions inside the FAQ, two outside, counted by hand."""
    measured = figures(
        [
            outcome(Decision.ANSWER, "a", "a", score=0.9, place=1),
            outcome(Decision.ANSWER, "b", "a", score=0.8, place=2),
            outcome(Decision.SUGGEST, "b c a", "a", score=0.4, place=4),
            outcome(Decision.ESCALATE, "", "a", score=0.0),
            outcome(Decision.ESCALATE, "b", "", score=0.1),
            outcome(Decision.ANSWER, "b", "", score=0.95),
        ]
    )
    assert (measured["n_in"], measured["n_oos"], measured["n_answered"]) == (4, 2, 3)
    assert (measured["top1"], measured["top3"]) == (0.25, 0.5)
    assert measured["mrr10"] == pytest.approx((1 + 1 / 2 + 1 / 4) / 4)
    assert measured["auroc"] == pytest.approx(4 / 5)
    assert measured["precision"] == pytest.approx(1 / 3)
    assert measured["mcc"] == pytest.approx((1 * 3 - 2 * 0) / (3 * 1 * 5 * 3) ** 0.5)
    assert measured["in_scope_answered_right"] == 0.25
    assert measured["in_scope_suggested_right"] == 0.25
    assert measured["in_scope_offered_right"] == 0.5
    assert measured["oos_escalated"] == measured["oos_escalated_complaint"] == 0.5


def test_nothing_measured_is_no_figure_and_no_fault() -> None:
    """A share of nothing is unknown, not nought."""
    measured = figures([])
    assert measured["n_in"] == 0
    assert measured["top1"] is measured["precision"] is measured["ms_p99"] is None


@given(st.integers(1, 5_000), st.integers(0, 5_000))
def test_the_interval_holds_its_share(total: int, right: int) -> None:
    """Whatever was counted, within 0 and 1."""
    right = min(right, total)
    low, high = wilson(right, total)
    assert low is not None
    assert high is not None
    assert 0 <= low <= right / total + 1e-9
    assert right / total - 1e-9 <= high <= 1


def test_equal_scores_count_half() -> None:
    """A tie is never in our favour."""
    tied = [outcome(Decision.SUGGEST, "a", "a"), outcome(Decision.SUGGEST, "b", "a")]
    assert figures(tied)["auroc"] == 0.5


def test_a_matcher_is_judged_by_rank_and_decision() -> None:
    """The whole way from the text to the outcome."""
    matcher = Matcher(Index.build([WATER, POWER]))
    (one,) = judge(matcher, [Query("家里没水了", frozenset({"water"}))], TODAY)
    assert one.decision is Decision.ANSWER
    assert one.place == 1
    assert one.offers_right


def test_an_entry_can_be_found_by_its_answer() -> None:
    """By the answer alone, by its wordings alone, or by both as the service does."""
    answer_only, wording_only = with_field(WATER, "answer"), with_field(WATER, "question")
    assert (answer_only.question, answer_only.variants) == ("", ())
    assert answer_only.answer == WATER.answer
    assert (wording_only.question, wording_only.answer) == (WATER.question, "")
    assert with_field(WATER, "both") is WATER


def test_labels_are_lists_or_cells() -> None:
    """JSON Lines give lists, spreadsheets one cell."""
    rows = [
        Row(1, {"query": "停水", "relevant": ["water", "power"], "split": "dev"}),
        Row(2, {"query": "停水", "relevant": "water\npower"}),
        Row(3, {"query": "路灯坏了", "relevant": [], "oos_type": "complaint"}),
    ]
    first, second, third = parse_queries(rows)
    assert first.relevant == second.relevant == {"water", "power"}
    assert first.split == "dev"
    assert (third.relevant, third.oos_type) == (frozenset(), "complaint")


def test_an_empty_query_is_named() -> None:
    """With its row."""
    with pytest.raises(RowError, match="row 7: query is empty"):
        list(parse_queries([Row(7, {"query": " "})]))
