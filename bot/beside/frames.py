"""How the service and a process beside it speak: each content stands behind its length."""

from __future__ import annotations

from collections.abc import Iterator

READY = b""
"""The content of the frame by which the process says that it can be asked."""
_LENGTH = 4  # bytes, the highest first


def framed(content: bytes) -> bytes:
    """A content as it goes over the line."""
    return len(content).to_bytes(_LENGTH, "big") + content


class Cutter:
    """Cuts what comes in pieces of any size into the contents of the frames that were sent."""

    def __init__(self) -> None:
        self._rest = b""

    def cut(self, piece: bytes) -> Iterator[bytes]:
        """The contents that are whole with this piece; what is left waits for the next one."""
        come = self._rest + piece if self._rest else piece
        at = 0
        while len(come) - at >= _LENGTH:
            start = at + _LENGTH
            end = start + int.from_bytes(come[at:start], "big")
            if len(come) < end:
                break
            yield come[start:end]
            at = end
        self._rest = come[at:]
