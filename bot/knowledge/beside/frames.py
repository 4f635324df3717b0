"""What the service and the process beside it say to each other, in frames of MessagePack.

The service says the terms first, then what is in the catalogue, whenever that has changed, and
questions. The process says that it is ready, then answers each question by its number. Each frame
stands behind its length (4 bytes, the highest first).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from bot.knowledge.catalogue import Topical
from bot.store.catalogue import Correction, Topic
from faq.match import Ruling, Thresholds
from faq.refitting import Refit

if TYPE_CHECKING:
    from collections.abc import Iterator

READY = b""
"""The content of the frame by which the process says that it can be asked."""
_LENGTH = 4  # bytes

T = TypeVar("T")


class Terms(msgspec.Struct, frozen=True, array_like=True):
    """By what the process decides, besides the index."""

    thresholds: Thresholds
    refit: Refit | None


class Subjects(msgspec.Struct, frozen=True, array_like=True, tag="subjects"):
    """What the catalogue holds from now on."""

    topics: tuple[Topic, ...]
    corrections: tuple[Correction, ...]


class Question(msgspec.Struct, frozen=True, array_like=True, tag="match"):
    """A text to match on a day, which is counted as `date.toordinal` does.

    The text is bytes: MessagePack refuses half of a surrogate pair, which a platform may send.
    """

    number: int
    text: bytes
    today: int


class Weighing(msgspec.Struct, frozen=True, array_like=True, tag="weigh"):
    """A text of which it is asked which unit's matter it is."""

    number: int
    text: bytes


class Answer(msgspec.Struct, frozen=True, array_like=True, tag="match"):
    """What was found for the question of this number; None where the process could not tell.

    Entries travel by number: both sides have the same index mapped.
    """

    number: int
    found: Ruling | None


class Weighed(msgspec.Struct, frozen=True, array_like=True, tag="weigh"):
    """What the catalogue says of the text of this number; None where the process could not tell."""

    number: int
    found: tuple[Topical, ...] | None


_encoder = msgspec.msgpack.Encoder()
read_terms = msgspec.msgpack.Decoder(Terms).decode
read_asked = msgspec.msgpack.Decoder(Subjects | Question | Weighing).decode
read_answer = msgspec.msgpack.Decoder(Answer | Weighed).decode


def frame(said: msgspec.Struct | None) -> bytes:
    """What is said, as it goes over the line; None says `READY`."""
    content = READY if said is None else _encoder.encode(said)
    return len(content).to_bytes(_LENGTH, "big") + content


def as_bytes(text: str) -> bytes:
    """Any text there can be."""
    return text.encode("utf-8", "surrogatepass")


def as_text(content: bytes) -> str:
    """The text that became these bytes."""
    return content.decode("utf-8", "surrogatepass")


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
