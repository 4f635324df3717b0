"""One row of a table, whatever file it came from, and the text of its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from faq.errors import RowError

if TYPE_CHECKING:
    from collections.abc import Iterable

_SEPARATORS = re.compile(r"[|;；]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read.

    `number` is how a person finds it: the line of a CSV or JSON Lines file, the row of a sheet,
    the n-th item of a JSON or YAML list. `values` are what the file holds: text, or (XLSX, JSON)
    numbers, dates, lists.
    """

    number: int
    values: dict[str, object]

    def text(self, name: str) -> str:
        """The cell `name` as trimmed text, empty if absent; RowError if it is a list or object."""
        value = self.values.get(name)
        if isinstance(value, (list, tuple, dict, set)):
            raise RowError(self.number, name, "is a list where one text is expected")
        return cell_text(value).strip()

    def texts(self, name: str) -> list[str]:
        """The cell `name` as several texts: a list, or one text split as `split_list` says."""
        value = self.values.get(name)
        if not isinstance(value, (list, tuple)):
            return split_list(self.text(name) if not isinstance(value, str) else value)
        if any(isinstance(item, (list, tuple, dict, set)) for item in value):
            raise RowError(self.number, name, "holds a list or an object where texts are expected")
        return _present(cell_text(item) for item in value)


def cell_text(value: object) -> str:
    """A single cell as text.

    Spreadsheets keep telephone numbers and codes as floating-point numbers: whole numbers lose
    their ".0". Days are written as 2026-11-23.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        day = value.time() == time() and value.tzinfo is None
        return value.date().isoformat() if day else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def split_list(text: str) -> list[str]:
    """Several texts out of one cell: one a line, or on a single line separated by | ; or ；."""
    return _present(text.split("\n") if "\n" in text else _SEPARATORS.split(text))


def join_list(items: Iterable[str]) -> str:
    """One cell out of several single-line texts, such that `split_list` gives them back."""
    lines = list(items)
    text = "\n".join(lines)
    # A closing line break says that a lone text is not to be cut at its own semicolon.
    return text + "\n" if len(lines) == 1 and _SEPARATORS.search(text) else text


def _present(items: Iterable[str]) -> list[str]:
    return [item.strip() for item in items if item.strip()]
