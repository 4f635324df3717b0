"""Turns an encoder's vectors by what labelled pairs taught: what belongs together lies nearer."""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import numpy as np

from faq.encoders import unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from faq.encoders import Floats

LEARNT = {"universal-sentence-encoder-multilingual-3": "universal.npy"}
"""By model, the file with its matrices (benchmarks/fit_turn.py); other models stay as they are."""


class Beside(IntEnum):
    """What a text is compared with, and as what; each has its own matrix."""

    QUESTIONS = 0  # a question, with questions
    ANSWERS = 1  # a question, with answers
    ASKED = 2  # a passage of an answer, with questions


def turned(model: str, vectors: Floats, beside: Beside = Beside.QUESTIONS) -> Floats:
    """The vectors of one text or, a row each, of several, as they are compared."""
    if model not in LEARNT or not vectors.size:
        return vectors
    return unit(vectors @ _matrices(LEARNT[model])[beside])


@cache
def _matrices(name: str) -> NDArray[np.float32]:
    with as_file(files("faq").joinpath("turns", name)) as path:
        return np.ascontiguousarray(np.load(path, allow_pickle=False), np.float32)
