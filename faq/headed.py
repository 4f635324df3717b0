"""Tables with a header line (CSV, TSV, XLSX): cells become rows with named values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faq.errors import FaqError
from faq.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def headed_rows(
    name: str, records: Iterable[tuple[int, Sequence[object]]], *, place: str
) -> Iterator[Row]:
    """Rows of the table in file `name`, whose first record that is not blank is the header.

    `records` are (number, cells); `place` is what a number counts: "line" or "row". Blank records
    are passed over. FaqError: no header, a name twice, or a value in a column without a name.
    """
    header: list[str] | None = None
    for number, cells in records:
        if all(_blank(cell) for cell in cells):
            continue
        if header is None:
            header = _header(cells, f"{name}, {place} {number}")
        else:
            yield Row(number, _named(header, cells, f"{name}, {place} {number}"))
    if header is None:
        raise FaqError(f"{name} is empty: its first {place} must name the columns")


def _header(cells: Sequence[object], where: str) -> list[str]:
    names = [str(cell).strip() if cell is not None else "" for cell in cells]
    for name in names:
        if name and names.count(name) > 1:
            raise FaqError(
                f"{where}: the column {name!r} stands twice in the header; remove or rename one"
            )
    return names


def _named(header: Sequence[str], cells: Sequence[object], where: str) -> dict[str, object]:
    values: dict[str, object] = dict.fromkeys((name for name in header if name), "")
    for column, cell in enumerate(cells):
        name = header[column] if column < len(header) else ""
        if name:
            values[name] = "" if cell is None else cell
        elif not _blank(cell):
            raise FaqError(
                f"{where}: column {column + 1} has a value but no name in the header; "
                "name the column in the first row (a title above the table has to go), or put a "
                "text that holds the separator in quotes"
            )
    return values


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
