"""How alike the letters of texts are, in order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance.Indel import normalized_similarity
from rapidfuzz.process import cdist

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Weights = NDArray[np.float64]

_FEW = 14  # texts from which one call for all of them is quicker than one for each


def spelt(text: str, others: Sequence[str]) -> Weights:
    """How alike a text and each of others are, 0..1: the longest letters in common, in order."""
    if len(others) >= _FEW:
        alike: Weights = cdist([text], others, scorer=normalized_similarity, dtype=np.float64)[0]
        return alike
    return np.fromiter(map(partial(normalized_similarity, text), others), np.float64, len(others))
