"""A process beside the service, as it sees itself: what it is asked, and what it says."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import BinaryIO

from bot.beside.frames import READY, Cutter, framed

MOMENT_SECONDS = 0.001
"""How long an answer may wait for the next one: about as long as finding one takes."""
_PIECE = 1 << 16  # bytes that are read at once


class Line:
    """What is said: answers that are found within a moment go out together.

    Each piece that comes wakes the service's loop, which costs it more than the answers in it.
    """

    def __init__(self, output: BinaryIO, now: Callable[[], float] = monotonic) -> None:
        self._output = output
        self._now = now
        self._sent_at = now()

    def ready(self) -> None:
        """Say that questions may come."""
        self.say(READY)
        self.send()

    def say(self, content: bytes) -> None:
        """Let something go out, soon: no question is begun while it is older than the moment.

        So it waits for a moment, and for the one question that was begun within it.
        """
        self._output.write(framed(content))
        if self._now() >= self._sent_at + MOMENT_SECONDS:
            self.send()

    def say_all(self, contents: Iterable[bytes]) -> None:
        """Let what is known by now go out together."""
        self._output.write(b"".join(map(framed, contents)))
        self.send()

    def send(self) -> None:
        """Let all go out that was said."""
        self._output.flush()
        self._sent_at = self._now()


@contextmanager
def line_of_our_own() -> Iterator[Line]:
    """The line to the service, which alone decides when this process ends.

    A terminal and a process supervisor tell all of a service to stop; but only the service knows
    when nobody is answered any more: it then closes what is read here, however it ended itself.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # Standard output for answers alone: what else would be printed goes to standard error.
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # In this order: what nobody reads any more cannot be sent when the line is closed either.
    with suppress(BrokenPipeError), output:
        yield Line(output)


def heard() -> tuple[bytes, Iterator[list[bytes]]]:
    """What the process is to know first, and what comes then, piece by piece, until it ends.

    Nothing (empty) comes first where the service has gone already.
    """
    come = _pieces()
    first, *_ = next(come, [b""])
    return first, come


def _pieces() -> Iterator[list[bytes]]:
    """What comes on standard input, as much of it together as has come."""
    cutter = Cutter()
    while piece := os.read(sys.stdin.fileno(), _PIECE):
        if contents := list(cutter.cut(piece)):
            yield contents
