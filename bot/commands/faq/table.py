"""The entries of a table file, for commands that look at an FAQ without a database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.commands.printing import note, plural

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from faq.entries import FaqEntry
    from faq.importing import Refusal


def read_table(file: Path) -> list[FaqEntry]:
    """The entries of a table file; people are told of the rows that are passed over.

    Raises `FaqError`: the file cannot be read, or holds no entry.
    """
    entries, refused = read_rows_of(file)
    if refused:
        first = refused[0]
        rows = len({each.row for each in refused})
        note(
            f"{file.name}: {plural(rows, 'row')} passed over "
            f"(row {first.row}: {first.field} {first.reason})"
        )
    return entries


def read_rows_of(file: Path) -> tuple[list[FaqEntry], list[Refusal]]:
    """The entries of a table file, and why its other rows are none. Raises as `read_table`."""
    from faq.errors import FaqError
    from faq.importing import Refusal, parse_entries
    from faq.tables import read_rows

    entries: list[FaqEntry] = []
    refused: list[Refusal] = []
    with naming(file):
        for item in parse_entries(read_rows(file)):
            if isinstance(item, Refusal):
                refused.append(item)
            else:
                entries.append(item)
    if not (entries or refused):
        raise FaqError(f"{file.name} holds no entry: write one below its first row")
    return entries, refused


@contextmanager
def naming(file: Path) -> Iterator[None]:
    """Whatever is wrong with a row is told with its file's name: a command may read two."""
    from faq.errors import FaqError

    try:
        yield
    except FaqError as error:
        if file.name in str(error):
            raise
        raise FaqError(f"{file.name}, {error}") from error
