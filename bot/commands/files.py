"""The table files that commands read and write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.printing import plural
from bot.commands.reports import print_report
from bot.errors import WenzhengError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.commands.program import Program
    from bot.imports.tables import Noun, Table

file_argument = click.argument("file", type=click.Path(path_type=Path))
"""A table file: CSV, TSV, JSON, JSON Lines, YAML or XLSX, by its ending."""


def import_file(program: Program, file: Path, table: Table[Noun], *, as_json: bool) -> None:
    """Import a small table file and tell what that did."""
    from bot.imports.tables import import_rows
    from faq.tables import read_rows

    # Read first: a file that is none begins no service.
    rows = list(read_rows(file))
    report = program.run(lambda database: import_rows(database, table, rows), begins=True)
    print_report(report, file, as_json=as_json)


def export_file(
    file: Path, rows: Sequence[Mapping[str, object]], columns: Sequence[str], noun: str
) -> None:
    """Write rows to a new table file and say so. Raises `WenzhengError` where it exists."""
    from faq.tables import write_rows

    if file.exists():
        raise WenzhengError(f"{file} exists already and is kept; name a new file.")
    write_rows(file, rows, columns)
    click.echo(f"{file}: {plural(len(rows), noun)} written.")
