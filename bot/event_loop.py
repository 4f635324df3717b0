"""The event loop that the service runs on: libuv's where there is one, else Python's own."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Callable


def loop_factory() -> Callable[[], AbstractEventLoop] | None:
    """What makes the loop, for `asyncio.Runner`; None for Python's own.

    With libuv's (uvloop) a message costs less, and the loop lets go of the interpreter less often:
    it need not wait so often until the database's thread gives it back. All else is the same.
    """
    try:
        from uvloop import new_event_loop
    except ImportError:
        return None
    return new_event_loop
