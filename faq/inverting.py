"""Makes an inverted index of texts, of one field or of several (faq.postings)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.postings import KIND_WEIGHTS, Postings, fine, paired, rarest, telling
from faq.terms import kind_of, terms_of_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from faq.terms import Numbers

    Floats = NDArray[np.float32]
    Places = NDArray[np.int64]

SATURATION = 1.2
"""BM25's k1 for single texts: how much a repeated term goes on telling."""

_LENGTH_SHARE = 0.75  # BM25's b: how much a long text is held against it
_COMMON_SHARE = 1 / 16  # terms in more of the texts than this get a row with a place for each …
_COMMON_FEW = 700  # … or in twice as many, where those are this few
_MOST_COMMON = 64  # … but not more terms than these


class Texts(NamedTuple):
    """The folded texts of one field (faq.folding); `saturation` is BM25's k1."""

    texts: Sequence[str]
    saturation: float = SATURATION


class _Part(NamedTuple):
    """What one field has, with terms and texts by its own counting, each pair of them once."""

    numbers: Numbers
    weights: Floats
    terms: Places
    texts: Places
    impacts: Floats
    undamped: Floats


def invert(fields: Sequence[Texts]) -> Postings:
    """Index the texts of one or more fields."""
    parts = [_part(*each) for each in fields]
    numbers = np.unique(np.concatenate([part.numbers for part in parts]))
    firsts = _starts(np.array([len(part.undamped) for part in parts]))
    weights = np.zeros((len(parts), len(numbers)), np.float32)
    masses, fine_masses, terms, texts = [], [], [], []
    for column, part in enumerate(parts):
        places, size = numbers.searchsorted(part.numbers), len(part.undamped)
        weights[column, places] = part.weights
        told, words = part.weights[part.terms], fine(part.numbers)[part.terms]
        masses.append(np.bincount(part.texts, told, size))
        fine_masses.append(np.bincount(part.texts, told * words, size))
        terms.append(places[part.terms] * len(parts) + column)
        texts.append(part.texts + firsts[column])
    held, owners = np.concatenate(terms), np.concatenate(texts)
    impacts = np.concatenate([part.impacts for part in parts])
    order = np.argsort(held, kind="stable")
    held, owners, impacts = held[order], owners[order], impacts[order]
    of_term, size = held // len(parts), int(firsts[-1])
    common, columns = _common(of_term, owners, impacts, len(numbers), size)
    unheld = (rarest(firsts)[:, None] * telling(numbers) * (weights == 0)).astype(np.float32)
    return Postings(
        numbers=numbers,
        tells=np.concatenate([weights, unheld, [weights[0] * fine(numbers)]]),
        firsts=firsts,
        starts=_starts(np.bincount(held, minlength=weights.size)),
        pairs=paired(owners, impacts),
        common=common,
        columns=columns,
        own_starts=_starts(np.bincount(owners, minlength=size)),
        own_terms=of_term[np.argsort(owners, kind="stable")].astype(np.int32),
        masses=np.concatenate(masses).astype(np.float32),
        fine=np.concatenate(fine_masses).astype(np.float32),
        undamped=np.concatenate([part.undamped for part in parts]),
    )


def _part(texts: Sequence[str], saturation: float) -> _Part:
    found = terms_of_all(texts)
    numbers, places = np.unique(found.numbers, return_inverse=True)
    size = len(texts)
    # One number for (term, text), so that one sort groups the repeats.
    pairs, repeats = np.unique(places * max(size, 1) + found.owners, return_counts=True)
    terms, owners = np.divmod(pairs, max(size, 1))
    frequencies = np.bincount(terms, minlength=len(numbers))
    rarity = np.log1p((size - frequencies + 0.5) / (frequencies + 0.5))
    weights = (rarity * telling(numbers)).astype(np.float32)
    lengths = np.bincount(owners, KIND_WEIGHTS[kind_of(numbers)][terms] * repeats, size)
    share = lengths / max(float(lengths.mean()), 1e-9) if size else lengths
    damping = saturation * (1 - _LENGTH_SHARE + _LENGTH_SHARE * share)
    damped = repeats / (repeats + damping[owners])
    impacts = (weights[terms] * damped * (saturation + 1)).astype(np.float32)
    undamped = ((1 + damping) / (saturation + 1)).astype(np.float32)
    return _Part(numbers, weights, terms, owners, impacts, undamped)


def _common(
    terms: Places, texts: Places, impacts: Floats, count: int, size: int
) -> tuple[NDArray[np.int32], Floats]:
    frequencies = np.bincount(terms, minlength=count)
    least = max(size * _COMMON_SHARE, min(size * _COMMON_SHARE * 2, _COMMON_FEW), 1)
    many = np.flatnonzero(frequencies > least)
    many = many[np.argsort(-frequencies[many], kind="stable")[:_MOST_COMMON]]
    row = np.full(count, -1, np.int32)
    row[many] = np.arange(len(many), dtype=np.int32)
    columns = np.zeros((len(many), size), np.float32)
    held = row[terms] >= 0
    columns[row[terms[held]], texts[held]] = impacts[held]
    return many.astype(np.int32), columns


def _starts(counts: Places) -> Places:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
