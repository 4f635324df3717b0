"""Platforms beside the commands, which have loops of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import TypeVar

Platform = TypeVar("Platform")


@contextmanager
def beside(opened: AbstractAsyncContextManager[Platform]) -> Iterator[Platform]:
    """A platform that serves from a thread for as long as the block runs."""
    up, done = Future[Platform](), threading.Event()

    async def serve() -> None:
        try:
            async with opened as platform:
                up.set_result(platform)
                await asyncio.to_thread(done.wait)
        except BaseException as error:
            if not up.done():
                up.set_exception(error)
            raise

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        yield up.result()
    finally:
        done.set()
        thread.join()
