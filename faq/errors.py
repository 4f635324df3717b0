"""Every way in which the FAQ refuses a file, a row or a field, each a sentence that helps."""

from __future__ import annotations


class FaqError(Exception):
    """Something about a file or a table that its owner can mend; the message is one sentence."""


class FieldError(FaqError):
    """One field breaks a rule. `reason` goes on from the field's name: "is empty: …"."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.field = field
        self.reason = reason


class RowError(FaqError):
    """One field of one row breaks a rule; `row` is the number a person finds it by."""

    def __init__(self, row: int, field: str, reason: str) -> None:
        super().__init__(f"row {row}: {field} {reason}")
        self.row = row
        self.field = field
        self.reason = reason
