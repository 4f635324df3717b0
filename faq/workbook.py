"""XLSX files: the first sheet of a workbook, streamed row by row, and written."""

from __future__ import annotations

import warnings
import zipfile
from datetime import date, datetime, time
from itertools import count
from typing import TYPE_CHECKING

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

from faq.delimited import flat_cell
from faq.errors import FaqError
from faq.headed import headed_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from faq.rows import Row

_MAX_UNPACKED = 1 << 30  # bytes; a workbook of 100,000 entries unpacks to a tenth of it
_MAX_CELL = 32_767  # characters, Excel's own limit


def read_workbook(path: Path) -> Iterator[Row]:
    """Rows of the first sheet, numbered as in the sheet. Dates and numbers come as such.

    Formulas give the value that was last computed. FaqError: no workbook, or a damaged one.
    """
    _check_archive(path)
    try:
        yield from headed_rows(path.name, _records(path), place="row")
    except FaqError:
        raise
    except Exception as error:
        # openpyxl lets through whatever its zip, XML and type layers raise on a damaged file.
        raise FaqError(
            f"{path.name} is a damaged workbook ({type(error).__name__}): "
            "open it in a spreadsheet program and save it again as .xlsx"
        ) from error


def write_workbook(
    path: Path, rows: Iterable[Mapping[str, object]], columns: Sequence[str]
) -> None:
    """Write one sheet; text stays text (never a formula), days are real dates."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("FAQ")
    try:
        sheet.append([_cell(sheet, column, f"{path.name}, row 1") for column in columns])
        for number, row in enumerate(rows, start=2):
            where = f"{path.name}, row {number}"
            sheet.append([_cell(sheet, row.get(column), where) for column in columns])
    finally:
        sheet.close()
    book.save(path)


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FaqError(
            f"{path.name} is no .xlsx workbook: save it as .xlsx, or give it the ending it has"
        ) from error
    if unpacked > _MAX_UNPACKED:
        raise FaqError(f"{path.name} unpacks to more than 1 GB: export it as .csv and import that")


def _records(path: Path) -> Iterator[tuple[int, Sequence[object]]]:
    with warnings.catch_warnings():
        # openpyxl warns of styles and validations that it skips; they hold no answers.
        warnings.simplefilter("ignore")
        book = load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # Some programs write a wrong size into the file, and rows beyond it would be lost.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True)
    try:
        for number in count(1):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                cells = next(rows, None)
            if cells is None:
                return
            yield number, [_value(cell) for cell in cells]
    finally:
        book.close()


def _value(cell: object) -> object:
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: object, where: str) -> object:
    if isinstance(value, (date, int, float)):
        return value
    text = flat_cell(value)
    if len(text) > _MAX_CELL:
        raise FaqError(f"{where}: a text is longer than a cell holds ({_MAX_CELL}); use .jsonl")
    try:
        cell = WriteOnlyCell(sheet, text or None)
    except IllegalCharacterError as error:
        raise FaqError(
            f"{where}: a workbook cannot hold a control character; use .jsonl"
        ) from error
    if text:
        cell.data_type = "s"
    return cell
