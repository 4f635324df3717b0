"""One kind of text that entries are found by: wordings, answers, or an entry's wordings as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Owners = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """The texts of one kind, by the entry that each belongs to.

    Of all texts of an index (faq.postings) they stand in `span`; `column` counts the fields.
    """

    column: int
    first: int
    owners: Owners
    owner: memoryview[int] = field(init=False)
    span: slice = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "owner", self.owners.data)
        object.__setattr__(self, "span", slice(self.first, self.first + len(self.owners)))


def fields_of(
    wordings: Owners, profiles: Owners | None, answers: Owners | None
) -> tuple[Field, Field | None, Field | None]:
    """The fields of an index, one behind the other, by their owners; None for one that it lacks."""
    first = Field(0, 0, wordings)
    second = None if profiles is None else Field(1, first.span.stop, profiles)
    before = second or first
    third = None if answers is None else Field(before.column + 1, before.span.stop, answers)
    return first, second, third
