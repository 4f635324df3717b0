"""Broken table files: each fault is one sentence with the place and what to do."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from faq.errors import FaqError, RowError
from faq.rows import Row
from faq.tables import read_rows, write_rows

if TYPE_CHECKING:
    from pathlib import Path

FAULTS = [
    ("a.csv", b"", "a.csv is empty"),
    ("a.csv", b"\n \n", "a.csv is empty: its first line must name the columns"),
    ("a.csv", b"id,id\n1,2\n", r"a.csv, line 1: the column 'id' stands twice in the header"),
    ("a.csv", b"id,q\n1,2\n1,2,3\n", r"a.csv, line 3: column 3 has a value but no name"),
    ("a.csv", b'id,q\n1,"2\n', r"a.csv, line 2: unexpected end of data; check the quotes"),
    ("a.csv", b"id,q\n1,\xff\xff\xff\n", "a.csv is neither UTF-8 nor GB18030 text"),
    ("a.csv", b"\xff\xfea\x00\x00\xd8", "a.csv holds bytes that are no text"),
    ("a.csv", b"id\n" + b"a" * 200_000, r"a.csv, line \d: field larger than field limit"),
    ("a.json", b'[{"id": 1},\n{"id": }]', r"a.json, line 2: is not valid JSON"),
    ("a.json", b"[" * 100_000, r"a.json: is not valid JSON"),
    ("a.json", b"9" * 10_000, r"a.json: is not valid JSON"),
    ("a.json", b"12", "a.json must hold a list of objects"),
    ("a.json", b'[{"id": 1}, "x"]', r"a.json, item 2: is no object with named fields"),
    ("a.jsonl", b'{"id": 1}\n{"id": 2\n', r"a.jsonl, line 2: is not valid JSON"),
    ("a.jsonl", b'{"id": 1}\n[2]\n', r"a.jsonl, line 2: is no object with named fields"),
    ("a.jsonl", b'{"id": ' + b"9" * 10_000 + b"}", r"a.jsonl, line 1: is not valid JSON"),
    ("a.yaml", b"- id: 1\n- id: [2\n", r"a.yaml, line \d: is not valid YAML"),
    ("a.yaml", b"- id: 1\n- text\n", r"a.yaml, item 2: is no object"),
    ("a.yaml", b"text", "a.yaml must hold a list of objects"),
    ("a.yaml", b"- id: !!python/name:os.system\n", r"a.yaml, line 1: is not valid YAML"),
    ("a.yaml", b"- id: !!timestamp x\n", r"a.yaml, line 1: is not valid YAML"),
    ("a.yaml", b"- " * 100_000 + b"a", r"a.yaml, line 1: lists stand in lists more than 20 deep"),
    ("a.yaml", b"- id: \x01\n", r"a.yaml: is not valid YAML"),
    ("a.xlsx", b"id,question\n", "a.xlsx is no .xlsx workbook"),
    ("a.doc", b"text", "a.doc: the ending must be one of .csv, .tsv"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), FAULTS)
def test_a_broken_file_is_refused_with_the_place(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    """The sentence names the file and, where the format has lines, the line."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FaqError, match=sentence) as caught:
        list(read_rows(path))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    """Both are told apart."""
    with pytest.raises(FaqError, match="does not exist: check the name"):
        list(read_rows(tmp_path / "none.csv"))
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(FaqError, match="is a folder: name a file inside it"):
        list(read_rows(tmp_path / "folder.csv"))


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    """A renamed archive is a damaged workbook."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(FaqError, match=r"a.xlsx is a damaged workbook \(KeyError\)"):
        list(read_rows(path))


def test_a_workbook_with_a_bad_header_is_refused_with_its_row(tmp_path: Path) -> None:
    """The sentence is the one of CSV files, with rows in place of lines."""
    path = tmp_path / "a.xlsx"
    write_rows(path, [{"id": "id", "question": "id"}], ["id", "id"])
    with pytest.raises(FaqError, match=r"a.xlsx, row 1: the column 'id' stands twice"):
        list(read_rows(path))


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    """The size is read from the archive's list, and nothing is unpacked."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "x")
    content = bytearray(path.read_bytes())
    listed = content.index(b"PK\x01\x02")
    content[listed + 24 : listed + 28] = (2**31).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(FaqError, match="unpacks to more than 1 GB"):
        list(read_rows(path))


def test_rows_before_a_fault_are_streamed(tmp_path: Path) -> None:
    """A reader does not wait for the end of a large file."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 1}\nbroken\n', encoding="utf-8")
    rows = read_rows(path)
    assert next(rows) == Row(1, {"id": 1})
    with pytest.raises(FaqError, match="line 2"):
        next(rows)


def test_a_list_where_one_text_belongs_is_refused() -> None:
    """The refusal says row and field, and so does one for nested lists."""
    row = Row(7, {"answer": ["a"], "variants": [["a"]]})
    with pytest.raises(RowError, match="row 7: answer is a list where one text is expected"):
        row.text("answer")
    with pytest.raises(RowError, match="row 7: variants holds a list or an object"):
        row.texts("variants")
