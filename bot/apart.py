"""Work done in a process of its own, so that no message waits for it: a file, and what is told.

It is done in the data folder, which the service may write; a system may let it write nowhere else.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import msgspec
from filelock import FileLock

from bot.errors import StoreError, WenzhengError
from bot.settings import Settings

_LOOK_SECONDS = 1.0
_WORK = "work"
_HELD = "held"
_MAKING_SECONDS = 60.0
"""A folder that is younger may not be held yet by whoever makes it."""

Told = TypeVar("Told")
Made = TypeVar("Made")


async def made_apart(
    module: str,
    settings: Settings,
    told_as: type[Told],
    load: Callable[[Path], Made],
    failure: Callable[[int], WenzhengError],
) -> tuple[Told, Made]:
    """What another process, which runs `module`, tells of a file, and the file as `load` maps it.

    Raises what `failure` makes of the exit code when that process fails; what it wrote to standard
    error is shown. Raises `StoreError` where the data folder cannot be written.
    """
    with _room_to_work(settings.data_folder / _WORK, module.rpartition(".")[2]) as room:
        path = room / "made"
        # The settings may hold a password, which the list of processes would show.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, str(path), str(os.getpid())),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            told, _ = await process.communicate(msgspec.json.encode(settings))
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
        if process.returncode:
            raise failure(process.returncode)
        # The file may go: what is mapped stays until nobody holds it any more.
        return msgspec.json.decode(told, type=told_as), await asyncio.to_thread(load, path)


def make(work: Callable[[Settings, Path], Awaitable[object]], niceness: int) -> None:
    """The other side: settings as JSON on standard input, the file and who asks as arguments.

    Prints as JSON what `work` tells; leaves with a sentence where it fails, and with who asks.
    """
    if hasattr(os, "nice"):
        os.nice(niceness)
    threading.Thread(target=_end_with, args=(int(sys.argv[2]),), daemon=True).start()
    settings = msgspec.json.decode(sys.stdin.buffer.read(), type=Settings)

    async def told() -> object:
        return await work(settings, Path(sys.argv[1]))

    try:
        found = asyncio.run(told())
    except WenzhengError as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(msgspec.json.encode(found))


@contextmanager
def _room_to_work(folder: Path, name: str) -> Iterator[Path]:
    """A folder of one's own that is gone afterwards; what killed services left is taken away."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder, time.time())
        made = tempfile.TemporaryDirectory(
            prefix=f"{name}-", dir=folder, ignore_cleanup_errors=True
        )
    except OSError as error:
        raise StoreError(f"{folder}: nothing can be written there ({error.strerror}).") from error
    with made as room, FileLock(Path(room) / _HELD):
        yield Path(room)


def _sweep(folder: Path, now: float) -> None:
    """Take away the folders that nobody works in; what cannot be taken keeps nobody from work."""
    for left in folder.iterdir():
        # A service that works there holds it (several may share a folder with PostgreSQL): then
        # the lock raises its `Timeout`, which is an OSError as what a system forbids.
        with suppress(OSError):
            found = left.lstat()
            if stat.S_ISDIR(found.st_mode) and found.st_mtime < now - _MAKING_SECONDS:
                with FileLock(left / _HELD, timeout=0):
                    shutil.rmtree(left, ignore_errors=True)


def _end_with(parent: int) -> None:
    """A service that was killed can tell nobody that nothing is waited for any more."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)
