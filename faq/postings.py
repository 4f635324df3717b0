"""An inverted index in flat arrays: which texts hold a term, and how much it tells in each."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.terms import SIGN, WORD, kind_of, terms_of_all
from faq.words import light_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from faq.terms import Numbers

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]

SATURATION = 1.2
"""BM25's k1 for single texts: how much a repeated term goes on telling."""

_LENGTH_SHARE = 0.75  # BM25's b: how much a long text is held against it
_KIND_WEIGHTS = np.array([1.0, 1.0, 0.2, 1.0], np.float32)  # by kind of term (faq.terms)
_LIGHT = 0.4  # what is left of the weight of a word that holds sentences together

_COMMON_SHARE = 1 / 32  # a term in more of the texts than this gets a row with a place for each
_MOST_COMMON = 128  # … but not more terms than these
_SHARES = (0.3, 0.15, 0.07)  # of the best score: guesses of where the last of the pool lies
_SMALL = 30_000  # texts that are all scored: adding up a row is quicker than picking from it


class Asked(NamedTuple):
    """The terms of a question that some text has, by place, and what they tell.

    `mass` is the weight of all its terms, `unknown` the weight of those that no text has.
    """

    places: Places
    weights: Floats
    mass: float
    unknown: float


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Terms by number and, for each, the texts that hold it; and for each text its terms.

    The arrays may be memory-mapped and are never written. `impacts` is the BM25 weight of a term
    in a text. A term in very many texts has a row of `common` instead of a list of texts, with
    the place of the row in `rows` (-1: none) and its greatest impact in `greatest`.
    """

    numbers: Numbers
    weights: Floats
    starts: Places
    texts: NDArray[np.int32]
    impacts: Floats
    rows: NDArray[np.int32]
    common: Floats
    greatest: Floats
    own_starts: Places
    own_terms: NDArray[np.int32]
    masses: Floats

    @property
    def size(self) -> int:
        """How many texts there are."""
        return len(self.masses)

    @property
    def rarest(self) -> float:
        """What a term tells that no text has."""
        return float(np.log1p((self.size + 0.5) / 0.5))

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
        weights = (rarity * _telling(numbers)).astype(np.float32)
        lengths = np.bincount(owners, _KIND_WEIGHTS[kind_of(numbers)][terms] * repeats, size)
        share = (lengths / max(float(lengths.mean()), 1e-9) if size else lengths)[owners]
        damping = saturation * (1 - _LENGTH_SHARE + _LENGTH_SHARE * share)
        impacts = (weights[terms] * repeats * (saturation + 1) / (repeats + damping)).astype("f4")
        order = np.argsort(owners, kind="stable")
        rows, common, greatest = _common(terms, owners, impacts, frequencies, size)
        listed = rows[terms] < 0
        return cls(
            numbers=numbers,
            weights=weights,
            starts=_starts(np.where(rows < 0, frequencies, 0)),
            texts=owners[listed].astype(np.int32),
            impacts=impacts[listed],
            rows=rows,
            common=common,
            greatest=greatest,
            own_starts=_starts(np.bincount(owners, minlength=size)),
            own_terms=terms[order].astype(np.int32),
            masses=np.bincount(owners, weights[terms], size).astype(np.float32),
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The arrays by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Postings:
        """The postings that `arrays` gave; KeyError when one is missing."""
        return cls(**{field.name: arrays[field.name] for field in fields(cls)})  # type: ignore[arg-type]

    def terms(self, text: int) -> set[int]:
        """The terms of a text."""
        own = self.own_terms[self.own_starts[text] : self.own_starts[text + 1]]
        return set(self.numbers[own].tolist())

    def asked(self, numbers: Numbers) -> Asked:
        """What the terms of a question tell here; one that no text has tells as a rare one."""
        if not len(self.numbers):
            return Asked(np.empty(0, np.int64), np.empty(0, np.float32), 0.0, 0.0)
        at = self.numbers.searchsorted(numbers)
        at[at == len(self.numbers)] = 0
        known = self.numbers[at] == numbers
        places = at[known]
        weights = self.weights[places]
        unknown = 0.0
        if len(places) < len(numbers):
            unknown = float(_telling(numbers[~known]).sum()) * self.rarest
        return Asked(places, weights, float(weights.sum()) + unknown, unknown)

    def best(self, asked: Asked, k: int) -> tuple[Places, Floats]:
        """The `k` texts with the highest scores above 0, exactly, best first; ties in order."""
        if self.size <= _SMALL:
            scores = self.scores(asked)
            found = _upper(scores, k)
            return _highest(found, scores[found], k)
        rows = self.rows[asked.places]
        common = rows[rows >= 0].tolist()
        scores = self._listed(asked.places[rows < 0])
        within = self._within_reach(scores, float(self.greatest[common].sum()), k)
        found = np.arange(self.size) if within is None else within
        values = scores[found]
        for row in common:
            values += self.common[row][found]
        return _highest(found, values, k)

    def scores(self, asked: Asked) -> Floats:
        """The BM25 score of every text."""
        rows = self.rows[asked.places]
        scores = self._listed(asked.places[rows < 0])
        for row in rows[rows >= 0].tolist():
            scores += self.common[row]
        return scores

    def _listed(self, places: Places) -> Floats:
        """The part of every text's score that comes from terms with a list of texts."""
        if not len(places):
            return np.zeros(self.size, np.float32)
        firsts, lasts = self.starts[places].tolist(), self.starts[places + 1].tolist()
        parts = [slice(*bounds) for bounds in zip(firsts, lasts, strict=True)]
        texts = np.concatenate([self.texts[part] for part in parts])
        impacts = np.concatenate([self.impacts[part] for part in parts])
        return np.bincount(texts, impacts, self.size).astype(np.float32)

    def _within_reach(self, scores: Floats, beyond: float, k: int) -> Places | None:
        """The texts that can be among the best when common terms add at most `beyond`.

        None: all of them, for the rare terms alone do not find `k` that are out of reach.
        """
        found = _upper(scores, k)
        if len(found) < k:
            return None if beyond else found
        values = scores[found]
        least = float(np.partition(values, len(values) - k)[len(values) - k]) - beyond
        return np.flatnonzero(scores >= least) if least > 0 else None


def _upper(scores: Floats, k: int) -> Places:
    """The texts above some score that at least `k` exceed; where fewer have one, all that do."""
    top = float(scores.max(initial=0.0))
    for share in _SHARES:
        found = np.flatnonzero(scores > top * share)
        if len(found) >= k:
            return found
    return np.flatnonzero(scores)


def naming(numbers: Numbers) -> set[int]:
    """Of the terms of a question the single signs and words that are not light: what it names."""
    kinds = kind_of(numbers)
    single = numbers[(kinds == SIGN) | (kinds == WORD)].tolist()
    return set(single) - _light_set()


def _highest(found: Places, values: Floats, k: int) -> tuple[Places, Floats]:
    if len(found) > k:
        least = np.partition(values, len(values) - k)[len(values) - k]
        kept = values >= least
        found, values = found[kept], values[kept]
    order = (-values).argsort(kind="stable")[:k]
    found, values = found[order], values[order]
    above = values > 0
    return (found, values) if above.all() else (found[above], values[above])


def _common(
    terms: Places, owners: Places, impacts: Floats, frequencies: Places, size: int
) -> tuple[NDArray[np.int32], Floats, Floats]:
    rows = np.full(len(frequencies), -1, np.int32)
    many = np.flatnonzero(frequencies > max(size * _COMMON_SHARE, 1))
    many = many[np.argsort(-frequencies[many], kind="stable")[:_MOST_COMMON]]
    rows[many] = np.arange(len(many), dtype=np.int32)
    common = np.zeros((len(many), size), np.float32)
    held = rows[terms] >= 0
    common[rows[terms[held]], owners[held]] = impacts[held]
    return rows, common, common.max(axis=1, initial=0.0)


def _telling(numbers: Numbers) -> Floats:
    """What terms tell whatever their rarity: by kind, and little where they are light words."""
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
