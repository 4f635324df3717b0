"""Arrays to work in, a set for each thread, so that a question need not ask for memory."""

from __future__ import annotations

from threading import local
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST = 1 << 12


class Scratch(local):
    """What a thread works in."""

    def __init__(self) -> None:
        self._sums = np.zeros(_LEAST, np.float32)
        self._marks = np.zeros(_LEAST, np.int32)
        self._turns = np.arange(_LEAST, dtype=np.int32)

    def of(self, size: int) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Two arrays of at least `size`: sums, which are 0 and to be left so, and any numbers."""
        if len(self._sums) < size:
            self._sums, self._marks = np.zeros(size, np.float32), np.zeros(size, np.int32)
        return self._sums, self._marks

    def turns(self, size: int) -> NDArray[np.int32]:
        """The numbers from 0 up to `size`, not to be written."""
        if len(self._turns) < size:
            self._turns = np.arange(2 * size, dtype=np.int32)
        return self._turns[:size]


SCRATCH = Scratch()
"""The calling thread's arrays."""
