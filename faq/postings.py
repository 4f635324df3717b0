"""An inverted index in flat arrays: which texts hold a term, and how much it tells in each."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from faq.terms import SIGN, WORD, kind_of, terms_of_all
from faq.words import light_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from faq.terms import Numbers

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]

SATURATION = 1.2
"""BM25's k1 for single texts: how much a repeated term goes on telling."""

_LENGTH_SHARE = 0.75  # BM25's b: how much a long text is held against it
_KIND_WEIGHTS = np.array([1.0, 1.0, 0.2, 1.0], np.float32)  # by kind of term (faq.terms)
_KIND_WEIGHT: list[float] = _KIND_WEIGHTS.tolist()
_LIGHT = 0.4  # what is left of the weight of a word that holds sentences together


_FINE_BIT = 1  # which words and pairs of signs have
_FINE = np.uint64(_FINE_BIT)
_COMMON_SHARE = 1 / 16  # terms in more of the texts than this get a row with a place for each …
_COMMON_FEW = 700  # … or in twice as many, where those are this few
_MOST_COMMON = 64  # … but not more terms than these


class Asked(NamedTuple):
    """The terms of a question that some text has, by place, and what they tell.

    `fine` holds those of them that are words or pairs of signs, and `fine_mass` their weight;
    `heaviest` the weights of all of them, falling. `mass` is the weight of all terms of the
    question, `unknown` of those that no text has.
    """

    weights: dict[int, float]
    fine: dict[int, float]
    heaviest: list[float]
    fine_mass: float
    mass: float
    unknown: float


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Terms by number and, for each, the texts that hold it; and for each text its terms.

    The arrays may be memory-mapped and are never written. `pairs` holds texts and, beside each, the
    BM25 weight of the term in it, its impact: so both are picked at once (a number of four bytes
    is exact for 16 million texts). `greatest` is the greatest impact of each term; the terms in
    `common` have theirs also in a row of `columns` each, with a place for every text. The terms of
    a text stand heaviest first. `masses` is the weight of all terms of a text, `fine` of its words
    and pairs of signs; a score times `undamped` is the weight of the terms shared, but for repeats.
    """

    numbers: Numbers
    weights: Floats
    starts: Places
    pairs: Floats
    greatest: Floats
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

    @classmethod
    def build(cls, texts: Sequence[str], saturation: float = SATURATION) -> Postings:
        """Index folded texts (faq.folding); `saturation` is BM25's k1."""
        found = terms_of_all(texts)
        numbers, places = np.unique(found.numbers, return_inverse=True)
        size = len(texts)
        # One number for (term, text), so that one sort groups the repeats.
        pairs, repeats = np.unique(places * max(size, 1) + found.owners, return_counts=True)
        terms, owners = np.divmod(pairs, max(size, 1))
        frequencies = np.bincount(terms, minlength=len(numbers))
        rarity = np.log1p((size - frequencies + 0.5) / (frequencies + 0.5))
        weights = (rarity * _telling_of_all(numbers)).astype(np.float32)
        lengths = np.bincount(owners, _KIND_WEIGHTS[kind_of(numbers)][terms] * repeats, size)
        share = lengths / max(float(lengths.mean()), 1e-9) if size else lengths
        damping = saturation * (1 - _LENGTH_SHARE + _LENGTH_SHARE * share)
        damped = repeats / (repeats + damping[owners])
        impacts = (weights[terms] * damped * (saturation + 1)).astype(np.float32)
        starts = _starts(frequencies)
        order = np.lexsort((-weights[terms], owners))
        common, columns = _common(terms, owners, impacts, frequencies, size)
        return cls(
            numbers=numbers,
            weights=weights,
            starts=starts,
            pairs=np.stack([owners.astype(np.float32), impacts], axis=1),
            greatest=np.maximum.reduceat(impacts, starts[:-1]) if len(numbers) else impacts,
            common=common,
            columns=columns,
            own_starts=_starts(np.bincount(owners, minlength=size)),
            own_terms=terms[order].astype(np.int32),
            masses=np.bincount(owners, weights[terms], size).astype(np.float32),
            fine=np.bincount(owners, (weights * _fine(numbers))[terms], size).astype(np.float32),
            undamped=((1 + damping) / (saturation + 1)).astype(np.float32),
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The arrays by name."""
        return {name: getattr(self, name) for name in _ARRAYS}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Postings:
        """The postings that `arrays` gave; KeyError when one is missing."""
        return cls(**{name: arrays[name] for name in _ARRAYS})  # type: ignore[arg-type]

    def terms(self, text: int) -> list[int]:
        """The places of a text's terms, the heaviest first."""
        read = self.read
        return read.own_terms[read.own_starts[text] : read.own_starts[text + 1]].tolist()

    def numbers_of(self, text: int) -> set[int]:
        """The terms of a text."""
        return {int(self.numbers[place]) for place in self.terms(text)}

    def asked(self, numbers: Collection[int]) -> Asked:
        """What the terms of a question tell here; one that no text has tells as a rare one."""
        if not len(self.numbers):
            return Asked({}, {}, [], 0.0, 0.0, 0.0)
        wanted = np.fromiter(numbers, np.uint64, len(numbers))
        places = self.numbers.searchsorted(wanted)
        there = self.numbers.take(places, mode="clip").tolist()
        tells = self.weights.take(places, mode="clip").tolist()
        # A few dozen numbers: from here on, plain ones are quicker than arrays.
        weights, fine, unknown = {}, {}, []
        for number, at, place, weight in zip(numbers, there, places.tolist(), tells, strict=True):
            if number != at:
                unknown.append(number)
                continue
            weights[place] = weight
            if number & _FINE_BIT:
                fine[place] = weight
        lost = _telling(unknown) * self.read.rarest if unknown else 0.0
        heaviest = sorted(weights.values(), reverse=True)
        return Asked(weights, fine, heaviest, sum(fine.values()), sum(heaviest) + lost, lost)


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """The arrays as plain numbers: to read one by one, they are quicker than arrays of NumPy.

    A text and its impact are one number of `pairs`; `rarest` is what a term tells that no text has.
    """

    weights: memoryview[float]
    starts: memoryview[int]
    pairs: memoryview[float]
    greatest: memoryview[float]
    columns: dict[int, int]
    own_starts: memoryview[int]
    own_terms: memoryview[int]
    masses: memoryview[float]
    fine: memoryview[float]
    undamped: memoryview[float]
    rarest: float

    @classmethod
    def of(cls, postings: Postings) -> Readings:
        """The same numbers; next to nothing is copied."""
        return cls(
            weights=_floats(postings.weights),
            starts=postings.starts.data,
            pairs=_floats(postings.pairs.reshape(-1).view(np.float64)),
            greatest=_floats(postings.greatest),
            columns={place: column for column, place in enumerate(postings.common.tolist())},
            own_starts=postings.own_starts.data,
            own_terms=postings.own_terms.data,
            masses=_floats(postings.masses),
            fine=_floats(postings.fine),
            undamped=_floats(postings.undamped),
            rarest=float(np.log1p((postings.size + 0.5) / 0.5)),
        )


def _floats(array: NDArray[np.floating]) -> memoryview[float]:
    return cast("memoryview[float]", array.data)  # NumPy says that it holds whole numbers


_ARRAYS = tuple(each.name for each in fields(Postings) if each.init)


def _common(
    terms: Places, owners: Places, impacts: Floats, frequencies: Places, size: int
) -> tuple[NDArray[np.int32], Floats]:
    least = max(size * _COMMON_SHARE, min(size * _COMMON_SHARE * 2, _COMMON_FEW), 1)
    many = np.flatnonzero(frequencies > least)
    many = many[np.argsort(-frequencies[many], kind="stable")[:_MOST_COMMON]]
    row = np.full(len(frequencies), -1, np.int32)
    row[many] = np.arange(len(many), dtype=np.int32)
    columns = np.zeros((len(many), size), np.float32)
    held = row[terms] >= 0
    columns[row[terms[held]], owners[held]] = impacts[held]
    return many.astype(np.int32), columns


def _fine(numbers: Numbers) -> Floats:
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


def _telling_of_all(numbers: Numbers) -> Floats:
    """What each term tells whatever its rarity: by kind, and little where it is a light word."""
    light = _light_terms()
    at = np.minimum(light.searchsorted(numbers), len(light) - 1)
    factors = np.where(light[at] == numbers, np.float32(_LIGHT), np.float32(1))
    return factors * _KIND_WEIGHTS[kind_of(numbers)]


@cache
def _light_set() -> frozenset[int]:
    return frozenset(_light_terms().tolist())


@cache
def _light_terms() -> Numbers:
    return np.unique(terms_of_all(light_words()).numbers)


def _starts(counts: Places) -> Places:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
