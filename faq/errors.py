"""Every way in which the FAQ refuses a file, a row or a field, each a sentence that helps."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class FaqError(Exception):
    """Something about a file or a table that its owner can mend; the message is one sentence."""


class FieldError(FaqError):
    """One field breaks a rule. `reason` goes on from the field's name: "is empty: …".

    `others` are further faults of the same row, so that its owner mends them all at once.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.field = field
        self.reason = reason
        self.others: tuple[FieldError | RowError, ...] = ()

    @property
    def all(self) -> tuple[FieldError | RowError, ...]:
        """This fault and the others of its row."""
        return (self, *self.others)


class RowError(FaqError):
    """One field of one row breaks a rule; `row` is the number a person finds it by."""

    def __init__(self, row: int, field: str, reason: str) -> None:
        super().__init__(f"row {row}: {field} {reason}")
        self.row = row
        self.field = field
        self.reason = reason
        self.others: tuple[FieldError | RowError, ...] = ()

    @property
    def all(self) -> tuple[FieldError | RowError, ...]:
        """This fault and the others of its row."""
        return (self, *self.others)


class Faults:
    """Reads the fields of one row, each for itself, and gathers what is wrong with them."""

    def __init__(self) -> None:
        self._found: list[FieldError | RowError] = []

    def read(self, field: Callable[[], T], otherwise: T) -> T:
        """What `field` reads, or `otherwise` where it raises, to be told of by `check`."""
        try:
            return field()
        except (FieldError, RowError) as error:
            self._found.append(error)
            return otherwise

    def check(self) -> None:
        """Raise the first fault, with the others of the row, if there is any."""
        if self._found:
            first, *others = self._found
            first.others = tuple(others)
            raise first
