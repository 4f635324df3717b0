"""Many texts, or many entries, in one run of bytes, which can be mapped from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, overload

import msgspec
import numpy as np

from faq.entries import FaqEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(FaqEntry)
_NO_DAY = 0
_END = "\n"
_AT_ONCE = 1 << 16  # bytes


@dataclass(frozen=True, slots=True, eq=False)
class PackedTexts(Sequence[str]):
    """Normalised texts by number; such hold no line feed, so that one stands behind each."""

    content: NDArray[np.uint8]
    texts: list[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", list(_lines(self.content.tobytes())))

    @classmethod
    def pack(cls, texts: Iterable[str]) -> PackedTexts:
        """Put texts one behind the other."""
        joined = "".join(f"{text}{_END}" for text in texts)
        return cls(np.frombuffer(joined.encode("utf-8", "surrogatepass"), np.uint8))

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        return self.texts[at]


@dataclass(frozen=True, slots=True, eq=False)
class PackedEntries(Sequence[FaqEntry]):
    """Entries by number; their last days and answers can be compared without reading them.

    `ends` says where each stops in `content`.
    """

    content: NDArray[np.uint8]
    ends: NDArray[np.int64]
    last_days: NDArray[np.int64]
    answers: NDArray[np.int64]
    read: tuple[memoryview[int], ...] = field(init=False)

    def __post_init__(self) -> None:
        # Read one by one, plain numbers are quicker than arrays.
        read = self.ends.data, self.last_days.data, self.answers.data, self.content.data
        object.__setattr__(self, "read", read)

    @classmethod
    def pack(cls, entries: Sequence[FaqEntry]) -> PackedEntries:
        """Put entries one behind the other."""
        content, ends = _joined([_ENCODER.encode(entry) for entry in entries])
        first: dict[str, int] = {}
        return cls(
            content,
            ends,
            np.array([_day(entry.valid_until) for entry in entries], np.int64),
            np.array(
                [
                    first.setdefault(entry.answer, at) if entry.answer else at
                    for at, entry in enumerate(entries)
                ],
                np.int64,
            ),
        )

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, at: int) -> FaqEntry: ...
    @overload
    def __getitem__(self, at: slice) -> list[FaqEntry]: ...
    def __getitem__(self, at: int | slice) -> FaqEntry | list[FaqEntry]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        if not 0 <= at < len(self.ends):
            raise IndexError(at)
        ends, _, _, content = self.read
        return _DECODER.decode(content[ends[at - 1] if at else 0 : ends[at]])

    def expired(self, at: int, today: date) -> bool:
        """Whether the last day of entry `at` lies before `today`."""
        return _NO_DAY < self.read[1][at] < today.toordinal()

    def same_answer(self, one: int, other: int) -> bool:
        """Whether two entries give the same answer, word for word."""
        return self.read[2][one] == self.read[2][other]


def _lines(content: bytes) -> Iterator[str]:
    """Texts with a line feed behind each; some at a time, so that other threads wait for none."""
    start = 0
    while start < len(content):
        end = content.find(b"\n", start + _AT_ONCE) + 1 or len(content)
        yield from content[start : end - 1].decode("utf-8", "surrogatepass").split(_END)
        start = end


def _joined(parts: list[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    ends = np.cumsum(np.array([len(part) for part in parts], np.int64))
    return np.frombuffer(b"".join(parts), np.uint8), ends


def _day(last: date | None) -> int:
    return last.toordinal() if last else _NO_DAY
