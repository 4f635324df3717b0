"""Many texts, or many entries, in one run of bytes: mapped from a file, read one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, overload

import msgspec
import numpy as np

from faq.entries import FaqEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(FaqEntry)
_NO_DAY = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Packed:
    """Runs of bytes, one behind the other; `ends` says where each stops."""

    content: NDArray[np.uint8]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends)

    def _bytes(self, at: int) -> bytes:
        if not 0 <= at < len(self.ends):
            raise IndexError(at)
        return self.content[int(self.ends[at - 1]) if at else 0 : int(self.ends[at])].tobytes()


class PackedTexts(_Packed):
    """Texts by number."""

    @classmethod
    def pack(cls, texts: Iterable[str]) -> PackedTexts:
        """Put texts one behind the other."""
        return cls(*_joined([text.encode("utf-8", "surrogatepass") for text in texts]))

    def __getitem__(self, at: int) -> str:
        return self._bytes(at).decode("utf-8", "surrogatepass")

    def some(self, numbers: NDArray[np.int64]) -> list[str]:
        """The texts with these numbers."""
        lasts = self.ends[numbers].tolist()
        firsts = np.where(numbers > 0, self.ends[numbers - 1], 0).tolist()
        content = memoryview(self.content)  # type: ignore[arg-type]
        return [
            str(content[first:last], "utf-8", "surrogatepass")
            for first, last in zip(firsts, lasts, strict=True)
        ]


@dataclass(frozen=True, slots=True, eq=False)
class PackedEntries(_Packed, Sequence[FaqEntry]):
    """Entries by number; their last days and answers can be compared without reading them."""

    last_days: NDArray[np.int64]
    answers: NDArray[np.int64]

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

    @overload
    def __getitem__(self, at: int) -> FaqEntry: ...
    @overload
    def __getitem__(self, at: slice) -> list[FaqEntry]: ...
    def __getitem__(self, at: int | slice) -> FaqEntry | list[FaqEntry]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        return _DECODER.decode(self._bytes(at))

    def expired(self, at: int, today: date) -> bool:
        """Whether the last day of entry `at` lies before `today`."""
        return _NO_DAY < int(self.last_days[at]) < today.toordinal()

    def same_answer(self, one: int, other: int) -> bool:
        """Whether two entries give the same answer, word for word."""
        return bool(self.answers[one] == self.answers[other])


def _joined(parts: list[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    ends = np.cumsum(np.array([len(part) for part in parts], np.int64))
    return np.frombuffer(b"".join(parts), np.uint8), ends


def _day(last: date | None) -> int:
    return last.toordinal() if last else _NO_DAY
