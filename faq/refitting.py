"""Fits the matcher's probabilities to what a city's own residents made of the answers.

By Platt (1999): new log-odds are a line of the old ones; held near the old ones where there are
few labels. A wording that is the question itself stays certain.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from faq.calibration import Said, calibration_error, reliability
from faq.errors import FaqError
from faq.ranking import EXACT
from faq.weights import cut_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from faq.calibration import Bin

    Pair = NDArray[np.float64]

FEWEST = 50
"""Labels below which chance would be fitted; of right and of wrong ones at least FEWEST_EACH."""
FEWEST_EACH = 10

TARGETS = (0.7, 0.8, 0.85, 0.9, 0.95, 0.98)
"""Precisions for which it is found out how sure an answer must be."""

_FARTHEST = 9.2  # log-odds of 0.9999: how sure anything but EXACT is at most
_FOLDS = 5
_ROUNDS = 50
_HOLD = 2.0  # how strongly the line is held near the old log-odds, in labels
_NEAR = 1e-9  # a step that is no longer worth taking
_FLATTEST = 0.1  # a line that falls would put the worst first


class Label(NamedTuple):
    """How sure a first entry was, and whether it was right; the same for the first three.

    `three_right` is None where nothing is known of the others.
    """

    first: float
    three: float
    first_right: bool
    three_right: bool | None


class Line(msgspec.Struct, frozen=True):
    """New log-odds as `slope` times the old ones and `offset`."""

    slope: float = 1.0
    offset: float = 0.0

    def __call__(self, likely: float) -> float:
        """The new probability; 0 and EXACT stay."""
        if likely <= 0 or likely >= EXACT:
            return likely
        return _likely(self.slope * _odds(likely) + self.offset)

    def undone(self, likely: float) -> float:
        """The old probability that this line made `likely` of."""
        if likely <= 0 or likely >= EXACT:
            return likely
        return _likely((_odds(likely) - self.offset) / self.slope)


class Refit(msgspec.Struct, frozen=True):
    """What a city's own log says: a line for the first entry, and one for the first three.

    `cuts` pairs a precision that answers shall have with the probability from which they have it.
    """

    first: Line
    three: Line
    cuts: tuple[tuple[float, float], ...]
    labels: int

    def cut_for(self, precision: float) -> float:
        """The probability from which the answers given are, taken together, right so often."""
        return cut_for(self.cuts, precision)


class Fitted(NamedTuple):
    """A refit, and how far said and true were apart before, and on unseen labels after it."""

    refit: Refit
    before: list[Bin]
    after: list[Bin]
    before_error: float
    after_error: float
    helps: bool


class TooFewLabelsError(FaqError):
    """The log holds too few judged answers to learn from."""


def refit(labels: Sequence[Label]) -> Fitted:
    """Fit to labels whose probabilities are the built-in ones. Raises `TooFewLabelsError`.

    What is said of `after` was told by fits that had not seen the label; `helps` is whether they
    tell more than the built-in probabilities.
    """
    known = [each for each in labels if 0 < each.first < EXACT]
    right = sum(each.first_right for each in known)
    if len(known) < FEWEST or min(right, len(known) - right) < FEWEST_EACH:
        raise TooFewLabelsError(
            f"residents judged {len(known)} answers ({right} of them right), and it takes "
            f"{FEWEST} with at least {FEWEST_EACH} right and {FEWEST_EACH} wrong ones: "
            "wait until more have been judged, nothing was changed"
        )
    unseen = _unseen(known)
    before = [Said(each.first, each.first_right) for each in known]
    after = [Said(likely, each.first_right) for likely, each in zip(unseen, known, strict=True)]
    first = _line([(each.first, each.first_right) for each in known])
    three = _line(
        [(each.three, each.three_right) for each in known if each.three_right is not None]
    )
    said = sorted((first(each.first) for each in known), reverse=True)
    return Fitted(
        Refit(first, three, _cuts(said), len(known)),
        (bins := reliability(before)),
        (bins_after := reliability(after)),
        calibration_error(bins) or 0.0,
        calibration_error(bins_after) or 0.0,
        _surprise(after) < _surprise(before),
    )


def _unseen(labels: Sequence[Label]) -> list[float]:
    """The new probability of each label, by a fit on the other folds."""
    cases = [(each.first, each.first_right) for each in labels]
    # Dealt out by chance, always the same one: a log may have a rhythm of its own.
    folds = np.random.default_rng(0).permutation(len(cases)) % _FOLDS
    lines = [
        _line([case for case, own in zip(cases, folds, strict=True) if own != fold])
        for fold in range(_FOLDS)
    ]
    return [lines[own](likely) for (likely, _), own in zip(cases, folds, strict=True)]


def _line(cases: Sequence[tuple[float, bool | None]]) -> Line:
    """The line of the greatest likelihood, by Newton's method; the old one without cases."""
    if not cases:
        return Line()
    odds = np.array([_odds(likely) for likely, _ in cases])
    inputs = np.stack([odds, np.ones_like(odds)], axis=1)
    right = np.array([bool(each) for _, each in cases], np.float64)
    old = np.array([1.0, 0.0])

    def loss(at: Pair) -> float:
        told = inputs @ at
        missed = np.logaddexp(0, np.where(right > 0, -told, told)).sum()
        return float(missed + _HOLD / 2 * ((at - old) ** 2).sum())

    at = old
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-inputs @ at))
        slope = inputs.T @ (likely - right) + _HOLD * (at - old)
        curve = (inputs * (likely * (1 - likely))[:, None]).T @ inputs + _HOLD * np.eye(2)
        step = np.linalg.solve(curve, slope)
        # Far from the best a whole step leads beyond it.
        while loss(at - step) > loss(at) and float(np.abs(step).max()) > _NEAR:
            step = step / 2
        at = at - step
        if float(np.abs(step).max()) <= _NEAR:
            break
    return Line(max(float(at[0]), _FLATTEST), float(at[1]))


def _cuts(said: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """For each target the least probability above which answers are right so often, as said."""
    likely = np.array(said)
    precision = likely.cumsum() / np.arange(1, len(likely) + 1)
    found = []
    for target in TARGETS:
        kept: NDArray[np.int64] = np.flatnonzero(precision >= target)
        found.append((target, round(float(likely[kept[-1]]), 4) if len(kept) else 1.0))
    return tuple(found)


def _surprise(said: Sequence[Said]) -> float:
    """The mean negative log-likelihood."""
    return -sum(math.log(one.score if one.right else 1 - one.score) for one in said) / len(said)


def _odds(likely: float) -> float:
    return min(max(math.log(likely / (1 - likely)), -_FARTHEST), _FARTHEST)


def _likely(odds: float) -> float:
    return 1 / (1 + math.exp(-min(max(odds, -_FARTHEST), _FARTHEST)))
