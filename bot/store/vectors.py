"""What an encoder made of the FAQ's texts, kept by the encoder and the text's digest."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from bot.store import Transaction

    Floats = NDArray[np.float32]

_KIND = np.dtype("<f2")  # half of the bytes, and cosines that differ in the fourth digit at most
_PAGE = 2_000  # rows read at a time


def digest_of(text: str) -> str:
    """By what a text's vector is found again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def of_model(tx: Transaction, model: str) -> dict[str, Floats]:
    """Every vector that a model made, by the digest of its text."""
    found: dict[str, Floats] = {}
    after = ""
    while rows := tx.rows("vectors_of_model", model=model, after=after, limit=_PAGE):
        for row in rows:
            found[row["digest"]] = np.frombuffer(row["vector"], _KIND).astype(np.float32)
        after = rows[-1]["digest"]
    return found


def keep(tx: Transaction, model: str, vectors: Mapping[str, Floats]) -> None:
    """Keep the vectors of some texts, by their digests."""
    tx.run_many(
        "vector_kept",
        [
            {"model": model, "digest": digest, "vector": vector.astype(_KIND).tobytes()}
            for digest, vector in vectors.items()
        ],
    )


def drop(tx: Transaction, model: str, digests: Iterable[str]) -> None:
    """Forget the vectors of texts that the FAQ no longer has."""
    tx.run_many("vector_dropped", [{"model": model, "digest": digest} for digest in digests])
