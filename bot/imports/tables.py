"""Brings a small table in whole: every row is tried, and one refusal undoes them all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from bot.imports.report import Change, Report, ignored_columns
from bot.store.patience import patiently
from faq.columns import fold_columns
from faq.errors import FaqError, FieldError, RowError
from faq.importing import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.store import Database, Transaction
    from faq.columns import Spellings
    from faq.rows import Row

Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True)
class Table(Generic[Noun]):
    """A kind of table: its columns, how a row is read, and how it is kept.

    `parse` and `keep` raise `FieldError` (or `RowError`) for a row that cannot be taken. `key`
    tells rows apart: a file that says two things about one of them is refused. `rest` removes
    what a whole file says by leaving it out, and tells how much that was.
    """

    columns: Spellings
    parse: Callable[[Row], Noun]
    key: Callable[[Noun], tuple[str, object]]
    keep: Callable[[Transaction, Noun], Change]
    rest: Callable[[Transaction, Sequence[Noun]], int] = lambda _tx, _kept: 0


class _Undone(Exception):  # noqa: N818 - not an error but the way out of a transaction
    def __init__(self, refused: list[Refusal]) -> None:
        self.refused = tuple(refused)


async def import_rows(database: Database, table: Table[Noun], rows: Iterable[Row]) -> Report:
    """Keep every row of a table, or none. FaqError: it is no such table, or it is empty."""
    columns: list[str] = []
    items, refused = _parsed(table, rows, columns)
    ignored = ignored_columns(columns, table.columns)
    try:
        changes, removed = await patiently(
            database, partial(_kept, table=table, items=items, refused=refused)
        )
    except _Undone as undone:
        return Report(refused=undone.refused, ignored=ignored)
    counted = Counter(changes)
    return Report(
        counted[Change.ADDED],
        counted[Change.CHANGED],
        counted[Change.UNCHANGED],
        removed,
        ignored=ignored,
    )


def _parsed(
    table: Table[Noun], rows: Iterable[Row], ignored: list[str]
) -> tuple[list[tuple[int, Noun]], list[Refusal]]:
    items: list[tuple[int, Noun]] = []
    refused: list[Refusal] = []
    seen: dict[object, int] = {}
    for row in fold_columns(rows, table.columns, ignored):
        try:
            noun = table.parse(row)
            field, key = table.key(noun)
            if key in seen:
                raise FieldError(field, f"stands already in row {seen[key]}: keep one of them")
        except (FieldError, RowError) as error:
            refused += [Refusal(row.number, fault.field, fault.reason) for fault in error.all]
        else:
            seen[key] = row.number
            items.append((row.number, noun))
    if not items and not refused:
        raise FaqError("the file holds no row; nothing was imported")
    return items, refused


def _kept(
    tx: Transaction, table: Table[Noun], items: list[tuple[int, Noun]], refused: list[Refusal]
) -> tuple[list[Change], int]:
    changes: list[Change] = []
    also: list[Refusal] = []
    for number, noun in items:
        try:
            changes.append(table.keep(tx, noun))
        except FieldError as error:
            also.append(Refusal(number, error.field, error.reason))
    if refused or also:
        raise _Undone(sorted([*refused, *also], key=lambda refusal: refusal.row))
    return changes, table.rest(tx, [noun for _, noun in items])
