"""Plain searches that the matcher must not lose to: fuzzy, character TF-IDF, BM25, encoders."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from faq.encoders import LONGEST
from faq.normalise import normalise
from faq.passages import passages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from faq.cascade import Encode
    from faq.entries import FaqEntry
    from faq.evaluation import Query

_BATCH = 64
_K1, _B = 1.2, 0.75
_MOST_LOOKED_THROUGH = 500
"""Queries for those that compare every text with every query: these, evenly spread, say enough."""


class Found(NamedTuple):
    """The text that a search takes for the best, the first of equal ones, and its score."""

    text: int
    score: float


class Judged(NamedTuple):
    """What a search made of a query: its own score, and whether the first entry was right."""

    query: Query
    score: float
    right: bool


def judged_by(name: str, entries: Sequence[FaqEntry], queries: Sequence[Query]) -> list[Judged]:
    """What the baseline `name` finds first among all wordings (or answers, where there are none).

    Texts are normalised as the matcher does it. A slow one is given every n-th query.
    """
    texts, owners = _texts(entries)
    if not texts:
        return [Judged(query, 0.0, right=False) for query in queries]
    build, slow = BASELINES[name]
    asked = queries[:: max(1, -(-len(queries) // _MOST_LOOKED_THROUGH))] if slow else queries
    found = build(texts)([normalise(query.text) for query in asked])
    return [
        Judged(query, one.score, owners[one.text] in query.relevant)
        for query, one in zip(asked, found, strict=True)
    ]


def judged_by_encoder(
    encode: Encode, entries: Sequence[FaqEntry], queries: Sequence[Query]
) -> list[Judged]:
    """What an encoder alone finds first: the nearest wording, or the nearest passage of an answer
    where there are no wordings.
    """
    texts: list[str] = []
    owners: list[str] = []
    for entry in entries:
        wordings = [normalise(text)[:LONGEST] for text in (entry.question, *entry.variants)]
        for text in wordings if entry.question else passages(entry.answer):
            texts.append(text)
            owners.append(entry.id)
    if not texts:
        return [Judged(query, 0.0, right=False) for query in queries]
    table = encode(texts)
    asked = encode([normalise(query.text)[:LONGEST] for query in queries])
    found: list[Judged] = []
    for at in range(0, len(queries), _BATCH):
        near = asked[at : at + _BATCH] @ table.T
        for query, row in zip(queries[at : at + _BATCH], near, strict=True):
            best = int(row.argmax())
            found.append(Judged(query, float(row[best]), owners[best] in query.relevant))
    return found


def _texts(entries: Iterable[FaqEntry]) -> tuple[list[str], list[str]]:
    texts: list[str] = []
    owners: list[str] = []
    for entry in entries:
        for text in (entry.question, *entry.variants) if entry.question else (entry.answer,):
            if plain := normalise(text):
                texts.append(plain)
                owners.append(entry.id)
    return texts, owners


def _fuzzy(
    scorer: Callable[..., float],
) -> Callable[[Sequence[str]], Callable[[Sequence[str]], Iterator[Found]]]:
    """A rapidfuzz scorer over all texts."""

    def over(texts: Sequence[str]) -> Callable[[Sequence[str]], Iterator[Found]]:
        def search(questions: Sequence[str]) -> Iterator[Found]:
            for at in range(0, len(questions), _BATCH):
                for row in process.cdist(questions[at : at + _BATCH], texts, scorer=scorer):
                    best = int(row.argmax())
                    yield Found(best, float(row[best]))

        return search

    return over


@dataclass(frozen=True, slots=True, eq=False)
class _Vectors:
    """Texts as weights of their characters and pairs of characters, by term."""

    rarity: Mapping[str, float]
    holders: Mapping[str, tuple[NDArray[np.int64], NDArray[np.float64]]]
    size: int

    def search(self, questions: Sequence[str]) -> Iterator[Found]:
        """The text with the greatest sum of weights for each question."""
        for question in questions:
            scores = np.zeros(self.size)
            for term, weight in self._asked(question).items():
                texts, weights = self.holders[term]
                scores[texts] += weight * weights
            best = int(scores.argmax())
            yield Found(best, float(scores[best]))

    def _asked(self, question: str) -> dict[str, float]:
        """The terms of a question: once each for BM25, as a vector of length 1 for TF-IDF."""
        counts = {term: n for term, n in _counted(question).items() if term in self.holders}
        if not self.rarity:
            return dict.fromkeys(counts, 1.0)
        weights = {term: n * self.rarity[term] for term, n in counts.items()}
        length = sum(weight * weight for weight in weights.values()) ** 0.5
        return {term: weight / length for term, weight in weights.items()}


def _tfidf(texts: Sequence[str]) -> Callable[[Sequence[str]], Iterator[Found]]:
    """The cosine of character 1- and 2-grams, weighed by rarity."""
    counted = [_counted(text) for text in texts]
    holding = Counter(term for counts in counted for term in counts)
    rarity = {term: float(np.log((1 + len(texts)) / (1 + n))) + 1 for term, n in holding.items()}

    def weigh(counts: Counter[str]) -> dict[str, float]:
        weights = {term: n * rarity[term] for term, n in counts.items()}
        length = sum(weight * weight for weight in weights.values()) ** 0.5
        return {term: weight / length for term, weight in weights.items()}

    return _Vectors(rarity, _by_term(map(weigh, counted)), len(texts)).search


def _bm25(texts: Sequence[str]) -> Callable[[Sequence[str]], Iterator[Found]]:
    """BM25 over character 1- and 2-grams."""
    counted = [_counted(text) for text in texts]
    size = len(texts)
    holding = Counter(term for counts in counted for term in counts)
    rarity = {term: float(np.log1p((size - n + 0.5) / (n + 0.5))) for term, n in holding.items()}
    usual = sum(counts.total() for counts in counted) / size

    def weigh(counts: Counter[str]) -> dict[str, float]:
        damping = _K1 * (1 - _B + _B * counts.total() / usual)
        return {term: rarity[term] * n * (_K1 + 1) / (n + damping) for term, n in counts.items()}

    return _Vectors({}, _by_term(map(weigh, counted)), size).search


def _counted(text: str) -> Counter[str]:
    return Counter(text) + Counter(map("".join, pairwise(text)))


def _by_term(
    vectors: Iterable[dict[str, float]],
) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]:
    holders: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for number, vector in enumerate(vectors):
        for term, weight in vector.items():
            texts, weights = holders[term]
            texts.append(number)
            weights.append(weight)
    return {
        term: (np.array(texts), np.array(weights)) for term, (texts, weights) in holders.items()
    }


ENCODER = "encoder"
"""What `judged_by_encoder` is called."""

BASELINES = {
    "WRatio": (_fuzzy(fuzz.WRatio), True),
    "token_set_ratio": (_fuzzy(fuzz.token_set_ratio), True),
    "TF-IDF": (_tfidf, False),
    "BM25": (_bm25, False),
}
"""By name, how a search over texts is made, and whether it looks at all of them for a query."""
