"""What an import has done, or why it did nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faq.importing import Refusal


class Change(StrEnum):
    """What a row of a file meant for what is kept."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Report:
    """How many rows were what; with a single refusal nothing of the file was taken."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: tuple[Refusal, ...] = ()
    version: int | None = None

    @property
    def moved(self) -> bool:
        """Whether anything is different now."""
        return not self.refused and bool(self.added or self.changed or self.removed)
