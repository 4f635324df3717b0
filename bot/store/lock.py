"""Keeps two `wenzheng serve` from working on one data folder."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from bot.errors import AlreadyServing, StoreError


class ServeLock:
    """Held while serving; the operating system lets go of it even when the process is killed.

    Raises on entering: `AlreadyServing` where another process holds it, `StoreError` where the
    folder cannot be written.
    """

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder
        self._lock = FileLock(data_folder / "serve.lock", mode=0o600, timeout=0)
        # The lock's own file is left alone: on some systems a locked file cannot be read.
        self._pid = data_folder / "serve.pid"

    def __enter__(self) -> Self:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.acquire()
            self._pid.write_text(f"{os.getpid()}\n", encoding="ascii")
        except Timeout:
            raise AlreadyServing(
                f"Another `wenzheng serve`{self._holder()} already works on {self._folder}; "
                "stop it first, or give this one another data folder."
            ) from None
        except OSError as error:
            self._lock.release()
            raise StoreError(
                f"{self._folder}: the folder cannot be written ({error.strerror}). Give the user "
                "that runs Wenzheng the right to write in it, or set another data folder."
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pid.unlink(missing_ok=True)
        self._lock.release()

    def _holder(self) -> str:
        with suppress(OSError, ValueError):
            return f" (process {int(self._pid.read_text(encoding='ascii'))})"
        return ""
