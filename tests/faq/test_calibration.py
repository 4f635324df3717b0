"""Whether what is said to be likely is likely."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.calibration import Said, calibration_error, precision_curve, reliability

CASES = st.lists(st.builds(Said, st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_what_is_as_sure_as_it_says_has_no_error() -> None:
    """Of ten that are half sure, five are right; one that is certain is right."""
    said = [Said(0.5, right=at < 5) for at in range(10)]
    assert calibration_error(reliability([*said, Said(1.0, right=True)])) == pytest.approx(0)


def test_too_sure_is_told_by_how_far() -> None:
    """Said to be 95 % sure, right in 50 %: 45 points apart."""
    bins = reliability([Said(0.95, right=at % 2 == 0) for at in range(10)])
    assert (len(bins), bins[0].cases, bins[0].right) == (1, 10, 0.5)
    assert calibration_error(bins) == pytest.approx(0.45)


def test_nothing_said_has_no_error() -> None:
    """Rather than a perfect one."""
    assert calibration_error(reliability([])) is None


def test_equal_scores_answer_together() -> None:
    """A threshold cannot tell them apart, so that their order may not flatter."""
    said = [Said(0.8, right=True), Said(0.8, right=False), Said(0.9, right=True)]
    assert precision_curve(said, 4) == [(0.25, 1.0), (0.75, pytest.approx(2 / 3))]


@given(CASES)
def test_every_case_counts_once(said: list[Said]) -> None:
    """In the bins, and in the last point of the curve."""
    bins = reliability(said)
    assert sum(each.cases for each in bins) == len(said)
    assert 0 <= (calibration_error(bins) or 0) <= 1
    last = precision_curve(said, len(said))[-1]
    assert last.answered == 1
    assert last.precision == pytest.approx(sum(one.right for one in said) / len(said))
