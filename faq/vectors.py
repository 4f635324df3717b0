"""The texts of an index as vectors of one encoder: wordings, entries as a whole, answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from faq.encoders import LONGEST, unit
from faq.encoders.background import BACKGROUND, FEW_SAME, MARKS, SAME
from faq.passages import passages
from faq.turning import Beside, turned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from faq.encoders import Floats
    from faq.index import Index


class Part(NamedTuple):
    """What of an index was read where not all was: a wording each of some entries, by number.

    `sample` are vectors of wordings from all over it, which stand for those that were not read.
    """

    wordings: NDArray[np.int32]
    entries: NDArray[np.int32]
    sample: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """Vectors of length 1, a row each; immutable, and may be memory-mapped.

    `wordings` are numbered as the index's texts, `profiles` (the mean of an entry's wordings) as
    its entries; `answers` are passages of the entries `owners`. A table without rows stands for
    what the index does not have. `usual` is how near (by the cosine) the encoder puts just
    anything to each other, and how near what is the same in two ways: each has its own scale.
    All are turned (faq.turning).
    With `part` the rows are those of the part, and there are none of answers.
    """

    model: str
    wordings: Floats
    profiles: Floats
    answers: Floats
    owners: NDArray[np.int32]
    usual: Floats
    part: Part | None = None

    @property
    def dimension(self) -> int:
        """How many numbers a vector has; 0 where there is none."""
        return max(int(each.shape[1]) for each in (self.wordings, self.answers))

    @classmethod
    def build(cls, index: Index, model: str, known: Mapping[str, Floats]) -> Vectors:
        """Put the vectors of `texts_of(index)` in place; KeyError when one is not known."""
        wordings = turned(model, _rows(known, [text[:LONGEST] for text in _wordings(index)]))
        owners: list[int] = []
        parts: list[str] = []
        for owner, answer in _answers(index):
            for part in passages(answer):
                owners.append(owner)
                parts.append(part)
        return cls(
            model,
            wordings,
            _profiles(index, wordings),
            turned(model, _rows(known, parts), Beside.ASKED),
            np.array(owners, np.int32),
            _usual(model, known, BACKGROUND, SAME),
        )

    @classmethod
    def of_few(
        cls,
        index: Index,
        model: str,
        numbers: Sequence[int],
        sample: Sequence[int],
        known: Mapping[str, Floats],
    ) -> Vectors:
        """Vectors of the wordings `numbers` alone, one of an entry; KeyError when one is unknown.

        `sample` are wordings from all over the index. `known` holds the texts of both, and
        faq.encoders.background.FEW_MARKS.
        """
        wordings = np.array(numbers, np.int32)
        rows, usual_rows = (
            turned(model, _rows(known, [index.texts[number][:LONGEST] for number in some]))
            for some in (numbers, sample)
        )
        part = Part(wordings, index.wordings.owners[wordings], usual_rows)
        nothing = np.empty((0, 0), np.float32)
        profiles = nothing if index.profiles is None else rows
        usual = _usual(model, known, [one for one, _ in FEW_SAME], FEW_SAME)
        return cls(model, rows, profiles, nothing, np.empty(0, np.int32), usual, part)


def texts_of(index: Index) -> list[str]:
    """The distinct texts whose vectors an index needs, as they are encoded."""
    wordings = (text[:LONGEST] for text in _wordings(index))
    answers = (part for _, answer in _answers(index) for part in passages(answer))
    return list(dict.fromkeys([*wordings, *answers, *MARKS]))


def _wordings(index: Index) -> list[str]:
    return [index.texts[number] for number in range(len(index.texts))]


def _answers(index: Index) -> list[tuple[int, str]]:
    if index.answers is None:
        return []
    return [(owner, index.entries[owner].answer) for owner in map(int, index.answers.owners)]


def _rows(known: Mapping[str, Floats], texts: Sequence[str]) -> Floats:
    found = [known[text] for text in texts]
    return np.array(found, np.float32) if found else np.empty((0, 0), np.float32)


def _usual(
    model: str,
    known: Mapping[str, Floats],
    anything: Sequence[str],
    same: Sequence[tuple[str, str]],
) -> Floats:
    rows = turned(model, _rows(known, anything))
    near = (rows @ rows.T)[np.triu_indices(len(rows), 1)]
    ones, others = (turned(model, _rows(known, [pair[side] for pair in same])) for side in range(2))
    return np.array([near.mean(), (ones * others).sum(axis=1).mean()], np.float32)


def _profiles(index: Index, wordings: Floats) -> Floats:
    if index.profiles is None:
        return np.empty((0, 0), np.float32)
    sums = np.zeros((len(index.entries), wordings.shape[1]), np.float32)
    np.add.at(sums, index.wordings.owners, wordings)
    return unit(sums)
