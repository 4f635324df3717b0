"""Table files: what is written reads back, and rows are numbered as a person finds them."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from faq.errors import FaqError
from faq.rows import Row, cell_text, join_list, split_list
from faq.tables import SUFFIXES, read_rows, write_rows

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("id", "question", "variants", "answer")
# What survives an import: no control characters but line breaks, no half characters.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), include_characters="\n"))
LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1).filter(
    lambda text: text == text.strip()
)
in_any_format = pytest.mark.parametrize("suffix", SUFFIXES)
many_examples = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read(path: Path) -> list[Row]:
    """All rows of a file."""
    return list(read_rows(path))


@in_any_format
@many_examples
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {"id": LINE, "question": TEXT, "answer": TEXT, "variants": st.lists(LINE)}
        ),
        min_size=1,
        max_size=4,
    )
)
def test_what_is_written_reads_back(
    tmp_path: Path, suffix: str, rows: list[dict[str, object]]
) -> None:
    """Texts and lists survive every format, formula signs and quotes included."""
    path = tmp_path / f"table{suffix}"
    write_rows(path, rows, COLUMNS)
    found = read(path)
    assert [row.text("id") for row in found] == [row["id"] for row in rows]
    assert [row.texts("variants") for row in found] == [row["variants"] for row in rows]
    for name in ("question", "answer"):
        assert [row.values[name] or "" for row in found] == [row[name] for row in rows]


@in_any_format
def test_formula_signs_and_numbers_stay_text(tmp_path: Path, suffix: str) -> None:
    """A text that looks like a formula, a number, a time or a truth value is still that text."""
    path = tmp_path / f"table{suffix}"
    texts = [
        "=1+1",
        "+8610",
        "-1",
        "@x",
        "010",
        "8:30",
        "no",
        "null",
        "~",
        "1e5",
        " a ",
        "2026-01-02",
    ]
    write_rows(path, [{"id": text} for text in texts], ["id"])
    assert [cell_text(row.values["id"]) for row in read(path)] == texts


@in_any_format
def test_a_day_reads_back_as_that_day(tmp_path: Path, suffix: str) -> None:
    """Days survive, as a date or as its text."""
    path = tmp_path / f"table{suffix}"
    write_rows(path, [{"id": date(2026, 11, 23)}], ["id"])
    assert read(path)[0].text("id") == "2026-11-23"


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".yaml", ".csv", ".xlsx"])
def test_no_rows_make_a_file_without_rows(tmp_path: Path, suffix: str) -> None:
    """An empty FAQ can be exported and read again."""
    path = tmp_path / f"table{suffix}"
    write_rows(path, [], COLUMNS)
    if suffix == ".jsonl":
        with pytest.raises(FaqError, match="is empty"):
            read(path)
    else:
        assert read(path) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_the_encodings_of_spreadsheets_are_recognised(
    tmp_path: Path, encoding: str, suffix: str
) -> None:
    """UTF-8 with and without a mark, Excel's GB18030 and UTF-16."""
    path = tmp_path / f"table{suffix}"
    separator = "\t" if suffix == ".tsv" else ","
    path.write_bytes(f"问题{separator}答案\n停水了{separator}请打热线\n".encode(encoding))
    assert read(path) == [Row(2, {"问题": "停水了", "答案": "请打热线"})]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_of_csv_are_seen_in_the_header(tmp_path: Path, separator: str) -> None:
    """Some spreadsheets write semicolons or tabs into a .csv file."""
    path = tmp_path / "table.csv"
    path.write_text(f"question{separator}answer\na, b{separator}c\n", encoding="utf-8")
    assert read(path)[0].values == {"question": "a, b", "answer": "c"}


def test_rows_of_a_csv_file_are_numbered_by_their_line(tmp_path: Path) -> None:
    """A quoted cell over several lines and blank lines do not shift the numbers."""
    path = tmp_path / "table.csv"
    path.write_text('\nid,answer\n1,"a\nb\nc"\n\n2,d\n', encoding="utf-8")
    assert [(row.number, row.values["answer"]) for row in read(path)] == [(3, "a\nb\nc"), (7, "d")]


def test_lines_and_items_are_numbered_from_one(tmp_path: Path) -> None:
    """JSON Lines count lines, blank ones too; JSON and YAML count items."""
    lines, items, mappings = tmp_path / "a.jsonl", tmp_path / "a.json", tmp_path / "a.yaml"
    lines.write_text('{"id": 1}\n\n{"id": 2}\n', encoding="utf-8")
    items.write_text('[{"id": 1}, {"id": 2}]', encoding="utf-8")
    mappings.write_text("- id: 1\n- id: 2\n", encoding="utf-8")
    assert [row.number for row in read(lines)] == [1, 3]
    assert [row.number for row in read(items)] == [1, 2]
    assert [row.number for row in read(mappings)] == [1, 2]


@pytest.mark.parametrize("suffix", [".json", ".yaml"])
def test_a_list_may_stand_inside_one_object(tmp_path: Path, suffix: str) -> None:
    """{"note": …, "entries": [{…}]} is read as its entries."""
    path = tmp_path / f"table{suffix}"
    path.write_text(
        json.dumps({"note": "sample", "entries": [{"id": "1", "variants": ["a", "b"]}]}), "utf-8"
    )
    assert read(path) == [Row(1, {"id": "1", "variants": ["a", "b"]})]


def test_cells_of_a_workbook_keep_their_kind(tmp_path: Path) -> None:
    """Whole numbers lose their ".0", days are days; empty rows are passed over."""
    path = tmp_path / "table.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["电话", "更新日期", "rate", None])
    sheet.append([13800138000.0, datetime(2026, 11, 23), 0.5, None])  # noqa: DTZ001 - Excel's own
    sheet.append([None, None, None])
    sheet.append(["010-1", date(2026, 1, 2), None, " "])
    book.save(path)
    first, second = read(path)
    assert first.values == {"电话": 13800138000, "更新日期": date(2026, 11, 23), "rate": 0.5}
    assert first.text("电话") == "13800138000"
    assert second == Row(4, {"电话": "010-1", "更新日期": date(2026, 1, 2), "rate": ""})


def test_a_text_is_never_a_formula_in_a_workbook(tmp_path: Path) -> None:
    """Spreadsheet programs show the text and compute nothing."""
    path = tmp_path / "table.xlsx"
    write_rows(path, [{"answer": "=HYPERLINK(1)"}], ["answer"])
    sheet = load_workbook(path).worksheets[0]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == "=HYPERLINK(1)"


@given(st.lists(LINE))
def test_texts_joined_in_one_cell_come_apart_again(items: list[str]) -> None:
    """Whatever the texts hold, the cell gives back the same list."""
    assert split_list(join_list(items)) == items


def test_a_cell_of_several_texts_is_split_at_the_usual_signs() -> None:
    """Line breaks, or on one line | ; and ；."""
    assert split_list("a|b; c；d") == ["a", "b", "c", "d"]
    assert split_list("a; b\n\nc") == ["a; b", "c"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (13800138000.0, "13800138000"),
        (0.5, "0.5"),
        (float("inf"), "inf"),
        (datetime(2026, 1, 2), "2026-01-02"),  # noqa: DTZ001 - spreadsheets know no zone
        (datetime(2026, 1, 2, 8, 30), "2026-01-02 08:30:00"),  # noqa: DTZ001
    ],
)
def test_cells_as_text(value: object, text: str) -> None:
    """Numbers and days read as people write them."""
    assert cell_text(value) == text


def test_a_failed_export_leaves_the_old_file_alone(tmp_path: Path) -> None:
    """Half a file is never seen, nor is a draft left behind."""
    path = tmp_path / "table.xlsx"
    write_rows(path, [{"id": "old"}], ["id"])
    with pytest.raises(FaqError, match=r"row 3: a workbook cannot hold a control character"):
        write_rows(path, [{"id": "new"}, {"id": "\x01"}], ["id"])
    assert read(path)[0].text("id") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_exports_that_cannot_be_written_say_so(tmp_path: Path) -> None:
    """A missing folder, an unknown ending, half a character, a text beyond a cell's size."""
    with pytest.raises(FaqError, match="cannot be written: No such file"):
        write_rows(tmp_path / "none" / "a.csv", [], ["id"])
    with pytest.raises(FaqError, match="the ending must be one of"):
        write_rows(tmp_path / "a.doc", [], ["id"])
    with pytest.raises(FaqError, match="half a character"):
        write_rows(tmp_path / "a.csv", [{"id": "\ud800"}], ["id"])
    with pytest.raises(FaqError, match="longer than a cell holds"):
        write_rows(tmp_path / "a.xlsx", [{"id": "a" * 40_000}], ["id"])
    assert list(tmp_path.iterdir()) == []


@given(content=st.binary(max_size=400))
@many_examples
@in_any_format
def test_any_bytes_give_rows_or_a_refusal(tmp_path: Path, suffix: str, content: bytes) -> None:
    """Whatever a file holds, nothing but FaqError comes out of it."""
    path = tmp_path / f"table{suffix}"
    path.write_bytes(content)
    refused_or_read(path)


@given(content=st.text('{}[]":,-&*!|>#?\n\t aé问1e9\\u\ud800tag'))
@many_examples
@in_any_format
def test_any_text_gives_rows_or_a_refusal(tmp_path: Path, suffix: str, content: str) -> None:
    """Nor out of text that almost is JSON, YAML or CSV."""
    path = tmp_path / f"table{suffix}"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    refused_or_read(path)


@given(data=st.data())
@many_examples
def test_a_damaged_workbook_gives_rows_or_a_refusal(tmp_path: Path, data: st.DataObject) -> None:
    """Bytes changed in the archive, and XML replaced inside a sound one."""
    path = tmp_path / "table.xlsx"
    write_rows(path, [{"id": "1", "question": "停水"}], ["id", "question"])
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, 4_000))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    refused_or_read(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(name, data.draw(st.binary(max_size=50)))
    refused_or_read(path)


def refused_or_read(path: Path) -> None:
    """Read all of a file; a FaqError must name it."""
    try:
        read(path)
    except FaqError as error:
        assert path.name in str(error)  # noqa: PT017 - both ends are right
