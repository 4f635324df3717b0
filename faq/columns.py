"""Column names as people write them, folded to the one name that the program uses."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

from faq.errors import FaqError
from faq.languages import simplified
from faq.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Spellings = Mapping[str, tuple[str, ...]]

FAQ_COLUMNS: Spellings = {
    "id": ("编号",),
    "question": ("问题", "标准问题", "标准问", "问"),
    "variants": ("variant", "相似问法", "相似问题", "相似问"),
    "answer": ("答案", "答复", "回答"),
    "department": ("单位", "部门", "责任单位", "责任部门"),
    "category": ("分类", "类别"),
    "source": ("basis", "依据", "来源"),
    "updated": ("更新日期", "更新时间"),
    "valid_until": ("有效期至", "有效期"),
    "language": ("语言", "语种"),
}
"""The columns of an FAQ table, each with its other spellings."""

QUERY_COLUMNS: Spellings = {
    "query": ("提问", "问题"),
    "relevant": ("正确编号", "编号"),
    "split": ("分组",),
    "oos_type": ("类型",),
}
"""The columns of a table of labelled questions."""

_IGNORED = re.compile(r"[\s_\-*:]")


def fold_columns(
    rows: Iterable[Row], columns: Spellings, ignored: list[str] | None = None
) -> Iterator[Row]:
    """The rows with only the columns of `columns`, under those names.

    Width, case, spaces, hyphens and script do not matter. `ignored` is given the names of the
    columns that are passed over, for their owner to be told. FaqError: the first row has no known
    column at all (there is no header, or it is another table), or two columns mean the same.
    """
    names = {_fold(name): column for column, names in columns.items() for name in (column, *names)}
    known: dict[str, str | None] = {}
    first = True
    for row in rows:
        for name in row.values:
            if name not in known:
                known[name] = names.get(_fold(name))
                if known[name] is None and name.strip() and ignored is not None:
                    ignored.append(name.strip())
        folded = _folded(row, known)
        if first and not folded.values:
            raise FaqError(
                f"row {row.number}: no column is known ({', '.join(row.values)}); "
                f"name them {', '.join(columns)} in the first row (and where these are no words, "
                "save the file as UTF-8)"
            )
        first = False
        yield folded


def nearest_column(name: str, columns: Spellings) -> str:
    """The known column that an unknown name was probably meant for; empty where none comes near."""
    names = {_fold(each): column for column, names in columns.items() for each in (column, *names)}
    close = get_close_matches(_fold(name), names, n=1, cutoff=0.6)
    return names[close[0]] if close else ""


def _folded(row: Row, known: Mapping[str, str | None]) -> Row:
    values: dict[str, object] = {}
    for name, value in row.values.items():
        column = known[name]
        if column is None:
            continue
        if column in values:
            raise FaqError(
                f"row {row.number}: the column {name!r} means {column!r}, which stands there "
                "already; keep one of them"
            )
        values[column] = value
    return Row(row.number, values)


def _fold(name: str) -> str:
    return simplified(_IGNORED.sub("", unicodedata.normalize("NFKC", name).casefold()))
