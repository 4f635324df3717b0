"""What was learnt from labelled questions: the order of entries, and how sure to be of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from faq.features import Feature
from faq.meaning import Meant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

RANKING = tuple(feature.name.lower() for feature in Feature)
"""What the order of entries is learnt from."""

CONTEXT = ("lead", "share", "runner_up", "third", "unknown", "words", "sentences", "entries")
"""What else says how sure to be: the first entry's lead over the next different answer, the
shares of the first three, the share of the question that no wording of the FAQ has, how much the
message says, in how many sentences, and how many entries share terms with it."""

DECIDING = (*RANKING, *CONTEXT)
"""What certainty is learnt from: the figures of the first entry, and the context."""

RANKING_BY_MEANING = (*RANKING, *(f"meant_{each.name.lower()}" for each in Meant))
"""What the order is learnt from where an encoder has read question and FAQ too."""

DECIDING_BY_MEANING = (*RANKING_BY_MEANING, *CONTEXT)
"""… and what certainty is learnt from."""


class Judged(StrEnum):
    """By what entries are judged: the file of weights that were learnt for it.

    Answers without wordings beside them are far from every question, and have weights of their
    own where an encoder reads them; by letters one file serves for both.
    """

    LETTERS = "weights.json"
    MEANING = "weights_meaning.json"
    MEANING_OF_ANSWERS = "weights_answers.json"


class Weight(msgspec.Struct, frozen=True):
    """One input: its usual value and spread, and its weight for each unit and for each output."""

    mean: float
    spread: float
    units: list[float]
    outputs: list[float]


class Learnt(msgspec.Struct, frozen=True):
    """A small network: inputs, one layer of units (tanh), and outputs that add both up."""

    inputs: dict[str, Weight]
    unit_offsets: list[float]
    unit_outputs: list[list[float]]
    offsets: list[float]


class Weights(msgspec.Struct, frozen=True):
    """A file of weights: both networks, and the figures of the fit (benchmarks/).

    `cuts` pairs a precision that answers shall have with the probability from which they have it.
    """

    ranking: Learnt
    deciding: Learnt
    cuts: list[tuple[float, float]]
    fitted_on: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A `Learnt` in arrays, with means and spreads folded into the weights.

    `inputs` leads to the units and then, past them, to the outputs.
    """

    inputs: Floats
    offsets: Floats
    from_units: Floats

    @classmethod
    def of(cls, learnt: Learnt, names: tuple[str, ...]) -> Network:
        """The network over inputs in the order of `names`; those without a weight do not count."""
        unweighed = Weight(0.0, 1.0, [0.0] * len(learnt.unit_offsets), [0.0] * len(learnt.offsets))
        rows = [learnt.inputs.get(name, unweighed) for name in names]
        mean = np.array([row.mean for row in rows])
        spread = np.array([row.spread for row in rows])
        both = np.array([row.units + row.outputs for row in rows]) / spread[:, None]
        offsets = np.array(learnt.unit_offsets + learnt.offsets) - mean @ both
        return cls(
            np.ascontiguousarray(both.T, np.float32),
            offsets.astype(np.float32)[:, None],
            np.ascontiguousarray(np.array(learnt.unit_outputs).T, np.float32),
        )

    def __call__(self, figures: Floats) -> Floats:
        """The outputs, a row each, for inputs of one row each and a column for each case."""
        units = self.from_units.shape[1]
        sums = self.inputs.dot(figures)
        sums += self.offsets
        return np.asarray(self.from_units.dot(np.tanh(sums[:units])) + sums[units:])


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What weighs figures: `ranking` says how well an entry answers, as a number to compare;
    `deciding` how likely the first entry is right, and how likely one of the first three is, as
    log-odds.
    """

    ranking: Network
    deciding: Network
    cuts: tuple[tuple[float, float], ...]

    def cut_for(self, precision: float) -> float:
        """The probability from which the answers given are, taken together, right so often."""
        return _cut_of(self.cuts, precision)


def cut_for(cuts: Iterable[tuple[float, float]], precision: float) -> float:
    """The probability from which a precision is reached: between pairs of both, along a line."""
    wanted, reached = 0.0, 0.0
    for next_wanted, cut in (*cuts, (1.0, 1.0)):
        next_reached = max(cut, reached)
        if precision < next_wanted:
            slope = (next_reached - reached) / (next_wanted - wanted)
            return slope * (precision - wanted) + reached
        wanted, reached = next_wanted, next_reached
    return reached


_cut_of = lru_cache(cut_for)  # asked with every question


@cache
def judgement_of(judged: Judged) -> Judgement:
    """What weighs the figures of a comparison."""
    read = msgspec.json.decode(files("faq").joinpath(judged).read_bytes(), type=Weights)
    letters = judged is Judged.LETTERS
    return Judgement(
        Network.of(read.ranking, RANKING if letters else RANKING_BY_MEANING),
        Network.of(read.deciding, DECIDING if letters else DECIDING_BY_MEANING),
        tuple(read.cuts),
    )
