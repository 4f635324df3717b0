"""An inverted index in flat arrays: which texts hold a term, and how much it tells in each."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.terms import SIGN, WORD, kind_of, terms_of_all
from faq.words import light_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from faq.terms import Numbers

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]
    Weights = NDArray[np.float64]

KIND_WEIGHTS = np.array([1.0, 1.0, 0.2, 1.0], np.float32)
"""What a term tells by its kind (faq.terms)."""

_KIND_WEIGHT: list[float] = KIND_WEIGHTS.tolist()
_LIGHT = 0.4  # what is left of the weight of a word that holds sentences together
_FINE = np.uint64(1)  # the bit of words and pairs of signs
_HALF = np.uint64(32)  # bits of a pair


class Asked(NamedTuple):
    """The terms of a question that some text has, by place, and what they tell in each field.

    The first `everywhere` of them are asked of all fields, the others of `column` alone. `weights`
    has a row for each field, with 0 for what is not held or not asked there; `fine` is the row of
    the first field with 0 for all but words and pairs of signs. `mass` is the weight of all terms
    of the question, `unknown` of those that no text of the field has.
    """

    places: Places
    everywhere: int
    column: int
    weights: Weights
    fine: Weights
    mass: list[float]
    unknown: list[float]

    def of(self, column: int) -> Weights:
        """What those of them that are asked everywhere tell in a field."""
        return self.weights[column, : self.everywhere]


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Terms by number and, for each, the texts that hold it; and for each text its terms.

    All texts stand in one row, those of one field (faq.field) behind those of the other: `firsts`
    tells where each begins, and the end. So a question is looked up, and what its terms tell is
    added up, once for all fields. `tells` has the weights of all terms, in several rows: for each
    field those that it holds, then for each those that it lacks, as rare as can be, and 0 for the
    others; and those of words and pairs of signs in the first field once more. `starts` has of each
    term the start of its pairs in each field.

    The arrays may be memory-mapped and are never written. `pairs` holds texts and, beside each, the
    BM25 weight of the term in it, its impact, so that both are picked at once (see `paired`). The
    terms in `common` have theirs also in a row of `columns` each, with a place for every text.
    `masses` is the weight of all terms of a text, `fine` of its words and pairs of signs; a score
    times `undamped` is the weight of the terms shared, but for repeats.
    """

    numbers: Numbers
    tells: Floats
    firsts: Places
    starts: Places
    pairs: Numbers
    common: NDArray[np.int32]
    columns: Floats
    own_starts: Places
    own_terms: NDArray[np.int32]
    masses: Floats
    fine: Floats
    undamped: Floats
    read: Readings = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "read", Readings.of(self))

    @property
    def size(self) -> int:
        """How many texts there are."""
        return len(self.masses)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The arrays by name."""
        return {name: getattr(self, name) for name in _ARRAYS}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Postings:
        """The postings that `arrays` gave; KeyError when one is missing."""
        return cls(**{name: arrays[name] for name in _ARRAYS})  # type: ignore[arg-type]

    def numbers_of(self, text: int) -> set[int]:
        """The terms of a text."""
        places = self.own_terms[self.own_starts[text] : self.own_starts[text + 1]]
        return set(self.numbers.take(places).tolist())

    def asked(self, terms: Collection[int], added: Collection[int] = (), column: int = 0) -> Asked:
        """What the terms of a question tell here; one that no text has tells as a rare one.

        The terms `added` are asked of one field alone.
        """
        rarest, fields, own = self.read.rarest, len(self.read.rarest), len(terms)
        if not len(self.numbers):
            tells, none = self.tells.astype(np.float64), [0.0] * fields
            return Asked(np.empty(0, np.int64), 0, column, tells, np.empty(0), none, none)
        wanted = np.fromiter(chain(terms, added), np.uint64, own + len(added))
        places = self.numbers.searchsorted(wanted)
        there = self.numbers.take(places, mode="clip") == wanted
        places = places[there]
        everywhere = int(np.count_nonzero(there[:own])) if added else len(places)
        tells = self.tells.take(places, axis=1).astype(np.float64)
        if added:
            tells[:, everywhere:] *= self.read.alone[column]
        held = np.add.reduce(tells, axis=1).tolist()
        unknown = held[fields : 2 * fields]
        if len(places) < len(wanted):
            missing = wanted[~there].tolist()
            lost = _telling(missing[: own - everywhere])
            unknown = [one + lost * rare for one, rare in zip(unknown, rarest, strict=True)]
            unknown[column] += _telling(missing[own - everywhere :]) * rarest[column]
        mass = [one + other for one, other in zip(held, unknown, strict=False)]
        return Asked(places, everywhere, column, tells[:fields], tells[-1], mass, unknown)


def paired(texts: Places, impacts: Floats) -> Numbers:
    """Texts and impacts in one number each: the text in its upper half, the impact in its lower."""
    return texts.astype(np.uint64) << _HALF | impacts.view(np.uint32)


def unpaired(pairs: Numbers) -> tuple[Places, Floats]:
    """The texts and the impacts that `paired` put together."""
    return (pairs >> _HALF).view(np.int64), pairs.view(np.float32)[::2]


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """The arrays as plain numbers: to read one by one, they are quicker than arrays of NumPy.

    `columns` has the row of each common term; `rarest` is what a term tells that no text of a field
    has, where the field has any; `alone` is for each field 1 in its rows of `Postings.tells`.
    """

    firsts: list[int]
    starts: memoryview[int]
    pairs: memoryview[int]
    columns: dict[int, int]
    own_starts: memoryview[int]
    own_terms: memoryview[int]
    rarest: list[float]
    alone: Weights

    @classmethod
    def of(cls, postings: Postings) -> Readings:
        """The same numbers; next to nothing is copied."""
        return cls(
            firsts=postings.firsts.tolist(),
            starts=postings.starts.data,
            pairs=postings.pairs.data,
            columns={place: column for column, place in enumerate(postings.common.tolist())},
            own_starts=postings.own_starts.data,
            own_terms=postings.own_terms.data,
            rarest=rarest(postings.firsts).tolist(),
            alone=_alone(len(postings.firsts) - 1),
        )


_ARRAYS = tuple(each.name for each in fields(Postings) if each.init)


def rarest(firsts: Places) -> Weights:
    """What a term tells that no text of a field has; 0 in a field without texts."""
    sizes = np.diff(firsts)
    return np.where(sizes, np.log1p((sizes + 0.5) / 0.5), 0.0)


def _alone(fields: int) -> Weights:
    """For each field a column over the rows of `Postings.tells`: 1 for its own, 0 for others."""
    own = np.eye(fields)
    return np.concatenate([own, own, np.zeros((1, fields))]).T[:, :, None]


def fine(numbers: Numbers) -> Floats:
    """1 for each term that is a word or a pair of signs, 0 for the others."""
    return (numbers & _FINE).astype(np.float32)


def naming(numbers: Collection[int]) -> set[int]:
    """Of the terms of a question the single signs and words that are not light: what it names."""
    single = {number for number in numbers if number & 3 in (SIGN, WORD)}
    return single - _light_set()


def _telling(numbers: Collection[int]) -> float:
    """What terms tell together, whatever their rarity."""
    light = _light_set()
    return sum(
        [_KIND_WEIGHT[number & 3] * (_LIGHT if number in light else 1.0) for number in numbers]
    )


def telling(numbers: Numbers) -> Floats:
    """What each term tells whatever its rarity: by kind, and little where it is a light word."""
    light = _light_terms()
    at = np.minimum(light.searchsorted(numbers), len(light) - 1)
    factors = np.where(light[at] == numbers, np.float32(_LIGHT), np.float32(1))
    return factors * KIND_WEIGHTS[kind_of(numbers)]


@cache
def _light_set() -> frozenset[int]:
    return frozenset(_light_terms().tolist())


@cache
def _light_terms() -> Numbers:
    return np.unique(terms_of_all(light_words()).numbers)
