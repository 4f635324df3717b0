"""Arrays to work in, for each thread its own, so that a question need not ask for memory."""

from __future__ import annotations

from threading import local
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Scratch(local):
    """What a thread works in."""

    def __init__(self) -> None:
        self._sums = np.zeros(0, np.float32)
        self._numbers = np.zeros(0, np.int32)

    def sums(self, size: int) -> NDArray[np.float32]:
        """So many numbers, whatever they are."""
        if len(self._sums) < size:
            self._sums = np.zeros(size, np.float32)
        return self._sums[:size]

    def numbers(self, size: int) -> NDArray[np.int32]:
        """The same with whole numbers."""
        if len(self._numbers) < size:
            self._numbers = np.zeros(size, np.int32)
        return self._numbers[:size]


SCRATCH = Scratch()
"""The calling thread's arrays."""
