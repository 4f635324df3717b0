"""Whether probabilities are to be believed: of what is said to be 80 % sure, 80 % is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BINS = 10
_MOST_POINTS = 400


class Said(NamedTuple):
    """How sure an entry was said to be, and whether it was right."""

    score: float
    right: bool


class Bin(NamedTuple):
    """Cases of like sureness: how many, how sure on average, and what share was right, 0..1."""

    cases: int
    sure: float
    right: float


class Point(NamedTuple):
    """If the `answered` share of all queries were answered, the surest first: their precision."""

    answered: float
    precision: float


def reliability(said: Iterable[Said]) -> list[Bin]:
    """The cases in ten bins of equal width, without empty ones, the least sure first."""
    held: list[list[Said]] = [[] for _ in range(BINS)]
    for each in said:
        held[min(int(each.score * BINS), BINS - 1)].append(each)
    return [
        Bin(
            len(alike),
            sum(one.score for one in alike) / len(alike),
            sum(one.right for one in alike) / len(alike),
        )
        for alike in held
        if alike
    ]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """The expected calibration error: how far said and true are apart, on average over cases.

    As by Naeini, Cooper and Hauskrecht (2015), with ten bins; None without cases.
    """
    total = sum(each.cases for each in bins)
    if not total:
        return None
    return sum(each.cases * abs(each.sure - each.right) for each in bins) / total


def precision_curve(said: Iterable[Said], total: int) -> list[Point]:
    """Precision against share answered, a point for each score: equal scores answer together.

    `total` counts all queries, also those for which nothing was said. At most 400 points.
    """
    ordered = sorted(said, key=lambda each: -each.score)
    points: list[Point] = []
    right = 0
    for at, each in enumerate(ordered, 1):
        right += each.right
        if at == len(ordered) or ordered[at].score < each.score:
            points.append(Point(at / total, right / at))
    if len(points) <= _MOST_POINTS:
        return points
    step = -(-len(points) // _MOST_POINTS)
    return [*points[:-1:step], points[-1]]
