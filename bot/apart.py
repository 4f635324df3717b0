"""Work done in a process of its own, so that no message waits for it: a file, and what is told."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from bot.errors import WenzhengError
from bot.settings import Settings

_LOOK_SECONDS = 1.0

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
    error is shown.
    """
    prefix = f"wenzheng-{module.rpartition('.')[2]}-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as made:
        path = Path(made) / "made"
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


def _end_with(parent: int) -> None:
    """A service that was killed can tell nobody that nothing is waited for any more."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)
