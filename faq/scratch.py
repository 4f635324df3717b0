"""An array to work in, one for each thread, so that a question need not ask for memory."""

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

    def sums(self, size: int) -> NDArray[np.float32]:
        """So many numbers, which are 0 and to be left so."""
        if len(self._sums) < size:
            self._sums = np.zeros(size, np.float32)
        return self._sums[:size]


SCRATCH = Scratch()
"""The calling thread's array."""
