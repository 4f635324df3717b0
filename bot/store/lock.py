"""Keeps two `wenzheng serve` from working on one data folder."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from bot.errors import AlreadyServing, StoreError

_ADDRESS = "serve.url"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service is reached: on this machine, and by residents and officials."""

    local: str
    public: str


def last_address(data_folder: Path) -> Address | None:
    """Where the service of this folder said that it is reached; it may have been killed since."""
    try:
        local, public = (data_folder / _ADDRESS).read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return None
    return Address(local, public)


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
        self._address = data_folder / _ADDRESS

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
                "that runs Wenzheng the right to write in it and in all files there (what another "
                "user ran may have left files of its own), or set another data folder."
            ) from error
        return self

    def tell(self, address: Address) -> None:
        """Let commands on this folder know where the service is reached."""
        self._address.write_text(f"{address.local}\n{address.public}\n", encoding="utf-8")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pid.unlink(missing_ok=True)
        self._address.unlink(missing_ok=True)
        self._lock.release()

    def _holder(self) -> str:
        with suppress(OSError, ValueError):
            return f" (process {int(self._pid.read_text(encoding='ascii'))})"
        return ""
