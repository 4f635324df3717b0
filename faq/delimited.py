"""CSV and TSV files: read line by line in the encodings that spreadsheets write, and written."""

from __future__ import annotations

import codecs
import csv
from typing import TYPE_CHECKING

from faq.errors import FaqError
from faq.headed import headed_rows
from faq.rows import cell_text, join_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from faq.rows import Row

_CHUNK = 1 << 20
_HEADER_PROBE = 10_000  # characters of the first line that are looked at for the separator


def read_delimited(path: Path) -> Iterator[Row]:
    """Rows of a CSV or TSV file, numbered by the line on which each begins.

    sqlite-utils' rows_from_file is not used here: it yields plain dictionaries, and a refusal
    must name the line (a quoted cell may span several). FaqError as in `read_rows`.
    """
    with path.open(encoding=encoding_of(path), newline="") as file:
        delimiter = (
            "\t" if path.suffix.lower() == ".tsv" else _delimiter(file.readline(_HEADER_PROBE))
        )
        file.seek(0)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            yield from headed_rows(path.name, _records(reader), place="line")
        except csv.Error as error:
            raise FaqError(
                f"{path.name}, line {reader.line_num}: {error}; check the quotes around this cell"
            ) from error


def write_delimited(
    path: Path, rows: Iterable[Mapping[str, object]], columns: Sequence[str], delimiter: str
) -> None:
    """Write the columns of the rows; lists become one cell, one text a line."""
    # Excel takes a file without this mark for the local code page and garbles Chinese.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([flat_cell(row.get(column)) for column in columns])


def flat_cell(value: object) -> str:
    """A value as the text of one cell."""
    if isinstance(value, (list, tuple)):
        return join_list(cell_text(item) for item in value)
    return cell_text(value)


def encoding_of(path: Path) -> str:
    """The encoding of a text file: by its byte-order mark, else UTF-8, else GB18030 (FaqError)."""
    with path.open("rb") as file:
        head = file.read(3)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise FaqError(f"{path.name} is neither UTF-8 nor GB18030 text: save it again as UTF-8")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _delimiter(header: str) -> str:
    # Spreadsheets in some countries write semicolons, and tabs for "Unicode text", into .csv.
    return max(",\t;", key=header.count)


def _records(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    start = 1
    for cells in reader:
        yield start, cells
        start = reader.line_num + 1  # type: ignore[attr-defined]
