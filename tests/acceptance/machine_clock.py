"""The clock of a machine whose time a test sets: a moment in a file that both sides have mapped."""

from __future__ import annotations

import mmap
from datetime import UTC, datetime, timedelta
from pathlib import Path

_WIDTH = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(microseconds=1)


class MachineClock:
    """Shows what was set last, in whichever process; it stands still in between."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(bytes(_WIDTH))
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), _WIDTH)
        self._seen, self._moment = b"", _EPOCH

    def __call__(self) -> datetime:
        """The time it shows."""
        seen = self._shared[:]
        if seen != self._seen:
            self._moment = _EPOCH + int.from_bytes(seen, "little") * _STEP
            self._seen = seen
        return self._moment

    @property
    def now(self) -> datetime:
        """The time it shows; it can be set, to an earlier moment too."""
        return self()

    @now.setter
    def now(self, moment: datetime) -> None:
        self._shared[:] = ((moment - _EPOCH) // _STEP).to_bytes(_WIDTH, "little")
