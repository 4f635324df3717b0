"""Keeps what an encoder made of texts in a file, so that a second run has not to wait again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faq.encoders import Encoder
from faq.index import Index
from faq.turning import LEARNT
from faq.vectors import Vectors, texts_of

Floats = NDArray[np.float32]
_BATCH = 2048


class Kept:
    """An encoder whose vectors are kept: `folder` holds a table and a list of texts a model."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self.model = encoder.model
        self.dimension = encoder.dimension
        name = "".join(sign if sign.isalnum() else "-" for sign in encoder.model)
        self._folder = folder
        self._table, self._texts = folder / f"{name}.npy", folder / f"{name}.json"
        self._known: dict[str, Floats] = {}
        if self._table.exists() and self._texts.exists():
            texts = json.loads(self._texts.read_text("utf-8"))
            self._known = dict(zip(texts, np.load(self._table), strict=True))

    def encode(self, texts: list[str]) -> Floats:
        """A row for each text, encoded where it was not before."""
        missing = sorted({text for text in texts if text not in self._known}, key=len)
        for at in range(0, len(missing), _BATCH):
            batch = missing[at : at + _BATCH]
            self._known |= zip(batch, self._encoder.encode(batch), strict=True)
            if len(missing) > _BATCH:
                print(f"{self.model}: {at + len(batch)} of {len(missing)} texts", flush=True)
                self.keep()
        return np.array([self._known[text] for text in texts], np.float32)

    def vectors(self, index: Index, fold: int = -1) -> Vectors:
        """The vectors of an index, turned by what was learnt without the queries of a fold."""
        texts, model = texts_of(index), self.model
        turn = self._folder / f"turn-{fold}.npy"
        if fold >= 0 and model in LEARNT:
            model = f"{model} without fold {fold}"
            LEARNT[model] = str(turn.absolute())
        return Vectors.build(index, model, dict(zip(texts, self.encode(texts), strict=True)))

    def keep(self) -> None:
        """Write what is known."""
        self._table.parent.mkdir(parents=True, exist_ok=True)
        np.save(self._table, np.array(list(self._known.values()), np.float32))
        self._texts.write_text(json.dumps(list(self._known)), "utf-8")
