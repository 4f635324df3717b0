"""Plain searches that the matcher must not lose to: fuzzy ratios, character TF-IDF, BM25."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

Best = Callable[[Sequence[str]], list[int]]
"""From questions to the number of the best text for each; of equal ones the first."""

_BATCH = 256
_K1, _B = 1.2, 0.75


def fuzzy(scorer: Callable[..., float]) -> Callable[[Sequence[str]], Best]:
    """A rapidfuzz scorer over all texts."""

    def over(texts: Sequence[str]) -> Best:
        def best(questions: Sequence[str]) -> list[int]:
            found: list[int] = []
            for at in range(0, len(questions), _BATCH):
                scores = process.cdist(questions[at : at + _BATCH], texts, scorer=scorer)
                found += scores.argmax(axis=1).tolist()
            return found

        return best

    return over


def tfidf(texts: Sequence[str]) -> Best:
    """The cosine of character 1- and 2-grams, weighed by rarity."""
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 2))
    matrix = vectors.fit_transform(texts)
    return lambda questions: _best(vectors.transform(questions), matrix)


def bm25(texts: Sequence[str]) -> Best:
    """BM25 over character 1- and 2-grams."""
    counter = CountVectorizer(analyzer="char", ngram_range=(1, 2))
    counts = counter.fit_transform(texts).astype(np.float64).tocoo()
    size = counts.shape[0]
    holding = np.bincount(counts.col, minlength=counts.shape[1])
    rarity = np.log1p((size - holding + 0.5) / (holding + 0.5))
    lengths = np.bincount(counts.row, counts.data, size)
    damping = _K1 * (1 - _B + _B * lengths / max(lengths.mean(), 1e-9))
    counts.data = rarity[counts.col] * counts.data * (_K1 + 1) / (counts.data + damping[counts.row])
    matrix = counts.tocsr()

    def best(questions: Sequence[str]) -> list[int]:
        asked = counter.transform(questions)
        asked.data[:] = 1
        return _best(asked, matrix)

    return best


def _best(questions: NDArray[np.float64], matrix: NDArray[np.float64]) -> list[int]:
    found: list[int] = []
    for at in range(0, questions.shape[0], _BATCH):
        scores = (questions[at : at + _BATCH] @ matrix.T).toarray()
        found += scores.argmax(axis=1).tolist()
    return found


BASELINES: dict[str, Callable[[Sequence[str]], Best]] = {
    "WRatio": fuzzy(fuzz.WRatio),
    "token_set_ratio": fuzzy(fuzz.token_set_ratio),
    "TF-IDF": tfidf,
    "BM25": bm25,
}

SLOW = {"WRatio", "token_set_ratio"}
"""Those that look at every text for every question."""
