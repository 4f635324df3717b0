"""Any table file in and out: FAQ, departments, officials, duty roster, dispatch catalogue."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from faq.delimited import read_delimited, write_delimited
from faq.errors import FaqError
from faq.rows import Row
from faq.structured import (
    read_json,
    read_json_lines,
    read_yaml,
    write_json,
    write_json_lines,
    write_yaml,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    Reader = Callable[[Path], Iterator[Row]]
    Writer = Callable[[Path, Iterable[Mapping[str, object]], Sequence[str]], None]

__all__ = ["SUFFIXES", "Row", "read_rows", "write_rows"]


def _read_workbook(path: Path) -> Iterator[Row]:
    # Only who has a workbook waits for its library.
    from faq.workbook import read_workbook

    return read_workbook(path)


def _write_workbook(
    path: Path, rows: Iterable[Mapping[str, object]], columns: Sequence[str]
) -> None:
    from faq.workbook import write_workbook

    write_workbook(path, rows, columns)


_FORMATS: dict[str, tuple[Reader, Writer]] = {
    ".csv": (read_delimited, partial(write_delimited, delimiter=",")),
    ".tsv": (read_delimited, partial(write_delimited, delimiter="\t")),
    ".json": (read_json, write_json),
    ".jsonl": (read_json_lines, write_json_lines),
    ".ndjson": (read_json_lines, write_json_lines),
    ".yaml": (read_yaml, write_yaml),
    ".yml": (read_yaml, write_yaml),
    ".xlsx": (_read_workbook, _write_workbook),
}

SUFFIXES = tuple(_FORMATS)
"""The endings of the files that can be read and written."""


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a table file, by its ending; streamed from CSV, TSV, JSON Lines and XLSX.

    FaqError, while iterating: no such file, a folder, empty, of an unknown kind, or broken (with
    the line where the format has lines).
    """
    reader, _ = _format(path)
    _check_readable(path)
    try:
        yield from reader(path)
    except UnicodeError as error:
        raise FaqError(f"{path.name} holds bytes that are no text: save it as UTF-8") from error
    except OSError as error:
        raise FaqError(f"{path} cannot be read: {error.strerror or error}") from error


def write_rows(path: Path, rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> None:
    """Write `columns` of the rows to a file of the kind its ending names, whole or not at all.

    What is written reads back as it was. A text that begins with "=" is therefore not defused
    for spreadsheet programs in CSV and TSV; in XLSX it is a text and never a formula. FaqError:
    unknown ending, a value the format cannot hold, or a place that cannot be written.
    """
    _, writer = _format(path)
    draft = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        writer(draft, rows, columns)
        draft.replace(path)
    except UnicodeError as error:
        raise FaqError(f"{path.name}: a text holds half a character; correct the entry") from error
    except OSError as error:
        raise FaqError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)


def _format(path: Path) -> tuple[Reader, Writer]:
    try:
        return _FORMATS[path.suffix.lower()]
    except KeyError:
        kinds = ", ".join(SUFFIXES)
        raise FaqError(f"{path.name}: the ending must be one of {kinds}") from None


def _check_readable(path: Path) -> None:
    if path.is_dir():
        raise FaqError(f"{path} is a folder: name a file inside it")
    if not path.exists():
        raise FaqError(f"{path} does not exist: check the name and the folder")
    if path.stat().st_size == 0:
        raise FaqError(f"{path.name} is empty: it needs a list of rows with named columns")
