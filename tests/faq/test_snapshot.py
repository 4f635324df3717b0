"""An index in a file is the same index, and its file need not stay."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from faq.entries import FaqEntry
from faq.errors import FaqError
from faq.index import Index
from faq.match import Matcher
from faq.snapshot import load, save

TODAY = date(2026, 11, 23)
ONE_WORDING = [FaqEntry(str(at), f"{word}怎么办") for at, word in enumerate("水电气暖路灯")]
FULL = [
    FaqEntry("card", "身份证丢了怎么办", "到派出所。", ("身份证掉了怎么补办", "证件遗失")),
    FaqEntry("fund", "公积金怎么提取", "在手机上申请。", ("怎么取公积金",), language="zh-Hans"),
]


@pytest.mark.parametrize("entries", [[], ONE_WORDING, FULL], ids=["empty", "bare", "full"])
def test_a_saved_index_answers_as_before(tmp_path: Path, entries: list[FaqEntry]) -> None:
    """With and without variants and answers, and after its file is gone."""
    built, path = Index.build(entries), tmp_path / "index"
    save(built, path)
    mapped = load(path)
    path.unlink()
    assert list(mapped.entries) == entries
    for text in ("身份证丢了", "电怎么办", "公积金", "hello"):
        assert Matcher(mapped).match(text, TODAY) == Matcher(built).match(text, TODAY)


def test_what_is_mapped_cannot_be_written(tmp_path: Path) -> None:
    """Several threads read it."""
    save(Index.build(FULL), tmp_path / "index")
    with pytest.raises(ValueError, match="read-only"):
        load(tmp_path / "index").wordings.postings.weights[0] = np.float32(1)


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    """A missing one, an empty one, another one."""
    for name, content in (("empty", b""), ("other", b"x" * 100)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(FaqError, match="index"):
            load(tmp_path / name)
    with pytest.raises(FaqError, match="cannot be read"):
        load(tmp_path / "missing")


def test_nothing_is_left_where_writing_fails(tmp_path: Path) -> None:
    """Whole or not at all."""
    with pytest.raises(OSError, match="No such file"):
        save(Index.build(FULL), tmp_path / "no" / "index")
    assert list(tmp_path.iterdir()) == []
