"""Fits the two small networks of faq/weights.json; no more than numpy and scipy is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
_ROUNDS = 180
_DIGITS = 4  # significant ones that are kept in the file


class Lists(NamedTuple):
    """Entries to put in order: list i begins at row `starts[i]`, `right` marks the answers."""

    figures: Floats
    starts: NDArray[np.int64]
    right: NDArray[np.bool_]
    weights: Floats


class Cases(NamedTuple):
    """Decisions to be sure of: a row of inputs each, and for each output whether it was right."""

    inputs: Floats
    right: Floats
    weights: Floats


class Fit(NamedTuple):
    """A network: `figures` are inputs less `mean`, by `spread`."""

    mean: Floats
    spread: Floats
    units: Floats
    unit_offsets: Floats
    unit_outputs: Floats
    direct: Floats
    offsets: Floats

    def __call__(self, figures: Floats) -> Floats:
        """The outputs for a row of inputs each."""
        scaled = (figures - self.mean) / self.spread
        hidden = np.tanh(scaled @ self.units + self.unit_offsets)
        return hidden @ self.unit_outputs + scaled @ self.direct + self.offsets


def fit_ranking(lists: Lists, units: int, penalty: float, seed: int) -> Fit:
    """Weights that put a right entry first: the softmax over each list, penalised by size."""
    sizes = np.diff(np.append(lists.starts, len(lists.figures)))
    of_list = np.repeat(np.arange(len(sizes)), sizes)
    weights = lists.weights / lists.weights.sum()

    def loss(outputs: Floats) -> tuple[float, Floats]:
        values = outputs[:, 0]
        values = np.exp(values - np.maximum.reduceat(values, lists.starts)[of_list])
        share = values / np.add.reduceat(values, lists.starts)[of_list]
        hits = np.where(lists.right, share, 0)
        hit = np.add.reduceat(hits, lists.starts) + 1e-12
        slope = (share - hits / hit[of_list]) * weights[of_list]
        return -float(weights @ np.log(hit)), slope[:, None]

    return _fitted(lists.figures, 1, units, penalty, seed, loss)


def fit_decision(cases: Cases, units: int, penalty: float, seed: int) -> Fit:
    """Weights whose outputs are log-odds: logistic loss, penalised by size."""
    weights = (cases.weights / cases.weights.sum())[:, None]

    def loss(outputs: Floats) -> tuple[float, Floats]:
        likely = 1 / (1 + np.exp(-outputs))
        value = np.logaddexp(0, np.where(cases.right > 0, -outputs, outputs))
        return float((weights * value).sum()), weights * (likely - cases.right)

    return _fitted(cases.inputs, cases.right.shape[1], units, penalty, seed, loss)


def together(fits: list[Fit]) -> Fit:
    """The mean of several fits on the same data, as one network."""
    first, share = fits[0], 1 / len(fits)
    return Fit(
        first.mean,
        first.spread,
        np.concatenate([fit.units for fit in fits], axis=1),
        np.concatenate([fit.unit_offsets for fit in fits]),
        np.concatenate([fit.unit_outputs * share for fit in fits]),
        sum((fit.direct for fit in fits), np.zeros_like(first.direct)) * share,
        sum((fit.offsets for fit in fits), np.zeros_like(first.offsets)) * share,
    )


def as_learnt(fit: Fit, names: tuple[str, ...]) -> dict[str, object]:
    """The network as faq/weights.json holds it."""
    inputs = {
        name: {
            "mean": _short(fit.mean[at]),
            "spread": _short(fit.spread[at]),
            "units": _short(fit.units[at]),
            "outputs": _short(fit.direct[at]),
        }
        for at, name in enumerate(names)
    }
    return {
        "inputs": inputs,
        "unit_offsets": _short(fit.unit_offsets),
        "unit_outputs": [_short(row) for row in fit.unit_outputs],
        "offsets": _short(fit.offsets),
    }


def _fitted(
    figures: Floats,
    outputs: int,
    units: int,
    penalty: float,
    seed: int,
    loss: Callable[[Floats], tuple[float, Floats]],
) -> Fit:
    mean, spread = figures.mean(axis=0), figures.std(axis=0) + 1e-2
    scaled = ((figures - mean) / spread).astype(np.float32)
    inputs = scaled.shape[1]
    shapes = [(inputs, units), (units,), (units, outputs), (inputs, outputs), (outputs,)]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])

    def parts(flat: Floats) -> list[Floats]:
        pieces = np.split(flat, ends[:-1])
        return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]

    def value(flat: Floats) -> tuple[float, Floats]:
        # Over hundreds of thousands of rows: half the digits take half the time.
        to_units, unit_offsets, from_units, direct, offsets = parts(flat.astype(np.float32))
        sums = scaled @ np.concatenate([to_units, direct], axis=1)
        hidden = np.tanh(sums[:, :units] + unit_offsets)
        total, exact = loss((hidden @ from_units + sums[:, units:] + offsets).astype(np.float64))
        slope = exact.astype(np.float32)
        back = (slope @ from_units.T) * (1 - hidden * hidden)
        of_inputs = scaled.T @ np.concatenate([back, slope], axis=1)
        slopes = [
            of_inputs[:, :units],
            back.sum(0),
            hidden.T @ slope,
            of_inputs[:, units:],
            slope.sum(0),
        ]
        flat_slope = np.concatenate([each.ravel() for each in slopes]).astype(np.float64)
        # The offsets of the outputs carry the base rate, and are not held small.
        held = flat.copy()
        held[ends[-2] :] = 0
        return total + penalty * 0.05 * float(held @ held), flat_slope + penalty * 0.1 * held

    start = np.random.default_rng(seed).normal(0, 0.15, int(ends[-1]))
    found = minimize(value, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS})
    return Fit(mean, spread, *parts(found.x))


def _short(value: Floats | float) -> object:
    if np.ndim(value):
        return [_short(each) for each in np.asarray(value)]
    return float(f"{float(value):.{_DIGITS}g}")
