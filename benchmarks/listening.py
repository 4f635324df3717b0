"""Starts a server that is measured, or measured against, on a port of its own, and stops it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_SECONDS = 60.0


def free_port() -> int:
    """A port of this machine on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def listening(
    command: Callable[[int], Sequence[str]], folder: Path = ROOT
) -> AsyncIterator[str]:
    """The address of a server that `command` starts on a port, in `folder`.

    Raises `SystemExit` where it ends, or does not listen within a minute.
    """
    port = free_port()
    words = command(port)
    # A peer in an environment of its own must not find this one's packages.
    surroundings = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    process = await asyncio.create_subprocess_exec(*words, cwd=folder, env=surroundings)
    try:
        await _until_it_listens(process, port, " ".join(words))
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def least(kind: str, folder: Path) -> Callable[[int], Sequence[str]]:
    """The command of `least.py` for messages of one kind, with its table in `folder`."""
    module = [sys.executable, "-m", "benchmarks.least", kind]
    return lambda port: [*module, str(port), str(folder / f"least-{kind}.db")]


async def _until_it_listens(process: asyncio.subprocess.Process, port: int, words: str) -> None:
    try:
        async with asyncio.timeout(START_SECONDS):
            while process.returncode is None:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        return
                await asyncio.sleep(0.1)
    except TimeoutError:
        pass
    raise SystemExit(f"this server did not start: {words}")
