"""Probabilities are fitted to what residents made of answers: only where that is known enough."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.refitting import FEWEST, Label, Line, TooFewLabelsError, refit


def labels(count: int, true: Line, seed: int = 6) -> list[Label]:
    """Answers whose real chance is `true` of what was said."""
    some = random.Random(seed)
    found = []
    for _ in range(count):
        said = some.uniform(0.05, 0.99)
        right = some.random() < true(said)
        found.append(Label(said, min(said + 0.05, 0.999), right, right or some.random() < 0.5))
    return found


def test_too_sure_becomes_less_sure() -> None:
    """Here an answer said to be 95 % sure is right in 64 % of cases."""
    true = Line(0.8, -1.8)
    fitted = refit(labels(1_500, true))
    assert fitted.helps
    assert fitted.after_error < fitted.before_error / 2
    assert fitted.refit.first(0.95) == pytest.approx(true(0.95), abs=0.05)
    assert fitted.refit.cut_for(0.9) > 0.8
    assert sum(each.cases for each in fitted.before) == 1_500


def test_what_was_true_stays() -> None:
    """Nothing is gained, and little is moved."""
    fitted = refit(labels(2_000, Line()))
    for said in (0.2, 0.5, 0.9):
        assert fitted.refit.first(said) == pytest.approx(said, abs=0.05)


@pytest.mark.parametrize(
    "few",
    [
        [],
        labels(FEWEST - 1, Line()),
        [Label(0.9, 0.95, first_right=True, three_right=True)] * 400,
        [Label(1.0, 1.0, first_right=at % 2 > 0, three_right=None) for at in range(400)],
    ],
    ids=["none", "one too few", "all right", "only exact wordings"],
)
def test_chance_is_not_fitted(few: list[Label]) -> None:
    """It is refused with how many there are, and how many it takes."""
    with pytest.raises(TooFewLabelsError, match="it takes 50"):
        refit(few)


def test_few_labels_move_little() -> None:
    """Sixty cannot make the surest doubtful."""
    said = labels(60, Line(1.0, -0.4), seed=2)
    fitted = refit(said)
    assert 0.3 < fitted.refit.first.slope < 1.7


@given(st.floats(0.05, 5), st.floats(-4, 4), st.lists(st.floats(0, 1), min_size=2, max_size=9))
def test_a_line_keeps_the_order(slope: float, offset: float, likely: list[float]) -> None:
    """So who was first stays first; nothing leaves 0..1, and certainty stays."""
    line = Line(slope, offset)
    new = [line(each) for each in sorted(likely)]
    assert new == sorted(new)
    assert all(0 <= each <= 1 for each in new)
    assert (line(0.0), line(1.0)) == (0.0, 1.0)


@given(st.floats(0.3, 3), st.floats(-2, 2), st.floats(0.05, 0.95))
def test_a_line_can_be_undone(slope: float, offset: float, likely: float) -> None:
    """What the log holds was made by the line that was in force."""
    line = Line(slope, offset)
    if 0.001 < line(likely) < 0.999:
        assert line.undone(line(likely)) == pytest.approx(likely, abs=1e-6)
