"""Everything that questions are compared with: an FAQ in flat arrays, built once, never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from faq.field import Field
from faq.folding import folded, twofold
from faq.marks import marks_of_all
from faq.normalise import normalise
from faq.numerals import with_digits
from faq.packed import PackedEntries, PackedTexts
from faq.pinyin import sounded
from faq.postings import Postings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from faq.entries import FaqEntry

SEVERAL = -1
"""What stands in `Index.known` for a wording that several entries have."""

_PROFILED = 1.25  # wordings an entry, from which all wordings of an entry tell more than the best
_PROFILE_SATURATION = 5.0  # a term in many wordings of an entry is no accident
_OPENING = 60  # characters of an answer that say most clearly what it is about


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Every wording and answer of an FAQ, with an inverted index over its terms.

    Immutable: a changed FAQ gets a new index. Wordings are numbered in the order of the entries;
    `texts` are normalised, `folded` with one form for each word, `sounds` as they sound; `mark`
    holds `marks` one behind the other, and `known` says which wording a text is, SEVERAL where
    entries have the same. `profiles` is None where entries have one wording each, `answers` where
    they have none.
    """

    entries: PackedEntries
    texts: PackedTexts
    folded: PackedTexts
    sounds: PackedTexts
    wording_of: NDArray[np.int32]
    marks: NDArray[np.uint64]
    wordings: Field
    profiles: Field | None
    answers: Field | None
    mark: memoryview[int] = field(init=False)
    known: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mark", self.marks.reshape(-1).data)
        object.__setattr__(self, "known", _known(self.texts.texts))

    @classmethod
    def build(cls, entries: Iterable[FaqEntry]) -> Index:
        """Index the wordings and answers of `entries`, but for texts that fold to nothing."""
        kept = list(entries)
        texts: list[str] = []
        owners: list[int] = []
        places: list[int] = []
        for owner, entry in enumerate(kept):
            for place, text in _wordings_of(entry):
                texts.append(text)
                owners.append(owner)
                places.append(place)
        plain = [with_digits(text) for text in texts]
        forms = [folded(text) for text in texts]
        several = len(texts) >= _PROFILED * max(len(kept), 1)
        return cls(
            PackedEntries.pack(kept),
            PackedTexts.pack(texts),
            PackedTexts.pack(forms),
            PackedTexts.pack(map(sounded, texts)),
            np.array(places, np.int32),
            marks_of_all(plain),
            Field(Postings.build(forms), np.array(owners, np.int32)),
            _profiles(plain, forms, owners, len(kept)) if several else None,
            _answers(kept),
        )

    def entry(self, number: int) -> FaqEntry:
        """The entry that wording `number` belongs to."""
        return self.entries[int(self.wordings.owners[number])]

    def question(self, number: int) -> str:
        """Wording `number` as it was written: the entry's question or one of its variants."""
        return self.worded(self.entry(number), number)

    def worded(self, entry: FaqEntry, number: int) -> str:
        """Wording `number` of the entry that it belongs to, as it was written."""
        place = int(self.wording_of[number])
        return entry.variants[place - 1] if place else entry.question


def _known(texts: Iterable[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for number, text in enumerate(texts):
        known[text] = SEVERAL if text in known else number
    return known


def _wordings_of(entry: FaqEntry) -> list[tuple[int, str]]:
    """The distinct normalised texts of an entry: 0 for its question, n for its n-th variant."""
    first: dict[str, int] = {}
    for place, text in enumerate((entry.question, *entry.variants)):
        first.setdefault(normalise(text), place)
    return [(place, text) for text, place in first.items() if text]


def _profiles(plain: list[str], forms: list[str], owners: list[int], entries: int) -> Field:
    parts: list[list[str]] = [[] for _ in range(entries)]
    for text, form, owner in zip(plain, forms, owners, strict=True):
        parts[owner].append(twofold(text, form))
    # Two spaces: the last word of a wording and the first of the next are no neighbours.
    postings = Postings.build(["  ".join(part) for part in parts], _PROFILE_SATURATION)
    return Field(postings, np.arange(entries, dtype=np.int32))


def _answers(entries: list[FaqEntry]) -> Field | None:
    texts: list[str] = []
    owners: list[int] = []
    for owner, entry in enumerate(entries):
        if text := folded(normalise(entry.answer)):
            texts.append(f"{text}  {text[:_OPENING]}")
            owners.append(owner)
    return Field(Postings.build(texts), np.array(owners, np.int32)) if texts else None
