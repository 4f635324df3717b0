"""What an import has done, or why it did nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from faq.columns import nearest_column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faq.columns import Spellings
    from faq.importing import Refusal


class Change(StrEnum):
    """What a row of a file meant for what is kept."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A column that was passed over; `meant` is the known one that comes near, or empty."""

    column: str
    meant: str = ""


@dataclass(frozen=True, slots=True)
class UnknownDepartment:
    """A department that rows name and the city does not have; `meant` is the nearest, or empty."""

    department: str
    rows: tuple[int, ...]
    meant: str = ""


def ignored_columns(names: Iterable[str], columns: Spellings) -> tuple[Ignored, ...]:
    """What to tell of the columns that a table does not know."""
    return tuple(Ignored(name, nearest_column(name, columns)) for name in dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Report:
    """How many rows were what; with a single refusal nothing of the file was taken.

    A row has a refusal for each of its faults. `ignored` are the columns that were passed over,
    `unknown_departments` those that an FAQ's rows name all the same: they were taken as written.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: tuple[Refusal, ...] = ()
    version: int | None = None
    ignored: tuple[Ignored, ...] = ()
    unknown_departments: tuple[UnknownDepartment, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether anything is different now."""
        return not self.refused and bool(self.added or self.changed or self.removed)
